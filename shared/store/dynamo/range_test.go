package dynamo_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// letters are the first and last characters of each length in UTF-8, those
// beside the surrogates, and some that are used.
var letters = []string{"\x01", " ", "#", "1", "a", "\x7f", "\u0080", "é", "\u07ff", "\u0800", "あ", "\ud7ff", "\ue000", "\ufffd", "\uffff", "\U00010000", "𠮷", "\U0010ffff"}

// drawSort draws short keys of few letters, so that they are prefixes of one
// another, and now and then one that is as long as a key can be.
func drawSort(r *rapid.T) string {
	s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 1, 3).Draw(r, "letters"), "")
	if rapid.IntRange(0, 9).Draw(r, "long") > 0 {
		return s
	}
	last := rapid.SampledFrom(letters).Draw(r, "filler")
	return s + strings.Repeat(last, (store.MaxSort-len(s))/len(last))
}

// drawBound draws what may stand in From, To and After: nothing, a key, the end
// of a prefix, or any bytes at all.
func drawBound(r *rapid.T, keys []string, label string) string {
	s := rapid.SampledFrom(keys).Draw(r, label+" by")
	switch rapid.IntRange(0, 6).Draw(r, label) {
	case 0:
		return ""
	case 1:
		return s
	case 2:
		return s + "\xff"
	case 3:
		return s + "\x00"
	case 4:
		return s[:rapid.IntRange(0, len(s)).Draw(r, label+" cut")]
	case 5:
		return s[:len(s)-1] + string(rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(r, label+" bytes"))
	default:
		return drawSort(r)
	}
}

// read gives the sort keys of all pages, and how many a page has at most.
func read(ctx context.Context, s store.Store, q store.Query) (sorts []string, widest int, err error) {
	for {
		page, err := s.Range(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		for _, it := range page.Items {
			sorts = append(sorts, it.S)
		}
		widest = max(widest, len(page.Items))
		if page.Next == "" {
			return sorts, widest, nil
		}
		q.After = page.Next
	}
}

func siblings(t *testing.T) (dynamoDB, boltDB store.Store) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return open(t), db
}

func TestARangeGivesWhatTheSiblingDriverGives(t *testing.T) {
	cloud, laptop := siblings(t)
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		p := fmt.Sprint("RUN", run)
		keys := rapid.SliceOfNDistinct(rapid.Custom(drawSort), 1, 20, rapid.ID[string]).Draw(r, "keys")
		var ws []store.Write
		for _, s := range keys {
			ws = append(ws, store.Create(store.Key{P: p, S: s}, []byte("x")))
		}
		for _, db := range []store.Store{cloud, laptop} {
			if err := db.Commit(t.Context(), ws...); err != nil {
				r.Fatal(err)
			}
		}
		for range 8 {
			q := store.Query{
				P: p, From: drawBound(r, keys, "from"), To: drawBound(r, keys, "to"), After: drawBound(r, keys, "after"),
				Limit: rapid.IntRange(0, 4).Draw(r, "limit"), Backward: rapid.Bool().Draw(r, "backward"),
			}
			got, widest, err := read(t.Context(), cloud, q)
			want, _, wanted := read(t.Context(), laptop, q)
			if err != nil || wanted != nil || !slices.Equal(got, want) {
				r.Fatalf("range %+v gives %+q, %v; the sibling gives %+q, %v", q, got, err, want, wanted)
			}
			if q.Limit > 0 && widest > q.Limit {
				r.Fatalf("range %+v gives a page of %d", q, widest)
			}
		}
	})
}

// pages plans every third Query to find nothing yet, and every third to find
// one item.
func pages(n int, _ *http.Request) trouble.Trouble {
	return []trouble.Trouble{nil, trouble.EmptyPage("s"), trouble.ShortPage(1)}[n%3]
}

func TestPagesThatEndEarlyLoseNothing(t *testing.T) {
	name, client := table(t)
	clean := dynamo.New(client, name, dynamo.Options{})
	var ws []store.Write
	for n := range 20 {
		ws = append(ws, store.Create(k(fmt.Sprintf("A#%02d", n)), []byte("x")))
	}
	ws = append(ws, store.Create(k("A$"), []byte("x")), store.Create(k("A"), []byte("x")), store.Create(k("B"), []byte("x")))
	if err := clean.Commit(t.Context(), ws...); err != nil {
		t.Fatal(err)
	}
	for _, q := range []store.Query{{P: "CASE#1"}, store.Prefix("CASE#1", "A#"), {P: "CASE#1", From: "A#03", To: "A#17"}, {P: "CASE#1", From: "A#05"}, {P: "CASE#1", To: "A#05"}, {P: "CASE#1", From: "C"}} {
		for _, q.Backward = range []bool{false, true} {
			for _, q.Limit = range []int{0, 1, 3, 7} {
				want, _, err := read(t.Context(), clean, q)
				if err != nil {
					t.Fatal(err)
				}
				db, at := through(t, name, pages, dynamo.Options{})
				if got, _, err := read(t.Context(), db, q); err != nil || !slices.Equal(got, want) {
					t.Errorf("range %+v gives %q, %v in %d pages, want %q", q, got, err, at.Count(), want)
				}
			}
		}
	}
}

func TestOnlyTheLastPageCanBeEmpty(t *testing.T) {
	name, client := table(t)
	if err := dynamo.New(client, name, dynamo.Options{}).Commit(t.Context(), store.Create(k("A#1"), []byte("x")), store.Create(k("A#2"), []byte("x"))); err != nil {
		t.Fatal(err)
	}
	for _, backward := range []bool{false, true} {
		db, at := through(t, name, trouble.On(1, trouble.EmptyPage("s")), dynamo.Options{})
		q := store.Prefix("CASE#1", "A#")
		q.Backward = backward
		if page, err := db.Range(t.Context(), q); err != nil || len(page.Items) != 2 || at.Count() != 2 {
			t.Errorf("the first page has %v, %v after %d calls", page.Items, err, at.Count())
		}
	}
}
