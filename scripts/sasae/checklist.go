package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sasae-care/sasae/shared/checklist"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
)

type checklistCmd struct {
	File string `arg:"" name:"FILE" type:"path" help:"回答のJSON。- は標準入力。書き方は docs/checklist.md にあります。"`
}

// Run counts one sheet. The exit code says whether it could be read, never how
// it came out: a result is no refusal.
func (c *checklistCmd) Run(s *session) error {
	b, err := c.read()
	if err != nil {
		return err
	}
	sheet, err := checklist.Read(b)
	if faults, ok := errors.AsType[checklist.Faults](err); ok {
		for _, f := range faults {
			s.say("%s %s", "%s %s", c.name(), f)
		}
		s.say("%d件の誤りがあるため、数えていません。", "%d errors; nothing was counted.", len(faults))
		out := refused{Errors: rulebook.Problems{}}
		for _, f := range faults {
			out.Errors = append(out.Errors, rulebook.Problem{File: c.name(), Message: fmt.Sprint(f), Allowed: []string{}})
		}
		if err := s.give(out, func() {}); err != nil {
			return err
		}
		return errNo
	}
	r := checklist.Score(sheet)
	return s.give(r, func() { showChecklist(s.out, r) })
}

func (c *checklistCmd) name() string {
	if c.File == "-" {
		return "標準入力"
	}
	return c.File
}

// read reads no more than it takes to see that a file is too large.
func (c *checklistCmd) read() ([]byte, error) {
	f := os.Stdin
	if c.File != "-" {
		var err error
		if f, err = os.Open(c.File); err != nil {
			return nil, fmt.Errorf("%s を読めません: %w", c.name(), err)
		}
		defer f.Close()
	}
	b, err := io.ReadAll(io.LimitReader(f, 2*checklist.Largest))
	if err != nil {
		return nil, fmt.Errorf("%s を読めません: %w", c.name(), err)
	}
	return b, nil
}

func showChecklist(w io.Writer, r checklist.Result) {
	fmt.Fprintf(w, "%s\n\n基準\n", r.Reasons[0].Text)
	for _, f := range r.Findings {
		mark := "－"
		switch {
		case f.Met:
			mark = "該当"
		case f.Open:
			mark = "未回答しだい"
		}
		fmt.Fprintf(w, "  %s  %d/%d\t%s（%s）\t%s\n", f.Code, f.Points, f.Last-f.First+1, f.Name, f.Rule(), mark)
	}
	fmt.Fprintln(w, "\n点数")
	for _, g := range checklist.Groups {
		fmt.Fprintf(w, "  %s（%d～%d）\t%d\n", g.Name, g.First, g.Last, r.Points[g.Key])
	}
	fmt.Fprintln(w, "\n理由")
	for _, reason := range r.Reasons[1:] {
		fmt.Fprintf(w, "  %s（%s）\n", reason.Text, reason.Source)
	}
}
