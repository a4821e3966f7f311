package audit

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)

// place is an entry and the number under which it is stored.
type place struct {
	Seq   int64
	Entry Entry
}

func links(places []place) (out []Link) {
	for _, p := range places {
		out = append(out, p.Entry.Link("c", p.Seq))
	}
	return out
}

// chain is a chain of n entries, as it is stored.
func chain(n int) (out []place) {
	var last Entry
	for i := range n {
		last, _ = Next(Entry{Chain: "c", At: noon, By: "m1", Action: fmt.Sprintf("act%d", i+1), Commit: "x"}, last.Seq, last.Hash)
		out = append(out, place{last.Seq, last})
	}
	return out
}

// renumber is the order of the places as one reads them.
func renumber(places []place) []place {
	for i := range places {
		places[i].Seq = int64(i + 1)
	}
	return places
}

// remade is an entry with a sound hash of its own.
func remade(e Entry, action string) Entry {
	e.Action = action
	e, _ = Next(e, e.Seq-1, e.Prev)
	return e
}

func TestATamperedChainIsNamedWhereItBreaks(t *testing.T) {
	for _, x := range []struct {
		name   string
		tamper func(p []place) []place
		want   *Break
	}{
		{"an untouched chain holds", func(p []place) []place { return p }, nil},
		{"an empty chain holds", func([]place) []place { return nil }, nil},
		{"an entry whose words were changed", func(p []place) []place { p[2].Entry.Action = "other"; return p }, &Break{"c", 3, Edited}},
		{"an entry that was made anew", func(p []place) []place { p[2].Entry = remade(p[2].Entry, "other"); return p }, &Break{"c", 3, Edited}},
		{"an entry of another chain", func(p []place) []place { p[2].Entry.Chain = "d"; return p }, &Break{"c", 3, Edited}},
		{"an entry that is gone", func(p []place) []place { return slices.Delete(p, 2, 3) }, &Break{"c", 3, Missing}},
		{"a first entry that is gone", func(p []place) []place { return p[1:] }, &Break{"c", 1, Missing}},
		{"two entries that changed places", func(p []place) []place { p[1].Entry, p[3].Entry = p[3].Entry, p[1].Entry; return p }, &Break{"c", 2, Swapped}},
		{"two neighbours that changed places", func(p []place) []place { p[1].Entry, p[2].Entry = p[2].Entry, p[1].Entry; return p }, &Break{"c", 2, Swapped}},
		{"an entry pushed in between", func(p []place) []place {
			return renumber(slices.Insert(p, 2, place{3, remade(p[2].Entry, "pushed in")}))
		}, &Break{"c", 3, Inserted}},
		{"two entries under one number", func(p []place) []place { return slices.Insert(p, 2, place{2, remade(p[1].Entry, "pushed in")}) }, &Break{"c", 2, Inserted}},
		{"an entry that stands there twice", func(p []place) []place { return renumber(slices.Insert(p, 2, p[1])) }, &Break{"c", 3, Inserted}},
	} {
		if diff := cmp.Diff(x.want, Chain("c", links(x.tamper(chain(5))))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
}

// Whatever one byte is changed, in whatever entry, the chain does not hold.
func TestNoChangeOfAnEntryGoesUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := chain(rapid.IntRange(1, 6).Draw(t, "n"))
		i := rapid.IntRange(0, len(places)-1).Draw(t, "which")
		e := &places[i].Entry
		was := *e
		switch rapid.IntRange(0, 6).Draw(t, "what") {
		case 0:
			e.Action = rapid.String().Draw(t, "action")
		case 1:
			e.By = rapid.String().Draw(t, "by")
		case 2:
			e.At = e.At.Add(time.Duration(rapid.Int64().Draw(t, "ns")))
		case 3:
			e.Facts = map[string]string{rapid.String().Draw(t, "k"): rapid.String().Draw(t, "v")}
		case 4:
			e.State = rapid.String().Draw(t, "state")
		case 5:
			e.Prev = rapid.String().Draw(t, "prev")
		case 6:
			e.Seq = rapid.Int64().Draw(t, "seq")
		}
		b := Chain("c", links(places))
		if same := cmp.Equal(was, *e); same != (b == nil) {
			t.Fatalf("entry %d, changed %v: %+v", i+1, !same, b)
		}
	})
}

var public, private, _ = ed25519.GenerateKey(zeros{})

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

type signer ed25519.PrivateKey

func (s signer) Sign(hash []byte) ([]byte, error) {
	return ed25519.Sign(ed25519.PrivateKey(s), hash), nil
}

func anchors(t *testing.T, n int) (out []Anchor) {
	t.Helper()
	for i := range n {
		var before *Anchor
		if i > 0 {
			before = &out[i-1]
		}
		a, err := NextAnchor(Anchor{Town: "999997", At: noon.Add(time.Duration(i) * time.Hour), Heads: []Head{{"c", int64(i + 1), "h"}}}, before, signer(private))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func TestTamperedAnchorsAreNamedWhereTheyBreak(t *testing.T) {
	other := ed25519.NewKeyFromSeed(slices.Repeat([]byte{1}, 32))
	for _, x := range []struct {
		name   string
		tamper func(a []Anchor) (stored, copied []Anchor)
		want   *Break
	}{
		{"untouched anchors hold", func(a []Anchor) (s, c []Anchor) { return a, a }, nil},
		{"a copy that lags behind is fine", func(a []Anchor) (s, c []Anchor) { return a, a[:2] }, nil},
		{"an anchor that was edited", func(a []Anchor) (s, c []Anchor) { a[1].Heads = nil; return a, nil }, &Break{"anchors", 2, Edited}},
		{"an anchor that somebody else signed", func(a []Anchor) (s, c []Anchor) {
			a[1].Sig, _ = signer(other).Sign([]byte(a[1].Hash))
			return a, nil
		}, &Break{"anchors", 2, Forged}},
		{"an anchor that was made anew without the key", func(a []Anchor) (s, c []Anchor) {
			a[1], _ = NextAnchor(Anchor{Town: "999997"}, &a[0], signer(other))
			return a, nil
		}, &Break{"anchors", 2, Forged}},
		{"an anchor that is gone", func(a []Anchor) (s, c []Anchor) { return slices.Delete(a, 1, 2), nil }, &Break{"anchors", 2, Missing}},
		{"two anchors that changed places", func(a []Anchor) (s, c []Anchor) { a[1], a[2] = a[2], a[1]; return a, nil }, &Break{"anchors", 2, Swapped}},
		{"an anchor that stands there twice", func(a []Anchor) (s, c []Anchor) { return slices.Insert(a, 2, a[1]), nil }, &Break{"anchors", 3, Inserted}},
		{"anchors that end before their copy", func(a []Anchor) (s, c []Anchor) { return a[:3], a }, &Break{"anchors", 4, Truncated}},
		{"no anchors at all, where there is a copy", func(a []Anchor) (s, c []Anchor) { return nil, a }, &Break{"anchors", 1, Truncated}},
		{"another history, signed with the key", func(a []Anchor) (s, c []Anchor) {
			b := anchors(t, 4)
			b[3], _ = NextAnchor(Anchor{Town: "999997"}, &b[2], signer(private))
			return b, a
		}, &Break{"anchors", 4, Edited}},
		{"a copy with a hole", func(a []Anchor) (s, c []Anchor) { return a, slices.Delete(slices.Clone(a), 1, 2) }, &Break{"anchors", 2, Missing}},
	} {
		stored, copied := x.tamper(anchors(t, 4))
		if diff := cmp.Diff(x.want, Anchors(stored, copied, public)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
}
