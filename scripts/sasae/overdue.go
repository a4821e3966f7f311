package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
)

type overdueCmd struct {
	Data  string        `default:"sasae-data" help:"データのフォルダー。"`
	After time.Duration `default:"1h" help:"期限からこれだけ過ぎたもの (見回りは1時間ごと)。"`
	Apply bool          `help:"--stage だけ: 約束した知らせをもう一度出します。1台では serve が自分で出します。"`
}

// owedOrder asks for what is owed for so long, and perhaps to see to it.
type owedOrder struct {
	After time.Duration `json:"after"`
	Wake  bool          `json:"wake"`
}

// owed is the answer of overdue, all municipalities together.
type owed struct {
	Owed  []app.Owed `json:"owed"`
	Woken int        `json:"woken"`
}

// Run lists what was promised and is not kept: the answer is no when there is
// something that nobody has seen to.
func (c *overdueCmd) Run(s *session) error {
	if c.Apply && s.stage == "" {
		return misuse("--apply は --stage と一緒に使います。1台では、serve を動かしておくと約束した知らせを自分で出します")
	}
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Owed(s.ctx, owedOrder{c.After, c.Apply})
	if err != nil {
		return err
	}
	err = s.give(got, func() {
		for _, o := range got.Owed {
			fmt.Fprintf(s.out, "%s  %s  %s  %s  %s\n", o.Due.In(day.Tokyo).Format("2006-01-02 15:04"), o.Town, o.Type, o.Case, o.Name)
		}
		switch {
		case len(got.Owed) == 0:
			s.say("期限を過ぎた約束はありません。", "Nothing is overdue.")
		case c.Apply:
			s.say("期限を過ぎた約束が %d件ありました。知らせをもう一度出しました。", "%d promises were overdue; their events were published again.", len(got.Owed))
		default:
			s.say("期限を過ぎた約束が %d件あります。見回り (sweep) が動いているか確かめてください。", "%d promises are overdue; see whether sweep works.", len(got.Owed))
		}
	})
	if err == nil && len(got.Owed) > 0 && !c.Apply {
		return errNo
	}
	return err
}

func owing(ctx context.Context, a *app.App, order owedOrder) (owed, error) {
	out, until := owed{Owed: []app.Owed{}}, a.Now().Add(-order.After)
	towns, err := a.Towns(ctx)
	if err != nil {
		return out, err
	}
	for _, town := range towns {
		all, err := a.Owed(ctx, scopeOf(town), until)
		if err != nil {
			return out, err
		}
		out.Owed = append(out.Owed, all...)
		if !order.Wake {
			continue
		}
		n, err := a.Overdue(ctx, scopeOf(town), until)
		if out.Woken += n; err != nil {
			return out, err
		}
	}
	return out, nil
}
