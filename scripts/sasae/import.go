package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
	"github.com/sasae-care/sasae/shared/town"
)

type importCmd struct {
	Data  string   `default:"sasae-data" help:"データのフォルダー。"`
	Kind  string   `required:"" enum:"towns,centres,districts,offices,designations,staff,closed-days,rules" help:"種類 (${enum})。"`
	Apply bool     `help:"実際に取り込みます。付けないときは、変わる内容を示すだけです。"`
	Files []string `arg:"" name:"FILE" type:"path" help:"CSVファイル (UTF-8 または Windows-31J)。列と書き方は docs/import.md に、ルール (YAML) は docs/rules.md にあります。"`
}

// Run reads the files, and takes all of them or nothing.
func (c *importCmd) Run(s *session) error {
	files := map[string][]byte{}
	for _, name := range c.Files {
		body, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("%s を読めません: %w", name, err)
		}
		files[name] = body
	}
	order := app.ImportOrder{Kind: c.Kind, Names: c.Files, Files: files, Apply: c.Apply}
	if c.Kind == town.KindRules {
		sets, err := readRules(c.Files)
		var bad rulebook.Problems
		if errors.As(err, &bad) {
			return s.refuseRules(bad)
		}
		if err != nil {
			return err
		}
		order.Rules, order.Files = sets, nil
	}
	desk, drop, err := c.desk(s)
	if err != nil {
		return err
	}
	defer drop()
	got, err := desk.Import(s.ctx, order)
	if err != nil {
		return err
	}
	if err := s.give(got, func() { showImport(s, got) }); err != nil {
		return err
	}
	if len(got.Bad) > 0 {
		return errNo
	}
	return nil
}

// refuseRules lists what is wrong with rule files; nothing was taken.
func (s *session) refuseRules(bad rulebook.Problems) error {
	out := app.Imported{Kind: town.KindRules}
	for _, p := range bad {
		out.Bad = append(out.Bad, app.BadRow{File: p.File, Line: p.Line, Message: p.Text()})
	}
	if err := s.give(out, func() { showImport(s, out) }); err != nil {
		return err
	}
	return errNo
}

// desk is that of the folder. One that is not there yet is made by --apply; a
// preview makes do with an empty one that it throws away.
func (c *importCmd) desk(s *session) (d desk, drop func(), err error) {
	if _, err := os.Stat(filepath.Join(c.Data, "sasae.db")); err == nil || s.stage != "" {
		d, err = s.open(c.Data)
		return d, func() { _ = d.Close() }, err
	}
	dir := c.Data
	if !c.Apply {
		if dir, err = os.MkdirTemp("", "sasae-preview-*"); err != nil {
			return nil, nil, fmt.Errorf("内容を確かめる場所を作れません: %w", err)
		}
	}
	d, err = openOrMake(dir)
	return d, func() {
		_ = d.Close()
		if dir != c.Data {
			_ = os.RemoveAll(dir)
		}
	}, err
}

// showBad names the place of a bad row. Line 0 is no line of the file: with a
// column it is a row that was taken earlier, without one the file itself.
func showBad(s *session, b app.BadRow) {
	switch {
	case b.Line > 0:
		s.say("%s %d行目 %s: %s", "%s line %d %s: %s", b.File, b.Line, b.Column, b.Message)
	case b.Column != "":
		s.say("%s 登録済みの行 %s: %s", "%s a row taken earlier, %s: %s", b.File, b.Column, b.Message)
	default:
		s.say("%s: %s", "%s: %s", b.File, b.Message)
	}
}

func showImport(s *session, r app.Imported) {
	for _, b := range r.Bad {
		showBad(s, b)
	}
	if len(r.Bad) > 0 {
		s.say("%d件の誤りがあるため、何も取り込みませんでした。", "%d errors; nothing was taken.", len(r.Bad))
		return
	}
	for _, l := range r.Lines {
		fmt.Fprintln(s.out, l)
	}
	for _, m := range r.Cases {
		fmt.Fprintf(s.out, "担当の変更: %s %s → %s\n", m.ID, m.From, m.To)
	}
	for _, m := range r.Shifts {
		if m.From == m.To {
			fmt.Fprintf(s.out, "通知の日の変更: %s 期限は %s のまま（%s）\n", m.Receipt, m.To, m.Rules)
			continue
		}
		fmt.Fprintf(s.out, "期限の変更: %s %s → %s（%s）\n", m.Receipt, m.From, m.To, m.Rules)
	}
	s.say("%s: 新規 %d、変更 %d、担当の移動 %d、終了 %d、変更なし %d", "%s: new %d, changed %d, moved %d, ended %d, same %d",
		r.Kind, r.New, r.Changed, r.Moved, r.Ended, r.Same)
	if !r.Applied {
		s.say("まだ取り込んでいません。取り込むには --apply を付けてください。", "Nothing was taken yet; add --apply.")
	}
}
