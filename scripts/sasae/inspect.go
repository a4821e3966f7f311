package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/sasae-care/sasae/shared/inspection"
)

type inspectCmd struct {
	Files []string `arg:"" name:"FILE" type:"path" help:"検査するファイル。"`
}

// inspected is the line of one file.
type inspected struct {
	File    string              `json:"file"`
	Type    string              `json:"type"`
	Size    int64               `json:"size"`
	SHA256  string              `json:"sha256"`
	Pages   int                 `json:"pages"`
	Verdict string              `json:"verdict"` // accepted | refused
	Reasons []inspection.Reason `json:"reasons"`
}

// Run inspects each file; with --json it writes one JSON line a file.
func (c *inspectCmd) Run(s *session) error {
	refused := false
	for _, name := range c.Files {
		got, err := inspectFile(name)
		if err != nil {
			return err
		}
		refused = refused || got.Verdict == "refused"
		if err := got.write(s); err != nil {
			return err
		}
	}
	if refused {
		return errNo
	}
	return nil
}

func inspectFile(name string) (inspected, error) {
	f, err := os.Open(name)
	if err != nil {
		return inspected{}, fmt.Errorf("%s を読めません: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("フォルダーです")
	}
	if err != nil {
		return inspected{}, fmt.Errorf("%s を読めません: %w", name, err)
	}
	r := inspection.Inspect(f, info.Size(), inspection.Declared{})
	got := inspected{File: name, Type: r.Type, Size: r.Size, SHA256: r.SHA256, Pages: r.Pages, Verdict: "accepted", Reasons: r.Reasons}
	if !r.Accepted() {
		got.Verdict = "refused"
	}
	if got.Reasons == nil {
		got.Reasons = []inspection.Reason{}
	}
	return got, nil
}

func (i inspected) write(s *session) error {
	if s.json {
		return line(s.out, i)
	}
	verdict := map[string]string{"accepted": "受理できます", "refused": "受理できません"}[i.Verdict]
	fmt.Fprintf(s.out, "%s: %s (%s, %dバイト, %dページ)\n", i.File, verdict, i.Type, i.Size, i.Pages)
	for _, r := range i.Reasons {
		fmt.Fprintf(s.out, "  %s (%s)\n", r.Message, r.Code)
	}
	return nil
}
