package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Settings are what a stage says in cdk.json, under "stages".
type Settings struct {
	Stage string `json:"-"`

	Domain      string   `json:"domain"`      // host of the portal and the API
	Documents   string   `json:"documents"`   // host that documents are given out from
	Certificate string   `json:"certificate"` // ARN of the certificate of both hosts, in us-east-1
	Wall        string   `json:"wall"`        // ARN of a web ACL of WAF (CLOUDFRONT scope); "": none
	Towns       []string `json:"towns"`       // 6-digit municipality codes: whose hours strike
	Mail        string   `json:"mail"`        // domain that SES has verified; notices come from sasae@ it
	SMS         string   `json:"sms"`         // ARN of what SMS come from; "": no SMS
	Operators   string   `json:"operators"`   // e-mail address that alarms go to
	AnchorDays  int      `json:"anchorDays"`  // days that nobody can delete an anchor
	LogDays     int      `json:"logDays"`     // days that logs are kept: one of CloudWatch's steps
	Budget      int      `json:"budget"`      // US dollars a month
	SealVersion string   `json:"sealVersion"` // id of the version of the secret that seals; "": the current one as of the first deployment
	EdgeVersion string   `json:"edgeVersion"` // the same of what CloudFront shows
}

// logDays are the steps that CloudWatch Logs has.
var logDays = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

var (
	stageForm       = regexp.MustCompile(`^[a-z][a-z0-9]{1,11}$`)
	hostForm        = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$`)
	townForm        = regexp.MustCompile(`^[0-9]{6}$`)
	certificateForm = regexp.MustCompile(`^arn:aws:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f-]{36}$`)
	wallForm        = regexp.MustCompile(`^arn:aws:wafv2:us-east-1:[0-9]{12}:global/webacl/[0-9A-Za-z_-]+/[0-9a-f-]{36}$`)
	versionForm     = regexp.MustCompile(`^[0-9A-Za-z-]{32,64}$`)
	smsForm         = regexp.MustCompile(`^arn:aws:sms-voice:ap-northeast-1:[0-9]{12}:(phone-number|sender-id|pool)/[0-9A-Za-z/_-]+$`)
)

// ReadSettings reads the stage that a context names. Everything that is missing
// or malformed is said in one error.
func ReadSettings(context map[string]any) (Settings, error) {
	stage, _ := context["stage"].(string)
	stages, _ := context["stages"].(map[string]any)
	raw, there := stages[stage]
	if !stageForm.MatchString(stage) || !there {
		return Settings{}, fmt.Errorf("ステージ %q の設定がありません。cdk.json の context.stages に英小文字と数字 2〜12 字の名前で書き、-c stage=名前 で選んでください", stage)
	}
	text, err := json.Marshal(raw)
	if err != nil {
		return Settings{}, fmt.Errorf("read the settings of %s: %w", stage, err)
	}
	s := Settings{Stage: stage}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return Settings{}, fmt.Errorf("ステージ %s の設定が読めません。項目名と型を docs/deploy.md の表で確かめてください: %w", stage, err)
	}
	return s, s.check()
}

func (s Settings) check() error {
	var said []string
	want := func(ok bool, name, rule string) {
		if !ok {
			said = append(said, name+": "+rule)
		}
	}
	want(hostForm.MatchString(s.Domain), "domain", "ポータルのホスト名を書いてください(例 care.city.example.jp)")
	want(hostForm.MatchString(s.Documents) && s.Documents != s.Domain, "documents", "書類を渡すホスト名を書いてください。domain とは別のホストにします")
	want(certificateForm.MatchString(s.Certificate), "certificate", "us-east-1 の ACM 証明書の ARN を書いてください(CloudFront の決まり)")
	want(s.Wall == "" || wallForm.MatchString(s.Wall), "wall", "us-east-1 の WAF(CLOUDFRONT)の Web ACL の ARN を書くか、空にしてください")
	want(len(s.Towns) > 0 && !slices.ContainsFunc(s.Towns, func(t string) bool { return !townForm.MatchString(t) }), "towns", "市区町村コード(6 桁)を一つ以上書いてください")
	want(len(slices.Compact(slices.Sorted(slices.Values(s.Towns)))) == len(s.Towns), "towns", "同じ市区町村コードが二つあります")
	want(hostForm.MatchString(s.Mail), "mail", "SES で確認済みのドメインを書いてください")
	want(s.SMS == "" || smsForm.MatchString(s.SMS), "sms", "ap-northeast-1 の SMS 送信元の ARN を書くか、空にしてください")
	address, err := mail.ParseAddress(s.Operators)
	want(err == nil && address.Address == s.Operators, "operators", "アラームを受け取る電子メールアドレスを一つ書いてください")
	want(s.AnchorDays >= 1 && s.AnchorDays <= 3653, "anchorDays", "監査アンカーを消せない日数を 1〜3653 で書いてください(完結の日から5年なら 1827)")
	want(slices.Contains(logDays, s.LogDays), "logDays", fmt.Sprintf("ログを残す日数は %v のどれかにしてください", logDays))
	const version = "Secrets Manager が示した VersionId(32〜64 字)を書くか、空にしてください"
	want(s.SealVersion == "" || versionForm.MatchString(s.SealVersion), "sealVersion", version)
	want(s.EdgeVersion == "" || versionForm.MatchString(s.EdgeVersion), "edgeVersion", version)
	want(s.Budget >= 1, "budget", "ひと月の予算を 1 以上の米ドルで書いてください")
	if len(said) > 0 {
		return errors.New("ステージ " + s.Stage + " の設定を直してください(docs/deploy.md):\n  " + strings.Join(said, "\n  "))
	}
	return nil
}

// Name is the name of something of this stage: sasae-<stage>, or more.
func (s Settings) Name(more ...string) string {
	return strings.Join(append([]string{"sasae", s.Stage}, more...), "-")
}

// readContext reads the context of cdk.json, and over it what the CDK's command
// line hands on (-c key=value).
func readContext(file, commandLine string) (map[string]any, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	var c struct {
		Context map[string]any `json:"context"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if commandLine != "" {
		if err := json.Unmarshal([]byte(commandLine), &c.Context); err != nil {
			return nil, fmt.Errorf("read the context of the command line: %w", err)
		}
	}
	return c.Context, nil
}
