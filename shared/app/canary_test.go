package app_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// canaries are words that must stay behind the seal. Each is nowhere else.
var canaries = []string{
	"試験 花子", "花子", "シケン ハナコ", "ハナコ", "0000012345", "本町一丁目12-3", "12-3", "9990001", "1940-02-03",
	"助言の言葉カナリア", "返答の言葉カナリア", "取下げの言葉カナリア", "解除の言葉カナリア", "2027-12-30", "要介護カナリア", "延長の言葉カナリア", "一報の言葉カナリア",
	"差戻しの言葉カナリア", "担当替えの言葉カナリア", "圏域の言葉カナリア", "閲覧の言葉カナリア",
	"ファイル名カナリア.pdf", "canary@example.jp", "09087654321",
}

func TestNothingAboutThePersonLeavesTheSeal(t *testing.T) {
	var log bytes.Buffer
	b := apptest.New(t)
	b.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b.Restart()
	everything(b)
	told := 0
	if err := b.DB.Items(func(it store.Item) error {
		look(t, "the key "+it.Key.String(), []byte(it.Key.String()))
		if it.S == "SEALED" || strings.HasPrefix(it.P, app.Books) || strings.HasPrefix(it.P, app.Replies) {
			return nil
		}
		told++
		look(t, "the item "+it.Key.String(), it.Body)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := b.Disk.Walk(func(o files.Object) error { look(t, "a file's key", []byte(o.Key)); return nil }); err != nil {
		t.Fatal(err)
	}
	for _, a := range b.Timer.Due(b.Now().AddDate(1, 0, 0)) {
		look(t, "the alarm "+a.Name, append([]byte(a.Name), a.Body...))
	}
	look(t, "the log", log.Bytes())
	outside := mails(t, b)
	if told < 30 || outside < 5 {
		t.Errorf("only %d items and %d mails were looked at", told, outside)
	}
}

// look fails on each canary in plain or as JSON writes it.
func look(t *testing.T, where string, b []byte) {
	t.Helper()
	for _, c := range canaries {
		escaped, _ := json.Marshal(c)
		if sings(b, []byte(c)) || sings(b, bytes.Trim(escaped, `"`)) {
			t.Errorf("%s holds %q", where, c)
		}
	}
}

// sings tells whether the canary is there. One of digits must stand by itself:
// among the random digits of hashes and numbers it would be there by chance.
func sings(b, canary []byte) bool {
	if len(bytes.Trim(canary, "0123456789-")) > 0 {
		return bytes.Contains(b, canary)
	}
	digit := func(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }
	for {
		i := bytes.Index(b, canary)
		if i < 0 {
			return false
		}
		end := i + len(canary)
		if (i == 0 || !digit(b[i-1])) && (end == len(b) || !digit(b[end])) {
			return true
		}
		b = b[i+1:]
	}
}

func mails(t *testing.T, b *apptest.Bench) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(b.Dir, "outbox"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		body, err := os.ReadFile(path)
		look(t, "a message", body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// everything does to cases of one town whatever leaves words behind, with every
// step at work, also on failures.
func everything(b *apptest.Bench) {
	b.T.Helper()
	c := b.InReview(plan.New)
	b.Do(c.ID, func(c *plan.Case) error { return c.OpenedBy("k1", "d1", "閲覧の言葉カナリア") })
	b.Do(c.ID, func(c *plan.Case) error { return c.Reassign("r2", "担当替えの言葉カナリア") })
	b.Do(c.ID, func(c *plan.Case) error {
		return c.Reroute(b.Now(), plan.Assignment{District: "k2", Centre: "c2", Routed: "圏域の言葉カナリア", How: plan.ByHand})
	})
	clock, err := b.Whole("test").Extended(b.T.Context(), b.In, b.Case(c.ID), day.MustParse("2026-05-20"))
	if err != nil {
		b.T.Fatal(err)
	}
	b.Do(c.ID, func(c *plan.Case) error { return c.Extend(clock, "延長の言葉カナリア") })
	b.Do(c.ID, func(c *plan.Case) error {
		return c.Advise(b.Now(), "h2", []plan.Word{{Viewpoint: 1, Text: "助言の言葉カナリア"}})
	})
	b.Do(c.ID, func(c *plan.Case) error {
		return c.Answer(b.Now(), []plan.Answer{{Advice: "a1", Closing: "not", Reason: "返答の言葉カナリア"}})
	})
	b.Do(c.ID, func(c *plan.Case) error {
		return c.Tell(b.Now(), plan.News{Kind: "moved", On: day.On(b.Now()), Address: plan.Address{Area: "本町一丁目12-3"}, Note: "一報の言葉カナリア"})
	})
	sentBack := b.InReview(plan.New)
	b.Do(sentBack.ID, func(c *plan.Case) error { return c.SendBackBy(b.Now(), "差戻しの言葉カナリア") })
	b.Do(sentBack.ID, func(c *plan.Case) error { return c.Withdraw(b.Now(), "取下げの言葉カナリア") })
	refused := func(change func(*plan.Sealed)) {
		s := apptest.Person()
		change(&s)
		c := b.Open(plan.New)
		b.Do(c.ID, func(c *plan.Case) error { return c.Amend(s) })
		for _, d := range b.Wanted(plan.New) {
			b.Add(c.ID, d.Form, plan.ForSet, apptest.PDF(d.Form))
		}
		b.Submit(c.ID)
		b.Settle()
		if c = b.Case(c.ID); c.State != plan.SentBack || c.Reasons[0].Message != "" || c.Why()[0].Message == "" {
			b.T.Errorf("it is %s %+v", c.State, c.Reasons)
		}
	}
	refused(func(s *plan.Sealed) { s.PlanTo = day.MustParse("2027-12-30") })
	refused(func(s *plan.Sealed) { s.Certification.Level = "要介護カナリア" })
	b.Scan = ""
	held := b.Submitted(plan.New)
	b.Settle()
	b.Advance(b.Now().Add(2 * time.Hour))
	b.Do(held.ID, func(c *plan.Case) error { return c.Release("d1", "解除の言葉カナリア") })
	b.Settle()
	_, _ = b.Try(held.ID, func(c *plan.Case) error {
		return c.Advise(b.Now(), "r1", []plan.Word{{Viewpoint: 9, Text: "助言の言葉カナリア"}})
	})
	b.Advance(b.Now().Add(30 * 24 * time.Hour))
}
