package main

import (
	"context"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/audit"
)

type auditCmd struct {
	Log    logCmd    `cmd:"" help:"だれが、いつ、どの記録に何をしたかの一覧。例: sasae audit log --data ./data --town 431001 --from 2026-05-01 --to 2026-05-31"`
	Verify verifyCmd `cmd:"" help:"記録の連鎖と、外に置いた控えを照合します。例: sasae audit verify --data ./data --anchors /mnt/worm/anchors.jsonl"`
}

type verifyCmd struct {
	Data    string `default:"sasae-data" help:"データのフォルダー。"`
	Anchors string `type:"existingfile" help:"書き換えできない場所に置いた控え。省略時はフォルダーの中のもの、--stage ではステージの書き換えできないバケツのもの。"`
	Table   string `help:"--stage だけ: ステージの表の代わりに確かめる表 (時点に戻した表)。"`
}

// verified is the answer of audit verify, all municipalities together.
type verified struct {
	Entries  int          `json:"entries"`
	Anchors  int          `json:"anchors"`
	Compared int          `json:"compared"` // copies of anchors that were compared
	OK       bool         `json:"ok"`
	Break    *audit.Break `json:"break,omitempty"`
}

// Run verifies every chain of every municipality of the folder.
func (c *verifyCmd) Run(s *session) error {
	if c.Table != "" && s.stage == "" {
		return misuse("--table は --stage と一緒に使います")
	}
	s.table = c.Table
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	copied, err := c.copied(s)
	if err != nil {
		return err
	}
	v, err := d.Verify(s.ctx, copied)
	if err != nil {
		return err
	}
	if err := s.give(v, func() { v.show(s) }); err != nil {
		return err
	}
	if !v.OK {
		return errNo
	}
	return nil
}

// copied are the copies that are named; none are those of the stage itself.
func (c *verifyCmd) copied(s *session) ([]audit.Anchor, error) {
	name := c.Anchors
	if name == "" && s.stage != "" {
		return nil, nil
	}
	if name == "" {
		name = embedded.AnchorsIn(c.Data)
	}
	return embedded.ReadAnchors(name)
}

// kinds of break, for a person.
var breakNames = map[string]string{
	audit.Edited: "書き換えられています", audit.Missing: "欠けています", audit.Inserted: "差し込まれています", audit.Swapped: "入れ替わっています",
	audit.Truncated: "末尾が切り取られています", audit.Forged: "署名が正しくありません", audit.Altered: "記録と内容が一致しません",
}

func (v verified) show(s *session) {
	if v.OK {
		s.say("監査記録は正常です (記録 %d件、署名 %d件、照合した控え %d件)。", "The audit chain holds (%d entries, %d anchors, %d copies compared).", v.Entries, v.Anchors, v.Compared)
		if v.Anchors > 0 && v.Compared == 0 {
			s.say("ただし、照合できる控えがまだありません (最初の控えは、次に serve を動かしたときに書かれます)。",
				"But there is no copy to compare with yet (the first is written when the folder is served next).")
		}
		return
	}
	if v.Break.Kind == audit.Uncompared {
		s.say("署名 (%d件) と照合する控えがありません。控えのファイル (anchors.jsonl) が消されたか、別の場所にあります。serve の --anchors に指定したファイルを --anchors で示してください。",
			"There is no copy to compare the %d anchors with: anchors.jsonl was removed, or is elsewhere. Name the file that serve was given with --anchors.", v.Anchors)
		return
	}
	kind := breakNames[v.Break.Kind]
	if s.lang == "en" {
		kind = v.Break.Kind
	}
	s.say("監査記録に異常があります: %s の %d番目が%s。", "The audit chain is broken: %s, entry %d: %s.", v.Break.Case, v.Break.Seq, kind)
}

func verify(ctx context.Context, a *app.App, copied []audit.Anchor) (verified, error) {
	out := verified{OK: true}
	towns, err := a.Towns(ctx)
	if err != nil {
		return out, err
	}
	for _, town := range towns {
		r, err := a.Verify(ctx, scopeOf(town), of(town, copied))
		if err != nil {
			return out, err
		}
		out.Entries, out.Anchors, out.Compared = out.Entries+r.Entries, out.Anchors+r.Anchors, out.Compared+r.Compared
		if r.Break != nil && (out.OK || out.onlyUncompared()) {
			out.OK, out.Break = false, r.Break
		}
	}
	return out, nil
}

// onlyUncompared tells that all holds in itself, and no copy of the anchors was
// there to compare with.
func (v verified) onlyUncompared() bool { return v.Break != nil && v.Break.Kind == audit.Uncompared }

func of(town string, all []audit.Anchor) (own []audit.Anchor) {
	for _, a := range all {
		if a.Town == town {
			own = append(own, a)
		}
	}
	return own
}
