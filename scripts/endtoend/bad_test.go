package endtoend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/scripts/host/template"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/store"
)

// buried gives the dead letters that f leaves, once the host has done with it.
func buried(t *testing.T, w *World, f func() error) []host.Letter {
	t.Helper()
	before := map[string]bool{}
	for _, l := range w.host.Dead() {
		before[l.RequestContext.RequestID] = true
	}
	if err := f(); err != nil {
		t.Fatal(err)
	}
	if err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(w.host.Dead(), func(l host.Letter) bool { return before[l.RequestContext.RequestID] })
}

// reason is the code that a letter gives.
func reason(t *testing.T, l host.Letter) string {
	t.Helper()
	var said struct {
		Type    string `json:"errorType"`
		Message string `json:"errorMessage"`
	}
	if err := json.Unmarshal(l.ResponsePayload, &said); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(said.Message, said.Type+": ") || strings.Contains(said.Message, "花") {
		t.Errorf("it says %q", said.Message)
	}
	return said.Type
}

// aCase is the id of a case of the month.
func aCase(t *testing.T, w *World) string {
	t.Helper()
	for _, it := range items(t, w) {
		if id, ok := strings.CutPrefix(it.P, app.Cases+townOfRun(t, w)+"#"); ok && it.S == "HEAD" {
			return id
		}
	}
	t.Fatal("there is no case")
	return ""
}

func TestABadEventEndsInTheDeadLettersWithItsReasonAndChangesNothing(t *testing.T) {
	w := plain(t).world
	good := fmt.Sprintf(`{"id":"bad-1","type":"accepted.v1","town":%q,"at":"2026-05-11T00:16:41Z","data":{"case":%q,"seq":3}}`, townOfRun(t, w), aCase(t, w))
	for what, x := range map[string]struct{ from, to, code string }{
		"a poisoned one":       {`"data":{`, `"data":{"seq":"試験 花子","more":{`, events.Malformed},
		"one of no town":       {townOfRun(t, w), "", events.Malformed},
		"one of a new version": {"accepted.v1", "accepted.v2", events.Newer},
		"one that nobody sent": {"accepted.v1", "plan-eaten.v1", events.Unknown},
		"one for another step": {"accepted.v1", "submitted.v1", events.Unheard},
		"a list":               {good, `["試験 花子"]`, events.Malformed},
	} {
		t.Run(what, func(t *testing.T) {
			raw := strings.Replace(good, x.from, x.to, 1)
			if strings.Contains(raw, "more") {
				raw += "}"
			}
			before := held(t, w)
			letters := buried(t, w, func() error { _, err := w.host.Send(w.function("assign"), []byte(raw)); return err })
			if len(letters) != 1 || letters[0].RequestContext.Condition != "RetriesExhausted" || letters[0].RequestContext.Invocations != 3 || string(letters[0].RequestPayload) != raw {
				t.Fatalf("the letters are %+v", letters)
			}
			if got := reason(t, letters[0]); got != x.code {
				t.Errorf("the reason is %s, want %s", got, x.code)
			}
			if keys := changed(before, held(t, w)); len(keys) > 0 {
				t.Errorf("changed were %v", keys)
			}
		})
	}
}

func TestABadEventOnTheBusIsADeadLetterOfEveryFunctionThatHearsIt(t *testing.T) {
	w := plain(t).world
	raw := fmt.Sprintf(`{"id":"bad-2","source":"sasae","detail-type":"accepted.v1","time":"2026-05-11T00:16:41Z","detail":{"id":"bad-2","type":"accepted.v1","town":%q,"at":"2026-05-11T00:16:41Z","data":{"case":"試験 花子","seq":3}}}`, townOfRun(t, w))
	before := held(t, w)
	letters := buried(t, w, func() error { _, err := w.host.Put(w.deployed.Buses[0].Name, []byte(raw)); return err })
	if len(letters) != 2 {
		t.Errorf("the letters are %+v", letters)
	}
	for _, l := range letters {
		if got := reason(t, l); got != events.Malformed {
			t.Errorf("the reason is %s", got)
		}
	}
	if keys := changed(before, held(t, w)); len(keys) > 0 {
		t.Errorf("changed were %v", keys)
	}
}

// settled is the oldest notice that was sent by e-mail, and its record.
func settled(t *testing.T, w *World) (number string, it store.Item) {
	t.Helper()
	all := notices(t, w)
	for _, number := range sorted(all) {
		if n := all[number]; n.Channel == mail.Email && !slices.Contains(n.Heard, "bounced") {
			it, err := w.whole.Store.Get(t.Context(), store.Key{P: app.Notices + townOfRun(t, w), S: number})
			if err != nil {
				t.Fatal(err)
			}
			return number, it
		}
	}
	t.Fatal("nobody was told")
	return "", it
}

// bounce is what SES says of a notice that did not reach its person.
func bounce(t *testing.T, w *World, number string) []byte {
	t.Helper()
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": "bounce-1", "source": "aws.ses", "detail-type": "Email Bounced", "time": w.Now().UTC().Format(time.RFC3339),
		"detail": map[string]any{"eventType": "Bounce", "mail": map[string]any{"tags": map[string][]string{"notice": {number}, "town": {townOfRun(t, w)}, "ses:configuration-set": {w.deployed.Letters[0]}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestARecordOfANewerReleaseIsLeftAloneAndARedriveAfterTheRemedyFinishesTheWork(t *testing.T) {
	w := plain(t).world
	number, it := settled(t, w)
	write := func(body []byte) {
		t.Helper()
		if err := w.whole.Store.Commit(t.Context(), store.Replace(it, body)); err != nil {
			t.Fatal(err)
		}
		it.Version++
	}
	write(append([]byte(`{"schema":2,`), it.Body[1:]...))
	before := held(t, w)
	letters := buried(t, w, func() error {
		n, err := w.host.Put(template.DefaultBus, bounce(t, w, number))
		if n != 1 {
			t.Errorf("%d functions hear of it", n)
		}
		return err
	})
	if len(letters) != 1 || reason(t, letters[0]) != app.ErrNewer.Error() {
		t.Fatalf("the letters are %+v", letters)
	}
	if keys := changed(before, held(t, w)); len(keys) > 0 {
		t.Errorf("changed were %v", keys)
	}
	write(it.Body)
	own := func(l host.Letter) bool { return l.RequestContext.RequestID == letters[0].RequestContext.RequestID }
	if again := buried(t, w, func() error { return redrive(w, own, 1) }); len(again) > 0 {
		t.Errorf("after the remedy: %+v", again)
	}
	if n := notices(t, w)[number]; !slices.Contains(n.Heard, "bounced") {
		t.Errorf("the notice heard %v", n.Heard)
	}
}

func redrive(w *World, which func(host.Letter) bool, want int) error {
	n, err := w.host.Redrive(which)
	if err == nil && n != want {
		err = fmt.Errorf("%d letters were given again, want %d", n, want)
	}
	return err
}

// The letter of a stream batch has no words of the function, as Lambda's has
// none: the reason is in the log.
func TestAnAnnouncementOfANewerReleaseInTheStreamIsADeadLetterAndKeepsNoOther(t *testing.T) {
	w := plain(t).world
	at := w.Now()
	place := func(name string) store.Key {
		return store.Key{P: app.Outboxes + townOfRun(t, w), S: fmt.Sprintf("%020d#%s", at.UnixNano(), name)}
	}
	announce := func(k store.Key, id, schema string) {
		t.Helper()
		e, err := events.New(id, townOfRun(t, w), at, events.Submitted{Case: aCase(t, w), Seq: 3}) // long past: nobody does anything
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(app.Promise{Event: e})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.whole.Store.Commit(t.Context(), store.Create(k, append([]byte("{"+schema), raw[1:]...))); err != nil {
			t.Fatal(err)
		}
	}
	before, said := held(t, w), len(w.logs.String())
	bad, good := place("bad"), place("good")
	letters := buried(t, w, func() error {
		announce(bad, "newer-1", `"schema":2,`)
		announce(good, "ours-1", "")
		return nil
	})
	if len(letters) != 1 || letters[0].Batch == nil || letters[0].Batch.Size != 1 || !strings.Contains(letters[0].Payload, bad.S) {
		t.Fatalf("the letters are %+v", letters)
	}
	if keys := changed(before, held(t, w)); !slices.Equal(keys, []string{bad.String()}) {
		t.Errorf("changed were %v", keys)
	}
	if log := w.logs.String()[said:]; !strings.Contains(log, `"code":"`+app.ErrNewer.Error()+`"`) || !strings.Contains(log, `"event":"ours-1"`) {
		t.Errorf("the log says %s", log)
	}
}

func TestAFunctionWithoutItsSettingsEndsAtItsStartAndNamesAllOfThemInOneLine(t *testing.T) {
	p := need(t)
	var log logs
	h, err := host.Open(host.Options{Logs: &log, Functions: []host.Function{{Name: "notify", Path: p.bootstrap("notify"), Env: []string{"SASAE_SECRET=short-secret"}}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Invoke(context.Background(), "notify", nil)
	var fe *host.FunctionError
	if !errors.As(err, &fe) || h.Counts()["notify"].InitFailures != 1 {
		t.Errorf("it answers %v", err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	line := []byte(log.String())
	if bytes.Count(line, []byte("\n")) != 1 || !json.Valid(line) || bytes.Contains(line, []byte("short-secret")) {
		t.Errorf("it says %s", line)
	}
	for _, name := range []string{
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SASAE_SECRET", "SASAE_PORTAL", "SASAE_TABLE", "SASAE_MAIL_FROM", "SASAE_MAIL_SET",
	} {
		if !bytes.Contains(line, []byte(name)) {
			t.Errorf("%s is not named: %s", name, line)
		}
	}
}
