package outbox_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/mail/mailtest"
	"github.com/sasae-care/sasae/shared/mail/outbox"
)

func open(t *testing.T, dir string, o outbox.Options) *outbox.Outbox {
	t.Helper()
	o.NoSync = true
	b, err := outbox.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheContract(t *testing.T) {
	mailtest.Run(t, func(t *testing.T) mailtest.Target {
		var mu sync.Mutex
		var receipts []mail.Receipt
		b := open(t, t.TempDir(), outbox.Options{Emit: func(r mail.Receipt, delay time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			receipts = append(receipts, r)
		}})
		return mailtest.Target{Sender: b, Sent: b.Sent, Receipts: func() []mail.Receipt {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(receipts)
		}}
	})
}

var (
	noon    = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	message = mail.Message{Notice: "N-1", Town: "431001", Channel: mail.Email, To: "staff@example.jp",
		Subject: "期限のお知らせ", Text: "案件 <1> 件。\nhttps://sasae.example.jp/"}
)

func send(t *testing.T, b *outbox.Outbox, m mail.Message) {
	t.Helper()
	if err := b.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

func TestAMessageIsAFileOneCanRead(t *testing.T) {
	dir := t.TempDir()
	send(t, open(t, dir, outbox.Options{Now: func() time.Time { return noon }}), message)
	got, err := os.ReadFile(filepath.Join(dir, "email", "N-1.json"))
	want := `{
  "notice": "N-1",
  "town": "431001",
  "channel": "email",
  "to": "staff@example.jp",
  "subject": "期限のお知らせ",
  "text": "案件 <1> 件。\nhttps://sasae.example.jp/",
  "accepted": "2026-04-01T12:00:00Z"
}
`
	if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestADoubleIsASecondFileAlsoAfterARestart(t *testing.T) {
	dir := t.TempDir()
	b, err := outbox.Open(dir, outbox.Options{}) // with fsync
	if err != nil {
		t.Fatal(err)
	}
	send(t, b, message)
	send(t, b, message)
	b = open(t, dir, outbox.Options{})
	send(t, b, message)
	asSMS := message
	asSMS.Channel, asSMS.To = mail.SMS, "+819012345678"
	send(t, b, asSMS)
	var names []string
	for _, pattern := range []string{"email/*", "sms/*"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, f := range found {
			names = append(names, filepath.Base(f))
		}
	}
	if diff := cmp.Diff([]string{"N-1.2.json", "N-1.3.json", "N-1.json", "N-1.json"}, names); diff != "" {
		t.Error(diff)
	}
	if n := b.Sent("N-1"); n != 4 {
		t.Errorf("sent %d times, want 4", n)
	}
}

func TestANoticeNumberIsNoPath(t *testing.T) {
	b := open(t, t.TempDir(), outbox.Options{})
	for _, notice := range []string{"../N-1", "N/1", "N.2", "", "N 1"} {
		m := message
		m.Notice = notice
		if err := b.Send(t.Context(), m); !errors.Is(err, mail.ErrRefused) {
			t.Errorf("notice %q: %v", notice, err)
		}
		if n := b.Sent(notice); n != 0 {
			t.Errorf("notice %q was sent %d times", notice, n)
		}
	}
}

func TestARefusalDoesNotNameThePerson(t *testing.T) {
	m := message
	m.To = "山田 花子"
	err := open(t, t.TempDir(), outbox.Options{}).Send(t.Context(), m)
	if want := "send: the provider refuses the message: notice N-1: its address is not one e-mail address"; err == nil || err.Error() != want {
		t.Errorf("it says %v", err)
	}
}

// run sends 300 notices under a plan and notes what became of each.
func run(t *testing.T, f outbox.Faults) (lines []string, sums map[string]int) {
	var delays []time.Duration
	b := open(t, t.TempDir(), outbox.Options{Faults: f, Emit: func(_ mail.Receipt, d time.Duration) { delays = append(delays, d) }})
	sums = map[string]int{}
	for n := range 300 {
		m := message
		m.Notice, delays = fmt.Sprintf("N-%d", n), nil
		err := b.Send(t.Context(), m)
		lines = append(lines, fmt.Sprint(err, b.Sent(m.Notice), delays))
		switch {
		case errors.Is(err, mail.ErrThrottled):
			sums["throttled"]++
			if b.Sent(m.Notice) != 0 || delays != nil {
				t.Errorf("throttled, and yet sent")
			}
		case errors.Is(err, mail.ErrUnknown):
			sums[fmt.Sprintf("unknown, %d sent", b.Sent(m.Notice))]++
		default:
			sums[fmt.Sprintf("%d receipts", len(delays))]++
		}
		if len(delays) > 0 && delays[0] > 0 {
			sums["late"]++
		}
		if b.Sent(m.Notice) == 0 && delays != nil {
			t.Error("a receipt for what was never sent")
		}
	}
	return lines, sums
}

func TestAPlanMakesEveryFaultAndTheSameOnesForTheSameSeed(t *testing.T) {
	f := outbox.Faults{Seed: 1, Throttled: 10, UnknownLost: 10, UnknownSent: 10, Never: 20, Doubled: 20, Late: 20}
	lines, sums := run(t, f)
	for _, want := range []string{"throttled", "unknown, 0 sent", "unknown, 1 sent", "0 receipts", "1 receipts", "2 receipts", "late"} {
		if sums[want] < 5 {
			t.Errorf("%q came %d times in 300", want, sums[want])
		}
	}
	again, _ := run(t, f)
	if diff := cmp.Diff(lines, again); diff != "" {
		t.Errorf("the same seed went otherwise: %s", diff)
	}
	f.Seed = 2
	if other, _ := run(t, f); cmp.Equal(lines, other) {
		t.Error("another seed went the same way")
	}
}

func TestWithoutFaultsThereIsOneReceiptAtOnce(t *testing.T) {
	_, sums := run(t, outbox.Faults{Seed: 7})
	if diff := cmp.Diff(map[string]int{"1 receipts": 300}, sums); diff != "" {
		t.Error(diff)
	}
}

func TestADiskThatFailsLeavesTheOutcomeUnknown(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, outbox.Options{})
	if err := os.RemoveAll(filepath.Join(dir, "email")); err != nil {
		t.Fatal(err)
	}
	if err := b.Send(t.Context(), message); !errors.Is(err, mail.ErrUnknown) {
		t.Errorf("send says %v", err)
	}
}
