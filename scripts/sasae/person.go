package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

type discloseCmd struct {
	Data    string `default:"sasae-data" help:"データのフォルダー。"`
	Town    string `required:"" help:"市町村コード (6桁)。"`
	Insurer string `required:"" help:"証記載保険者番号 (6桁)。"`
	Insured string `required:"" help:"被保険者番号 (10桁)。"`
	As      string `required:"" help:"取り出す職員のID。監査記録に残ります。"`
	Out     string `required:"" help:"書き出す先 (新しいか空のフォルダー)。"`
	Apply   bool   `help:"書き出し、取り出したことを監査記録に残します。付けないときは件数だけ示します。"`
}

// discloseOrder asks for what is held about a person.
type discloseOrder struct {
	Town, Insurer, Insured, As string
	Apply                      bool
}

// disclosed is what is held about a person, with the documents.
type disclosed struct {
	app.Disclosure
	Files map[string][]byte `json:"files,omitempty"`
}

// Run writes what is held about one person: disclosure.json and the documents.
func (c *discloseCmd) Run(s *session) error {
	if err := mustBeEmpty(c.Out); err != nil {
		return err
	}
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Disclose(s.ctx, discloseOrder{c.Town, c.Insurer, c.Insured, c.As, c.Apply})
	if err != nil {
		return err
	}
	if c.Apply && len(got.Records) > 0 {
		if err := got.write(c.Out); err != nil {
			return fmt.Errorf("書き出せません: %w", err)
		}
	}
	sum := map[string]any{"records": len(got.Records), "files": len(got.Files), "written": c.Apply && len(got.Records) > 0}
	return s.give(sum, func() {
		s.say("この人の記録は %d件、書類は %d件です。", "%d records, %d documents.", len(got.Records), got.documents())
		switch {
		case len(got.Records) == 0:
		case c.Apply:
			s.say("%s に書き出しました。渡す前に、開示しないもの (法78条) がないか、自由記述 (words) と書類を確かめてください。", "Written to %s; look through words and documents before they are handed over.", c.Out)
		default:
			s.say("まだ書き出していません。書き出すには --apply を付けてください。", "Nothing was written yet; add --apply.")
		}
	})
}

func (d disclosed) documents() (n int) {
	for _, r := range d.Records {
		n += len(r.Documents)
	}
	return n
}

func (d disclosed) write(dir string) error {
	list, err := json.MarshalIndent(d.Disclosure, "", "  ")
	if err != nil {
		return err
	}
	all := map[string][]byte{"disclosure.json": append(list, '\n')}
	for name, body := range d.Files {
		all[filepath.FromSlash(name)] = body
	}
	for name, body := range all {
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(to, body, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func disclose(ctx context.Context, a *app.App, order discloseOrder) (disclosed, error) {
	insurer, err := number.ParseInsurer(order.Insurer)
	if err != nil {
		return disclosed{}, misuse(err.Error())
	}
	insured, err := number.ParseInsured(order.Insured)
	if err != nil {
		return disclosed{}, misuse(err.Error())
	}
	in, err := staffOf(ctx, a, order.Town, order.As)
	if err != nil {
		return disclosed{}, err
	}
	out := disclosed{Files: map[string][]byte{}}
	var file func(string, io.Reader) error
	if order.Apply {
		file = func(name string, r io.Reader) error {
			var b bytes.Buffer
			_, err := b.ReadFrom(r)
			out.Files[name] = b.Bytes()
			return err
		}
	}
	out.Disclosure, err = a.Disclose(ctx, in, order.As, insurer, insured, file)
	return out, refusalOf(err)
}

type eraseCmd struct {
	Data    string `default:"sasae-data" help:"データのフォルダー。"`
	Town    string `required:"" help:"市町村コード (6桁)。"`
	Receipt string `required:"" help:"提出の受付番号。"`
	Ground  string `required:"" enum:"request,mistake,order" help:"根拠: request (本人の請求), mistake (誤った登録), order (命令など)。"`
	As      string `required:"" help:"消去する職員のID。監査記録に残ります。"`
	Apply   bool   `help:"実際に消去します。戻せません。付けないときは、消去できるかを示すだけです。"`
}

// eraseOrder asks to erase a submission before its time.
type eraseOrder struct {
	Town, Receipt, Ground, As string
	Apply                     bool
}

// erased is the answer of erase.
type erased struct {
	Case      string `json:"case"`
	Receipt   string `json:"receipt"`
	Documents int    `json:"documents"`
	Applied   bool   `json:"applied"`
}

// Run erases what one submission holds about the person; head and audit chain
// stay.
func (c *eraseCmd) Run(s *session) error {
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Erase(s.ctx, eraseOrder{c.Town, c.Receipt, c.Ground, c.As, c.Apply})
	if err != nil {
		return err
	}
	return s.give(got, func() {
		if !got.Applied {
			s.say("%s を消去できます (書類 %d件)。消去すると戻せません。消去するには --apply を付けてください。", "%s can be erased (%d documents), for ever; add --apply.", got.Receipt, got.Documents)
			return
		}
		s.say("%s の内容を消去しました。書類 %d件はこのあと消えます。", "The content of %s is erased; its %d documents go next.", got.Receipt, got.Documents)
	})
}

func erase(ctx context.Context, a *app.App, order eraseOrder) (erased, error) {
	receipt, err := number.ParseReceipt(order.Receipt)
	if err != nil {
		return erased{}, misuse(err.Error())
	}
	in, err := staffOf(ctx, a, order.Town, order.As)
	if err != nil {
		return erased{}, err
	}
	c, err := a.EraseEarly(ctx, in, order.As, string(receipt), order.Ground, order.Apply)
	return erased{c.ID, string(receipt), len(c.Documents), order.Apply}, refusalOf(err)
}

// staffOf is the scope of a municipality in which somebody is on the staff now.
func staffOf(ctx context.Context, a *app.App, town, staff string) (app.Scope, error) {
	in := scopeOf(town)
	dir, err := a.Town(ctx, in)
	if err != nil {
		return in, err
	}
	if _, ok := dir.StaffMember(staff, day.On(a.Now())); !ok {
		return in, refusal(fmt.Sprintf("職員 %s は %s に登録されていません (import --kind staff)", staff, town))
	}
	return in, nil
}

// refusalOf is the answer no of a rule.
func refusalOf(err error) error {
	if r, ok := errors.AsType[*plan.Refusal](err); ok {
		return refusal(r.Detail)
	}
	return err
}
