package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/day"
)

type logCmd struct {
	Data string `default:"sasae-data" help:"データのフォルダー。"`
	Town string `required:"" help:"市町村コード (6桁)。"`
	From string `required:"" help:"この日から (2026-05-01)。"`
	To   string `required:"" help:"この日まで。"`
	By   string `help:"この職員のものだけ。"`
}

// logOrder asks for what was done in some time.
type logOrder struct {
	Town     string
	From, To time.Time
	By       string
}

// acts is the answer of audit log.
type acts struct {
	Acts []act `json:"acts"`
}

// act is an entry of a chain, by ids alone.
type act struct {
	At     time.Time         `json:"at"`
	By     string            `json:"by"` // staff id, or the step
	Action string            `json:"action"`
	Chain  string            `json:"chain"` // the case, or month-YYYY-MM, or book
	Facts  map[string]string `json:"facts,omitempty"`
}

// Run lists who did what to which record, the oldest first: whose files were
// opened stands here too.
func (c *logCmd) Run(s *session) error {
	from, err := day.Parse(c.From)
	if err != nil {
		return misuse("--from は 2026-05-01 の形で指定してください")
	}
	to, err := day.Parse(c.To)
	if err != nil {
		return misuse("--to は 2026-05-01 の形で指定してください")
	}
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Log(s.ctx, logOrder{c.Town, from.At(0, 0), to.AddDays(1).At(0, 0), c.By})
	if err != nil {
		return err
	}
	return s.give(got, func() {
		for _, a := range got.Acts {
			fmt.Fprintf(s.out, "%s  %-12s  %-20s  %s\n", a.At.In(day.Tokyo).Format("2006-01-02 15:04:05"), a.By, a.Action, a.Chain)
		}
		s.say("%d件", "%d entries", len(got.Acts))
	})
}

func logged(ctx context.Context, a *app.App, order logOrder) (acts, error) {
	out := acts{Acts: []act{}}
	err := a.Entries(ctx, scopeOf(order.Town), order.From, order.To, func(e audit.Entry) {
		if order.By == "" || e.By == order.By {
			out.Acts = append(out.Acts, act{e.At, e.By, e.Action, e.Chain, e.Facts})
		}
	})
	return out, err
}
