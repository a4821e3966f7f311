package main

import (
	"io/fs"
	"regexp"
	"strings"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/inspection"
	"github.com/sasae-care/sasae/shared/plan"
)

// row is one code: where one meets it, what it says, what to do, and why.
type row struct{ code, where, says, do, source string }

// group is a table of the page.
type group struct {
	title, intro string
	rows         []row
}

// Where a reason is met that ends a submission's round.
const sentBack = "差戻し理由"

func groups(root fs.FS) ([]group, error) {
	reasons, problems, err := ofCases(root)
	if err != nil {
		return nil, err
	}
	links, err := ofLinks(root)
	if err != nil {
		return nil, err
	}
	return []group{
		{"提出が差し戻される理由", "提出したときに示されるか、後から「差戻し」の理由として届きます。直してもう一度提出してください。受付番号は変わりません。", reasons},
		{"計画の記載が差し戻される理由", "計画や認定の記載がルールと合わないときの理由です。「注意」は知らせるだけで、受け付けを妨げません。", ofContent()},
		{"書類ファイルが差し戻される理由", "届いたファイルの検査で見つかった理由です。`sasae inspect` も同じコードを使います。", ofDocuments()},
		{"画面とAPIの応答", "操作が受け付けられなかったときの応答 (`application/problem+json`) の `code` です。", problems},
		{"ファイルの送受信の応答", "アップロードとダウンロードのアドレスが返す `code` です。", links},
		{"請求できない理由", "`sasae bill run` と月の締めが、記録1件ごとに示します (`refused[].code`)。", ofBilling()},
	}, nil
}

// ofContent are the findings about what a plan says.
func ofContent() []row {
	var rows []row
	for code, c := range content.Codes {
		where := sentBack
		if c.Grade == content.Warn {
			where = "注意"
		}
		says, do := split(c.Message, "")
		rows = append(rows, row{code, where, says, do, strings.Join(c.Source, ", ")})
	}
	return rows
}

// ofCases parts the codes of a case: reasons for sending back, and refusals.
func ofCases(root fs.FS) (reasons, problems []row, err error) {
	back, err := calls(root, "shared/plan", "because")
	if err != nil {
		return nil, nil, err
	}
	special, err := table(root, "shared/api/problem.go", "special")
	if err != nil {
		return nil, nil, err
	}
	kinds, err := table(root, "shared/api/problem.go", "statuses")
	if err != nil {
		return nil, nil, err
	}
	isReason := map[string]bool{}
	for _, args := range back {
		isReason[args[0]] = true
	}
	for code, c := range plan.Codes {
		status := kinds[kindNames[c.Kind]]
		if own := special[code]; own != "" {
			status = own
		}
		says, do := split(c.Detail, byKind[c.Kind])
		if isReason[code] {
			reasons = append(reasons, row{code, sentBack, says, do, c.Source})
		} else {
			problems = append(problems, row{code, "HTTP " + status, says, do, c.Source})
		}
	}
	return reasons, problems, nil
}

var kindNames = map[plan.RefusalKind]string{plan.Invalid: "Invalid", plan.Conflict: "Conflict", plan.Hidden: "Hidden", plan.Forbidden: "Forbidden"}

// byKind is what to do where the message does not say it.
var byKind = map[plan.RefusalKind]string{
	plan.Invalid:   "入力した内容を確かめ、直してからもう一度操作してください。",
	plan.Conflict:  "画面を開き直して、今の状態を確かめてください。",
	plan.Hidden:    "番号またはアドレスを確かめてください。",
	plan.Forbidden: "サインインし直すか、担当者に確かめてください。",
}

func ofDocuments() (out []row) {
	for _, c := range inspection.Codes {
		says, do := split(c.Message, "")
		out = append(out, row{c.Code, sentBack, says, do, "limits, NTF-14"})
	}
	return out
}

func ofLinks(root fs.FS) (out []row, err error) {
	found, err := calls(root, "shared/files/disk", "newProblem")
	for _, args := range found {
		says, do := split(args[2], "")
		out = append(out, row{args[1], "HTTP " + args[0], says, do, "API"})
	}
	return out, err
}

func ofBilling() (out []row) {
	for code, c := range billing.Codes {
		out = append(out, row{string(code), "請求できない理由", c.Text + "。", c.Do + "。", c.Source})
	}
	return out
}

var gap = regexp.MustCompile(`%[sd]`)

// split parts a message into what it says and what to do about it.
func split(message, otherwise string) (says, do string) {
	message = gap.ReplaceAllString(message, "…")
	says, do, _ = strings.Cut(message, "。")
	says += "。"
	switch {
	case do != "":
		return says, do
	case strings.Contains(says, "ください"):
		return says, "メッセージのとおりにしてください。"
	}
	return says, otherwise
}
