package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/shared/day"
)

type demoCmd struct {
	Data        string `help:"結果を置くフォルダー (新しいか空のもの)。省略時は一時フォルダーに作ります。"`
	Month       string `default:"2026-05" help:"動かす月 (YYYY-MM)。"`
	Submissions int    `default:"200" help:"提出の数 (1から20000)。"`
	Seed        uint64 `default:"1" help:"同じ数字なら、同じ結果になります。"`
}

// Run plays the month.
func (c *demoCmd) Run(s *session) error {
	month, err := day.ParseMonth(c.Month)
	if err != nil || c.Submissions < 1 || c.Submissions > 20000 {
		s.say("月は YYYY-MM、提出の数は1から20000で指定してください。", "Give the month as YYYY-MM and 1 to 20000 submissions.")
		return errUsage
	}
	dir, err := c.folder()
	if err != nil {
		return err
	}
	bar := newBar(s, c.Submissions, "提出")
	r, err := demo.Run(s.ctx, demo.Options{
		Dir: dir, Month: month, Submissions: c.Submissions, Seed: c.Seed, Progress: bar.to,
	})
	bar.done()
	if err != nil {
		return fmt.Errorf("見本の月を最後まで動かせませんでした: %w", err)
	}
	return s.give(r, func() { c.show(s, dir, r) })
}

func (c *demoCmd) folder() (string, error) {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "sasae-demo-*")
		return dir, errors.Join(err, markSample(dir))
	}
	if err := mustBeEmpty(c.Data); err != nil {
		return "", err
	}
	return c.Data, markSample(c.Data)
}

func (c *demoCmd) show(s *session, dir string, r demo.Report) {
	fmt.Fprintf(s.out, "%s: 提出 %d件 → 受理 %d件、差戻し %d件\n", c.Month, r.Submissions, r.Accepted, r.SentBack)
	fmt.Fprintf(s.out, "検証 %d件: 助言あり %d、助言なし %d、期間満了 %d、確定プラン %d件\n", r.Reviews, r.AdviceSent, r.NoAdvice, r.Lapsed, r.ConfirmedPlans)
	fmt.Fprintf(s.out, "期日の知らせ %d件 (鳴動 %d、不要 %d)、通知 %d通\n", r.Alarms, r.Rung, r.Moot, r.Notices)
	fmt.Fprintf(s.out, "請求 %d件、%d単位、%d円\n\n", r.Claims, r.Units, r.Yen)
	for _, f := range r.Files {
		fmt.Fprintf(s.out, "  %s (%d行)\n", f.Path, f.Rows)
	}
	fmt.Fprintf(s.out, "\n送った通知を見る:   ls %s\n", filepath.Join(dir, "outbox", "email"))
	fmt.Fprintf(s.out, "記録を確かめる:     %s audit verify --data %s\n", self(), dir)
	fmt.Fprintf(s.out, "続けて自分で動かす: %s serve --data %s --now %s\n", self(), dir, r.Until.Format("2006-01-02T15:04"))
}
