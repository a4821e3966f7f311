package app_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// archive is a town with one case of several entries, anchored twice: after the
// case was received, and after it was advised on. table is its table, for the
// attacker.
type archive struct {
	*apptest.Bench
	id    string
	first int64 // entries of the case under the first anchor
	last  int64
}

func anchored(t *testing.T) archive {
	t.Helper()
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	b.Set(b.Now().Add(time.Hour))
	anchor(b)
	done := b.Do(c.ID, func(c *plan.Case) error {
		return c.Advise(b.Now(), "r1", []plan.Word{{Viewpoint: 1, Text: "目標を具体的に"}})
	})
	done = b.Do(c.ID, func(c *plan.Case) error { return c.Answer(b.Now(), []plan.Answer{{Advice: "a1", Closing: "taken-up"}}) })
	b.Set(b.Now().Add(time.Hour))
	anchor(b)
	return archive{b, c.ID, c.Seq, done.Seq}
}

func anchor(b *apptest.Bench) {
	b.T.Helper()
	if err := b.Whole("test").Anchor(b.T.Context(), b.In, b.Now()); err != nil {
		b.T.Fatal(err)
	}
}

// copies are the anchors as they stand in the write-once place.
func (r archive) copies() []audit.Anchor {
	r.T.Helper()
	copied, err := embedded.ReadAnchors(filepath.Join(r.Dir, "anchors.jsonl"))
	if err != nil {
		r.T.Fatal(err)
	}
	return copied
}

func (r archive) verify() app.Report {
	r.T.Helper()
	rep, err := r.Whole("test").Verify(r.T.Context(), r.In, r.copies())
	if err != nil {
		r.T.Fatal(err)
	}
	return rep
}

func (r archive) item(k store.Key) store.Item {
	r.T.Helper()
	it, err := r.DB.Get(r.T.Context(), k)
	if err != nil {
		r.T.Fatal(err)
	}
	return it
}

// write writes over what stands there, deletes it (nil), or creates it.
func (r archive) write(k store.Key, body []byte) {
	r.T.Helper()
	it, _ := r.DB.Get(r.T.Context(), k)
	if err := r.DB.Commit(r.T.Context(), store.Write{Key: k, Body: body, If: it.Version}); err != nil {
		r.T.Fatal(err)
	}
}

// logKey is where a commit whose last entry has that number would be written now.
func (r archive) logKey(seq int64) store.Key {
	return store.Key{P: app.Logs + apptest.Town, S: fmt.Sprintf("%020d#%s#%012d", r.Now().UnixNano(), r.id, seq)}
}

// logs are the items of the log that tell of the case, the oldest first.
func (r archive) logs() (out []app.Logged, at []store.Key) {
	r.T.Helper()
	err := store.All(r.T.Context(), r.DB, store.Query{P: app.Logs + apptest.Town}, func(it store.Item) error {
		l, err := r.Whole("test").ReadLogged(it)
		if l.Chain == r.id {
			out, at = append(out, l), append(at, it.Key)
		}
		return err
	})
	if err != nil {
		r.T.Fatal(err)
	}
	return out, at
}

// lone are the entries that were committed alone, by number and place: the first
// is not the chain's first.
func (r archive) lone() (seqs []int64, at []store.Key) {
	r.T.Helper()
	all, keys := r.logs()
	for i, l := range all {
		if len(l.Entries) == 1 && l.Seq > 1 {
			seqs, at = append(seqs, l.Seq), append(at, keys[i])
		}
	}
	if len(seqs) < 3 {
		r.T.Fatalf("only the entries %v stand alone", seqs)
	}
	return seqs, at
}

// one is the place of the first of them, other that of the third.
func (r archive) one() store.Key   { _, at := r.lone(); return at[0] }
func (r archive) other() store.Key { _, at := r.lone(); return at[2] }

// end takes the last commit from the log, and gives the number of its first entry.
func (r archive) end() int64 {
	all, at := r.logs()
	n := len(all) - 1
	r.write(at[n], nil)
	return all[n].Entries[0].Seq
}
func (r archive) caseItem(s string) store.Key {
	return store.Key{P: app.Cases + apptest.Town + "#" + r.id, S: s}
}
func (r archive) anchorAt(seq int) store.Key {
	return store.Key{P: app.AnchorsOf + apptest.Town, S: fmt.Sprintf("%012d", seq)}
}

func (r archive) edit(k store.Key, old, new string) {
	r.T.Helper()
	body := string(r.item(k).Body)
	if !strings.Contains(body, old) {
		r.T.Fatalf("%s does not hold %s: %s", k, old, body)
	}
	r.write(k, []byte(strings.Replace(body, old, new, 1)))
}

func (r archive) swap(a, b store.Key) {
	r.T.Helper()
	one, other := r.item(a).Body, r.item(b).Body
	r.write(a, append([]byte{}, other...))
	r.write(b, append([]byte{}, one...))
}

// cut takes the case back to an entry, with a head that says so: what somebody
// with the whole table in hand can do.
func (r archive) cut(to int64) {
	r.T.Helper()
	for first := r.last; first > to+1; {
		first = r.end()
	}
	e := r.Chain(r.id)[to-1]
	r.edit(r.caseItem("HEAD"), fmt.Sprintf(`"seq":%d`, r.last), fmt.Sprintf(`"seq":%d`, to))
	c := r.Case(r.id)
	r.edit(r.caseItem("HEAD"), c.Head, e.Hash)
}

func TestTamperingIsNamedByKindCaseAndNumber(t *testing.T) {
	for _, x := range []struct {
		name   string
		tamper func(r archive)
		want   func(r archive) audit.Break
	}{
		{"an entry that was edited", func(r archive) { r.edit(r.one(), `"by":"`, `"by":"x`) }, alone(audit.Edited)},
		{"an entry that is no entry any more", func(r archive) { r.write(r.one(), []byte("{")) }, alone(audit.Edited)},
		{"an entry that was deleted", func(r archive) { r.write(r.one(), nil) }, alone(audit.Missing)},
		{"two entries that were swapped", func(r archive) { r.swap(r.one(), r.other()) }, alone(audit.Swapped)},
		{"an entry that was appended", func(r archive) {
			last := r.Chain(r.id)[r.last-1]
			e, b := audit.Next(audit.Entry{Chain: r.id, At: r.Now(), By: "x", Action: "advised"}, last.Seq, last.Hash)
			r.write(r.logKey(e.Seq), []byte(`{"entries":[`+string(b)+`]}`))
		}, func(r archive) audit.Break { return audit.Break{Case: r.id, Seq: r.last + 1, Kind: audit.Inserted} }},
		{"an entry that stands there twice", func(r archive) {
			k := r.one()
			body := append([]byte{}, r.item(k).Body...)
			k.S = fmt.Sprintf("%020d", 1) + k.S[20:]
			r.write(k, body)
		}, alone(audit.Inserted)},
		{"a chain whose end was cut off", func(r archive) { r.end() }, func(r archive) audit.Break {
			all, _ := r.logs()
			return audit.Break{Case: r.id, Seq: all[len(all)-1].Entries[0].Seq, Kind: audit.Truncated}
		}},
		{"a chain cut off with its head after an anchor", func(r archive) { r.cut(r.first) },
			func(r archive) audit.Break {
				return audit.Break{Case: r.id, Seq: r.first, Kind: audit.Altered} // the head's words are not those of that entry
			}},
		{"a whole case that was deleted, with every list and the log", deleteCase, at(1, audit.Truncated)},
		{"a head that was edited", func(r archive) { r.edit(r.caseItem("HEAD"), `"reviewer":"r1"`, `"reviewer":"r2"`) },
			func(r archive) audit.Break { return audit.Break{Case: r.id, Seq: r.last, Kind: audit.Altered} }},
		{"a head that was deleted", func(r archive) { r.write(r.caseItem("HEAD"), nil) },
			func(r archive) audit.Break { return audit.Break{Case: r.id, Seq: r.last, Kind: audit.Altered} }},
		{"a sealed item that was edited", func(r archive) {
			r.write(r.caseItem("SEALED"), append([]byte{1}, r.item(r.caseItem("SEALED")).Body...))
		},
			func(r archive) audit.Break { return audit.Break{Case: r.id, Seq: r.last, Kind: audit.Altered} }},
		{"reference data that points elsewhere", func(r archive) {
			r.edit(store.Key{P: app.Books + apptest.Town, S: "CURRENT"}, `"chunks":1`, `"chunks":2`)
		}, func(archive) audit.Break { return audit.Break{Case: "book", Seq: 1, Kind: audit.Altered} }},
		{"rows of the reference data that were edited", func(r archive) {
			var head struct{ Sum string }
			_ = json.Unmarshal(r.item(store.Key{P: app.Books + apptest.Town, S: "CURRENT"}).Body, &head)
			k := store.Key{P: app.Books + apptest.Town + "#" + head.Sum, S: "000000"}
			body := append([]byte{}, r.item(k).Body...)
			body[len(body)/2] ^= 1
			r.write(k, body)
		}, func(archive) audit.Break { return audit.Break{Case: "book", Seq: 1, Kind: audit.Altered} }},
		{"an anchor that was edited", func(r archive) { r.edit(r.anchorAt(1), `"seq":`, `"seq":1`) }, anchorsAt(1, audit.Edited)},
		{"an anchor with another signature", func(r archive) { r.edit(r.anchorAt(2), `"sig":"`, `"sig":"AAAA`) }, anchorsAt(2, audit.Forged)},
		{"an anchor that was deleted", func(r archive) { r.write(r.anchorAt(1), nil) }, anchorsAt(1, audit.Missing)},
		{"anchors that were swapped", func(r archive) { r.swap(r.anchorAt(1), r.anchorAt(2)) }, anchorsAt(1, audit.Swapped)},
		{"an anchor that stands there twice", func(r archive) { r.write(r.anchorAt(3), append([]byte{}, r.item(r.anchorAt(2)).Body...)) }, anchorsAt(3, audit.Inserted)},
		{"anchors that end before their copy", func(r archive) { r.write(r.anchorAt(2), nil) }, anchorsAt(2, audit.Truncated)},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := anchored(t)
			want := x.want(r)
			x.tamper(r)
			rep := r.verify()
			if rep.OK {
				t.Error("the report says that all is well")
			}
			if diff := cmp.Diff(&want, rep.Break); diff != "" {
				t.Errorf("named (-want +got):\n%s", diff)
			}
		})
	}
}

func at(seq int64, kind string) func(archive) audit.Break {
	return func(r archive) audit.Break { return audit.Break{Case: r.id, Seq: seq, Kind: kind} }
}

// alone is a break at the first entry that was committed alone.
func alone(kind string) func(archive) audit.Break {
	return func(r archive) audit.Break {
		seqs, _ := r.lone()
		return audit.Break{Case: r.id, Seq: seqs[0], Kind: kind}
	}
}
func anchorsAt(seq int64, kind string) func(archive) audit.Break {
	return func(archive) audit.Break { return audit.Break{Case: "anchors", Seq: seq, Kind: kind} }
}

func deleteCase(r archive) {
	var keys []store.Key
	_ = r.DB.Items(func(it store.Item) error {
		if strings.Contains(it.P+it.S, r.id) {
			keys = append(keys, it.Key)
		}
		return nil
	})
	for _, k := range keys {
		r.write(k, nil)
	}
}

// An attacker who rolls the whole case back to an older, genuine state (its old
// head and sealed item with it) leaves a chain that holds in itself: the anchor
// says that it went on.
func TestACaseRolledBackToAnOlderGenuineStateIsNamedByTheAnchor(t *testing.T) {
	b := apptest.New(t)
	c := b.Assigned(plan.New)
	r := archive{Bench: b, id: c.ID}
	head, sealed := r.item(r.caseItem("HEAD")).Body, r.item(r.caseItem("SEALED")).Body
	head, sealed = append([]byte{}, head...), append([]byte{}, sealed...)
	done := b.Do(c.ID, func(c *plan.Case) error { return c.Keep("苦情の調査中") })
	b.Set(b.Now().Add(time.Hour))
	anchor(b)
	if r.end() != done.Seq {
		t.Fatal("more than one entry was written")
	}
	r.write(r.caseItem("HEAD"), head)
	r.write(r.caseItem("SEALED"), sealed)
	want := &audit.Break{Case: c.ID, Seq: done.Seq, Kind: audit.Truncated}
	if diff := cmp.Diff(want, r.verify().Break); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
	r.write(r.anchorAt(1), nil) // and the anchor with it: the copy says so
	if got := r.verify().Break; got == nil || got.Case != "anchors" || got.Kind != audit.Truncated {
		t.Errorf("named %+v", got)
	}
}

func TestAnUntouchedTownVerifiesAndTheReportCounts(t *testing.T) {
	r := anchored(t)
	rep := r.verify()
	want := app.Report{Entries: int(r.last) + 1, Anchors: 2, Compared: 2, OK: true} // and the import of the reference data
	if diff := cmp.Diff(want, rep); diff != "" {
		t.Error(diff)
	}
}

func TestSealedContentIsNeverGoneAndAnErasedOneHoldsNothing(t *testing.T) {
	r := anchored(t)
	r.write(r.caseItem("SEALED"), nil)
	if got := r.verify().Break; got == nil || got.Kind != audit.Altered {
		t.Errorf("named %+v", got)
	}
	b := apptest.New(t)
	c := b.Expired(plan.New)
	if got := b.Case(c.ID).Sealed; got.Name != "" || got.Insured != "" {
		t.Errorf("%+v", got)
	}
	if rep, err := b.Whole("audit").Verify(t.Context(), b.In, nil); err != nil || !rep.OK {
		t.Errorf("%v, named %+v", err, rep.Break)
	}
}

func TestTheAnchorsOfOtherTownsInTheSameFileDoNotMatter(t *testing.T) {
	r := anchored(t)
	copied, err := embedded.ReadAnchors(filepath.Join(r.Dir, "anchors.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	rep, err := r.Whole("test").Verify(t.Context(), r.In, append([]audit.Anchor{{Town: "431001", Seq: 1}}, copied...))
	if err != nil || !rep.OK {
		t.Errorf("%+v %v", rep.Break, err)
	}
}
