package dynamo_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// act is a commit that succeeds when nothing goes wrong: what it starts from and
// what it leaves, by key.
type act struct {
	name          string
	writes        []store.Write
	before, after map[string]string
}

func k(s string) store.Key { return store.Key{P: "CASE#1", S: s} }

func acts() []act {
	create, body := store.Create(k("new"), []byte("made")), []byte("later")
	replace := store.Write{Key: k("old"), Body: body, If: 1}
	remove := store.Delete(k("gone"), 1)
	start := map[string]string{"old": "first", "gone": "first"}
	return []act{
		{"a create", []store.Write{create}, start, map[string]string{"old": "first", "gone": "first", "new": "made"}},
		{"a replace", []store.Write{replace}, start, map[string]string{"old": "later", "gone": "first"}},
		{"a delete", []store.Write{remove}, start, map[string]string{"old": "first"}},
		{"a transaction", []store.Write{create, replace, remove}, start, map[string]string{"old": "later", "new": "made"}},
	}
}

// state reads what is there, over a network without trouble.
func state(t *testing.T, db store.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := store.All(t.Context(), db, store.Query{P: "CASE#1"}, func(it store.Item) error {
		out[it.S] = string(it.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func same(a, b map[string]string) bool {
	for s := range a {
		if a[s] != b[s] {
			return false
		}
	}
	return len(a) == len(b)
}

// try does the act through the plan, on a new table, and checks that the state
// is what the error says. It gives how many requests were made.
func try(t *testing.T, a act, p trouble.Plan, o dynamo.Options) (calls int, err error) {
	t.Helper()
	name, client := table(t)
	clean := dynamo.New(client, name, dynamo.Options{})
	for s, body := range a.before {
		if err := clean.Commit(t.Context(), store.Create(k(s), []byte(body))); err != nil {
			t.Fatal(err)
		}
	}
	db, at := through(t, name, p, o)
	err = db.Commit(t.Context(), a.writes...)
	got := state(t, clean)
	switch is := same(got, a.after); {
	case err == nil && !is:
		t.Errorf("%s succeeded and left %v", a.name, got)
	case errors.Is(err, store.ErrUnknown) && !is && !same(got, a.before):
		t.Errorf("%s is unknown and left half: %v", a.name, got)
	case err != nil && !errors.Is(err, store.ErrUnknown) && !same(got, a.before):
		t.Errorf("%s says %v, and yet left %v", a.name, err, got)
	}
	return at.Count(), err
}

// garbage is an answer of which only the half came.
func garbage(r *http.Request, send http.RoundTripper) (*http.Response, error) {
	answer, err := send.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close() // it is not heard
	answer.Body, answer.ContentLength = io.NopCloser(strings.NewReader(`{"Item":{"p":`)), -1
	return answer, nil
}

// What says that nothing happened is tried again, and is throttled in the end.
func TestWhatSurelyDidNotHappenIsTriedAgainAndThenThrottled(t *testing.T) {
	for name, bad := range map[string]trouble.Trouble{
		"throughput exceeded":       trouble.Throttle,
		"throttling":                trouble.Answer(400, "ThrottlingException", "Rate exceeded"),
		"request limit":             trouble.Answer(400, "RequestLimitExceeded", "Rate exceeded"),
		"a transaction on the item": trouble.Answer(400, "TransactionConflictException", "Transaction is ongoing for the item"),
		"cancelled by another":      trouble.Cancelled("None", "TransactionConflict", "None"),
		"cancelled by throttling":   trouble.Cancelled("ThrottlingError", "ProvisionedThroughputExceeded", "None"),
		"cancelled, nobody says":    trouble.Cancelled(),
		"nobody at the address":     trouble.Unreachable,
	} {
		for _, a := range acts() {
			if n, err := try(t, a, trouble.On(1, bad), dynamo.Options{}); err != nil || n != 2 {
				t.Errorf("%s after one %s: %v, %d calls", a.name, name, err, n)
			}
			if n, err := try(t, a, trouble.Always(bad), dynamo.Options{Tries: 3}); !errors.Is(err, store.ErrThrottled) || n != 3 {
				t.Errorf("%s after nothing but %s: %v, %d calls", a.name, name, err, n)
			}
		}
	}
}

// A write without a token is not made twice; a transaction is, and happens once.
func TestWhatWasNotHeardIsUnknownOrDoneOnce(t *testing.T) {
	unavailable := trouble.Answer(503, "ServiceUnavailable", "Service is currently unavailable")
	for name, bad := range map[string]trouble.Trouble{
		"a reset": trouble.Reset, "a timeout": trouble.Timeout, "a 500": trouble.Fail, "a 503": unavailable,
		"an answer cut off": garbage, "a 408": trouble.Answer(408, "RequestTimeout", "Timed out"),
		"a reset afterwards": trouble.After(trouble.Reset), "a timeout afterwards": trouble.After(trouble.Timeout),
		"a 500 afterwards": trouble.After(trouble.Fail), "a 503 afterwards": trouble.After(unavailable),
	} {
		for _, a := range acts() {
			several := len(a.writes) > 1
			n, err := try(t, a, trouble.On(1, bad), dynamo.Options{})
			if several && (err != nil || n != 2) || !several && (!errors.Is(err, store.ErrUnknown) || n != 1) {
				t.Errorf("%s after %s: %v, %d calls", a.name, name, err, n)
			}
			if _, err := try(t, a, trouble.Always(bad), dynamo.Options{Tries: 3}); !errors.Is(err, store.ErrUnknown) {
				t.Errorf("%s after nothing but %s: %v", a.name, name, err)
			}
		}
	}
}

func TestAServiceThatFallsSilentDoesNotHoldACommitForEver(t *testing.T) {
	o := dynamo.Options{Timeout: 500 * time.Millisecond}
	for _, bad := range []trouble.Trouble{trouble.Hang, trouble.After(trouble.Hang)} {
		if _, err := try(t, acts()[0], trouble.On(1, bad), o); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("a create says %v", err)
		}
		if _, err := try(t, acts()[3], trouble.On(1, bad), o); err != nil {
			t.Errorf("a transaction says %v", err)
		}
	}
}

func TestARefusalAndAConflictAreFinal(t *testing.T) {
	for _, c := range []struct {
		name            string
		single, several trouble.Trouble
		want            error
	}{
		{"invalid", trouble.Answer(400, "ValidationException", "Item size has exceeded"), trouble.Cancelled("None", "ValidationError", "ConditionalCheckFailed"), store.ErrRefused},
		{"too many under one key", trouble.Answer(400, "ItemCollectionSizeLimitExceededException", "Too much"), trouble.Cancelled("ItemCollectionSizeLimitExceeded", "None", "None"), store.ErrRefused},
		{"a condition that fails", trouble.Answer(400, "ConditionalCheckFailedException", "The conditional request failed"), trouble.Cancelled("TransactionConflict", "ConditionalCheckFailed", "None"), store.ErrConflict},
	} {
		for _, a := range acts() {
			bad := c.single
			if len(a.writes) > 1 {
				bad = c.several
			}
			if n, err := try(t, a, trouble.Always(bad), dynamo.Options{}); !errors.Is(err, c.want) || n != 1 {
				t.Errorf("%s, %s: %v, %d calls", a.name, c.name, err, n)
			}
		}
	}
}

// The conflict may be with the try that was not heard.
func TestAConflictAfterATryThatWasNotHeardIsUnknown(t *testing.T) {
	conflict := act{name: "a transaction with a conflict", before: map[string]string{"old": "first"}}
	conflict.writes = []store.Write{store.Create(k("new"), []byte("made")), store.Create(k("old"), []byte("made"))}
	if _, err := try(t, conflict, nil, dynamo.Options{}); !errors.Is(err, store.ErrConflict) {
		t.Fatalf("without trouble: %v", err)
	}
	for _, bad := range []trouble.Trouble{trouble.Reset, trouble.After(trouble.Timeout)} {
		if _, err := try(t, conflict, trouble.On(1, bad), dynamo.Options{}); !errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrConflict) {
			t.Errorf("with a try unheard: %v", err)
		}
	}
}

// ending is a context that a trouble ends, in the middle of a call.
func ending(t *testing.T, bad trouble.Trouble) (context.Context, trouble.Plan) {
	ctx, cancel := context.WithCancel(t.Context())
	return ctx, trouble.Always(func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		cancel()
		return bad(r, send)
	})
}

func TestAContextThatEndsInTheMiddleLeavesTheOutcomeUnknown(t *testing.T) {
	name, client := table(t)
	clean := dynamo.New(client, name, dynamo.Options{})
	both := []store.Write{store.Create(k("1"), []byte("a")), store.Create(k("2"), []byte("a"))}
	for _, ws := range [][]store.Write{both[:1], both} {
		ctx, plan := ending(t, trouble.Hang)
		db, at := through(t, name, plan, dynamo.Options{})
		if err := db.Commit(ctx, ws...); !errors.Is(err, store.ErrUnknown) || !errors.Is(err, context.Canceled) || at.Count() != 1 {
			t.Errorf("a commit of %d says %v after %d calls", len(ws), err, at.Count())
		}
		ctx, plan = ending(t, trouble.Throttle)
		db, at = through(t, name, plan, dynamo.Options{})
		if err := db.Commit(ctx, ws...); !errors.Is(err, store.ErrThrottled) || at.Count() != 1 {
			t.Errorf("a throttled commit of %d says %v after %d calls", len(ws), err, at.Count())
		}
		if got := state(t, clean); len(got) != 0 {
			t.Fatalf("the table holds %v", got)
		}
	}
	ctx, plan := ending(t, trouble.Hang)
	db, _ := through(t, name, plan, dynamo.Options{})
	if _, err := db.Get(ctx, k("1")); !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnknown) {
		t.Errorf("get says %v", err)
	}
}

func TestAReadIsMadeAgainAndSaysSoWhenItIsNoUse(t *testing.T) {
	name, client := table(t)
	if err := dynamo.New(client, name, dynamo.Options{}).Commit(t.Context(), store.Create(k("1"), []byte("a"))); err != nil {
		t.Fatal(err)
	}
	for what, bad := range map[string]struct {
		trouble.Trouble
		want error
	}{
		"throttled": {trouble.Throttle, store.ErrThrottled}, "unreachable": {trouble.Unreachable, store.ErrThrottled}, "a reset": {trouble.Reset, store.ErrUnknown},
		"a timeout": {trouble.After(trouble.Timeout), store.ErrUnknown}, "a 500": {trouble.Fail, store.ErrUnknown}, "an answer cut off": {garbage, store.ErrUnknown},
	} {
		db, _ := through(t, name, trouble.On(1, bad.Trouble), dynamo.Options{})
		if it, err := db.Get(t.Context(), k("1")); err != nil || string(it.Body) != "a" {
			t.Errorf("get after %s: %v, %v", what, it, err)
		}
		db, _ = through(t, name, trouble.On(1, bad.Trouble), dynamo.Options{})
		if page, err := db.Range(t.Context(), store.Query{P: "CASE#1"}); err != nil || len(page.Items) != 1 {
			t.Errorf("range after %s: %v, %v", what, page, err)
		}
		db, at := through(t, name, trouble.Always(bad.Trouble), dynamo.Options{Tries: 3})
		_, got := db.Get(t.Context(), k("1"))
		_, ranged := db.Range(t.Context(), store.Query{P: "CASE#1"})
		if !errors.Is(got, bad.want) || !errors.Is(ranged, bad.want) || at.Count() != 6 {
			t.Errorf("after nothing but %s: %v, %v, %d calls", what, got, ranged, at.Count())
		}
	}
}
