// Command sasae is sasae on one machine, and the operator's tool.
//
//	sasae demo | serve | import | backup | restore | inspect | checklist | audit verify | rules | bill run
//	sasae overdue | letters | disclose | erase
//
// With --stage those that work on a data folder work on a deployed stage, as far
// as that makes sense there.
//
// Exit codes: 0 done; 1 the answer is no; 2 wrong usage; 3 could not read or write.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sasae-care/sasae/shared/rules/rulebook"
)

// Exit codes.
const (
	exitNo    = 1
	exitUsage = 2
	exitIO    = 3
)

// errNo is the answer "no": what was wrong has been said already.
var errNo = errors.New("no")

// refusal is the answer "no" with what was wrong still to be said.
type refusal string

func (r refusal) Error() string { return string(r) }

// errUsage is wrong usage; what was wrong has been said already.
var errUsage = errors.New("usage")

// misuse is wrong usage with what was wrong still to be said.
type misuse string

func (m misuse) Error() string { return string(m) }

// refused is the document of an answer "no" that gives nothing else.
type refused struct {
	OK     bool              `json:"ok"`
	Errors rulebook.Problems `json:"errors"` // without a file: of the question
}

// refused tells why the answer is no, as JSON where that is asked for.
func (s *session) refused(err error) error {
	var bad rulebook.Problems
	if s.json && !errors.As(err, &bad) && errors.As(err, new(refusal)) {
		bad = rulebook.Problems{{Message: err.Error(), Allowed: []string{}}}
	}
	if s.json && bad != nil {
		return s.give(refused{Errors: bad}, nil)
	}
	return nil
}

// exitOf is the exit code that an error means.
func exitOf(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNo), errors.As(err, new(refusal)), errors.As(err, new(rulebook.Problems)):
		return exitNo
	case errors.Is(err, errUsage), errors.As(err, new(misuse)):
		return exitUsage
	}
	return exitIO
}

// commands is the grammar of the command line.
type commands struct {
	JSON bool   `name:"json" help:"結果をJSONで標準出力に書きます。"`
	Lang string `enum:"ja,en" default:"ja" help:"メッセージの言語 (ja, en)。"`

	Stage string `placeholder:"NAME" help:"データのフォルダーの代わりに、配置したステージで動かします (import, audit, overdue, letters, disclose, erase)。docs/operations.md にあります。"`

	Demo    demoCmd    `cmd:"" help:"見本の町の1か月を最初から最後まで動かします。例: sasae demo --submissions 200"`
	Serve   serveCmd   `cmd:"" help:"1台で動かします (API、アップロード、通知)。例: sasae serve --data ./data"`
	Import  importCmd  `cmd:"" help:"市町村・圏域・センターなどのCSVを取り込みます。例: sasae import --data ./data --kind districts districts.csv --apply"`
	Backup  backupCmd  `cmd:"" help:"データを1つのファイルに控えます (稼働中も可)。例: sasae backup --data ./data backup.sasae"`
	Restore restoreCmd `cmd:"" help:"控えから戻します。例: sasae restore --data ./new backup.sasae --apply"`
	Inspect inspectCmd `cmd:"" help:"書類ファイルを検査します。例: sasae inspect plan.pdf"`
	Audit   auditCmd   `cmd:"" help:"監査記録を確かめます。"`
	Bill    billCmd    `cmd:"" help:"月次の請求を計算します。"`
	Sim     simCmd     `cmd:"" help:"不運を重ねた2か月を仮想の時計で動かし、約束が守られるか確かめます。例: sasae sim --seeds 2000"`
	Rules   rulesCmd   `cmd:"" help:"市町村のルール: 検査、表示、期限、書類。書き方は docs/rules.md にあります。"`
	Overdue overdueCmd `cmd:"" help:"期限を過ぎても果たされていない約束 (鳴らなかったアラームなど) の一覧。例: sasae overdue --stage prod"`
	Letters lettersCmd `cmd:"" help:"関数が処理できなかった配達の一覧。--apply でもう一度渡します。例: sasae letters --stage prod --step tally"`
	Token   tokenCmd   `cmd:"" help:"開発用の利用者トークンを作ります。例: sasae token --data ./data --town 999997 --staff m1"`

	Disclose discloseCmd `cmd:"" help:"開示請求: 一人について持っている情報を取り出します。例: sasae disclose --town 431001 --insurer 431007 --insured 0000000001 --as k1 --out out --apply"`
	Erase    eraseCmd    `cmd:"" help:"消去の請求: 提出1件の内容を保存期間の前に消去します。例: sasae erase --town 431001 --receipt R123 --ground request --as k1 --apply"`

	Checklist checklistCmd `cmd:"" help:"基本チェックリストの回答を数え、事業対象者の基準と照らします。例: sasae checklist answers.json"`
}

// english tells the language of a command line that could not be read.
func english(args []string) bool {
	i := slices.Index(args, "--lang")
	return slices.Contains(args, "--lang=en") || i >= 0 && i+1 < len(args) && args[i+1] == "en"
}

// session is what every command gets: where to write, and how.
type session struct {
	ctx      context.Context
	out, err io.Writer
	json     bool
	lang     string
	stage    string // "": a data folder
	table    string // of the stage, in place of its own; "": its own
}

// say writes a message for a person, in the session's language.
func (s *session) say(ja, en string, args ...any) {
	text := ja
	if s.lang == "en" {
		text = en
	}
	fmt.Fprintf(s.err, text+"\n", args...)
}

// give writes the result as one JSON document; without --json it is told by show.
func (s *session) give(v any, show func()) error {
	if !s.json {
		show()
		return nil
	}
	e := json.NewEncoder(s.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// self is how the reader runs this program again: as they just did.
func self() string {
	if strings.Contains(os.Args[0], "go-build") { // what `go run` built is gone when it ends
		return "go run ./scripts/sasae"
	}
	return os.Args[0]
}

// line writes one JSON line.
func line(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run does one command and gives the exit code.
func run(args []string, out, errs io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("sasae"), kong.Description("ささえ: 介護予防ケアプランの検証・期限・月次請求"),
		kong.Writers(out, errs), kong.Exit(func(n int) { exited = n }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		if !english(args) {
			fmt.Fprintln(errs, "コマンドの書き方が違います。sasae --help か、コマンドの後に --help を付けて確かめてください。")
		}
		fmt.Fprintln(errs, err)
		return exitUsage
	}
	s := &session{ctx: ctx, out: out, err: errs, json: c.JSON, lang: c.Lang, stage: c.Stage}
	if err = s.fits(parsed.Selected()); err == nil {
		err = parsed.Run(s)
	}
	if err != nil && !errors.Is(err, errNo) && !errors.Is(err, errUsage) {
		fmt.Fprintln(errs, err)
		if failed := s.refused(err); failed != nil {
			err = failed
		}
	}
	return exitOf(err)
}
