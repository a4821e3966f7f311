package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

type billCmd struct {
	Run billRunCmd `cmd:"" help:"1か月分の実績を計算し、ファイルにします。例: sasae bill run --records 202605.jsonl --month 2026-05 --out ./202605"`
}

type billRunCmd struct {
	Records         string   `required:"" placeholder:"FILE" help:"実績 (JSON行、またはCSV: UTF-8かWindows-31J)。"`
	Month           string   `required:"" placeholder:"YYYY-MM" help:"提供年月。"`
	Out             string   `required:"" placeholder:"DIR" help:"結果を置くフォルダー (新しいか空のもの)。"`
	ClaimMonth      string   `placeholder:"YYYY-MM" help:"審査月。国保連へのファイルはまだ作らないので、結果は変わりません。"`
	On              string   `placeholder:"YYYY-MM-DD" help:"作成日。国保連へのファイルはまだ作らないので、結果は変わりません。"`
	Master          []string `placeholder:"FILE" help:"単位数表マスタ。介護予防ケアマネジメント費の実績があるときは、まだ使えません。"`
	Rules           []string `placeholder:"FILE" help:"規則集。まだ使えません。"`
	History         []string `placeholder:"FILE" help:"前の月までの実績。同じ人がいるときは、まだ使えません。"`
	Codes           string   `placeholder:"FILE" help:"サービスコード表。まだ使えません。"`
	AllowUnverified bool     `help:"確認の済んでいない単位数・単価も使い、結果に未確認と記します。"`
	SkipRefused     bool     `help:"請求できない実績を除いて計算します。"`
}

// billed is the answer of bill run.
type billed struct {
	billing.Result
	Files []billedFile `json:"files"`
}

// billedFile is one file that was written.
type billedFile struct {
	Path   string `json:"path"`
	Kind   string `json:"kind"`
	Rows   int    `json:"rows"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Run prices the records and writes the files, all of them or none.
func (c *billRunCmd) Run(s *session) error {
	month, err := c.months(s)
	if err != nil {
		return err
	}
	if err := c.ready(s); err != nil {
		return err
	}
	known, err := c.people(s)
	if err != nil {
		return err
	}
	f, err := os.Open(c.Records)
	if err != nil {
		return fmt.Errorf("%s を読めません: %w", c.Records, err)
	}
	defer f.Close()
	got, err := c.price(s, f, month, known)
	if err != nil {
		return err
	}
	return c.deliver(s, got)
}

// deliver writes the files of a run that was not stopped, and tells the result.
func (c *billRunCmd) deliver(s *session, r billing.Result) error {
	out := billed{Result: r, Files: []billedFile{}}
	if !r.Stopped {
		var err error
		if out.Files, err = writeFiles(c.Out, billing.Files(r)); err != nil {
			return err
		}
	}
	if err := s.give(out, func() { out.show(s) }); err != nil {
		return err
	}
	if r.Stopped {
		s.say("請求できない実績が%d件あるため、何も書きませんでした。直すか、--skip-refused を付けてください。",
			"%d records cannot be billed; nothing was written. Correct them, or add --skip-refused.", len(r.Refused))
		return errNo
	}
	return nil
}

// months reads the months and days of the command line.
func (c *billRunCmd) months(s *session) (month day.Month, err error) {
	if month, err = day.ParseMonth(c.Month); err != nil {
		s.say("--month は 2026-05 の形で指定してください。", "--month: want YYYY-MM.")
		return month, errUsage
	}
	if c.ClaimMonth != "" {
		claim, err := day.ParseMonth(c.ClaimMonth)
		if err != nil || !claim.After(month) {
			s.say("--claim-month は提供年月より後の月を 2026-06 の形で指定してください。", "--claim-month: want a month after --month, YYYY-MM.")
			return month, errUsage
		}
	}
	if c.On != "" {
		if _, err := day.Parse(c.On); err != nil {
			s.say("--on は 2026-06-05 の形で指定してください。", "--on: want YYYY-MM-DD.")
			return month, errUsage
		}
	}
	return month, nil
}

// ready refuses what this version has no rule for, and a folder in use.
func (c *billRunCmd) ready(s *session) error {
	if len(c.Rules) > 0 {
		s.say("--rules は使えません: 市町村ごとの請求の規則がまだありません。外して実行してください。",
			"--rules: the rules of billing by municipality are missing in this version. Leave it out.")
		return errNo
	}
	if c.Codes != "" {
		s.say("--codes は使えません: サービスコード表を読み込む規則がまだありません。外して実行してください。",
			"--codes: the rule that reads a table of service codes is missing in this version. Leave it out.")
		return errNo
	}
	for _, name := range c.Master {
		if _, err := os.Stat(name); err != nil {
			return fmt.Errorf("%s を読めません: %w", name, err)
		}
	}
	there, err := os.ReadDir(c.Out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s を調べられません: %w", c.Out, err)
	case len(there) > 0:
		s.say("%s は空ではありません。新しいフォルダーを指定してください。", "%s is not empty; name a new folder.", c.Out)
		return errUsage
	}
	return nil
}

// people are the insured persons of the earlier months.
func (c *billRunCmd) people(s *session) (map[number.Insured]bool, error) {
	known := map[number.Insured]bool{}
	for _, name := range c.History {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s を読めません: %w", name, err)
		}
		for r, err := range recordsOf(f) {
			p, ref := r.Check()
			if err != nil || ref != nil {
				s.say("%s の%d行目を読めません。", "%s: line %d cannot be read.", name, r.Line)
				return nil, errors.Join(errNo, f.Close())
			}
			known[p.Insured] = true
		}
		if err := f.Close(); err != nil {
			return nil, fmt.Errorf("%s を読めません: %w", name, err)
		}
	}
	return known, nil
}

// large is a file whose reading a person waits for, in bytes.
const large = 4 << 20

// price runs the records, and refuses where a flag would have changed the result.
func (c *billRunCmd) price(s *session, f *os.File, month day.Month, known map[number.Insured]bool) (billing.Result, error) {
	in := io.Reader(f)
	if info, err := f.Stat(); err == nil && info.Size() > large {
		b := newBar(s, int(info.Size()), c.Month)
		defer b.done()
		in = &watched{in, b, 0}
	}
	var broken error // of the disk, not of the records
	met := false
	r, err := billing.Run(func(yield func(billing.Record, error) bool) {
		for rec, err := range recordsOf(in) {
			if _, ok := errors.AsType[*fs.PathError](err); ok {
				broken = err
			}
			met = met || known[number.Insured(strings.ToUpper(number.Plain(string(rec.Insured))))]
			if !yield(rec, err) {
				return
			}
		}
	}, month, billing.Standard(), billing.Options{SkipRefused: c.SkipRefused, AllowUnverified: c.AllowUnverified})
	switch {
	case broken != nil:
		return r, fmt.Errorf("%s を読めません: %w", c.Records, broken)
	case err != nil:
		s.say("%s: %v", "%s: %v", c.Records, err)
		return r, errNo
	case met:
		s.say("--history は使えません: 履歴と照らす規則(初回加算・委託連携加算・重複)がまだなく、履歴と同じ人が実績にいます。外して実行してください。",
			"--history: the rules that compare with earlier months (初回加算, 委託連携加算, duplicates) are missing in this version, and somebody is in both. Leave it out.")
		return r, errNo
	case len(c.Master) > 0 && needsMaster(r):
		s.say("--master は使えません: 介護予防ケアマネジメント費(AF)の規則がまだなく、AFの実績があります。その実績を外してください。",
			"--master: the rules of 介護予防ケアマネジメント (AF) are missing in this version, and there are such records. Take them out.")
		return r, errNo
	}
	return r, nil
}

func needsMaster(r billing.Result) bool {
	for _, f := range r.Refused {
		if f.Code == billing.CodeMissingManagement {
			return true
		}
	}
	return false
}

// recordsOf reads JSON lines, or CSV: what begins with { is JSON.
func recordsOf(r io.Reader) iter.Seq2[billing.Record, error] {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(512) // a short file gives less
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(head) == 0 || head[0] == '{' {
		return billing.ReadJSONLines(in)
	}
	return billing.ReadCSV(in)
}

// watched moves a bar along while it is read.
type watched struct {
	io.Reader
	bar  bar
	read int
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	w.read += n
	w.bar.to(w.read)
	return n, err
}
