package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// Report is what a verification found: how much was read, and the first place
// where something does not hold.
type Report struct {
	Entries  int          `json:"entries"`
	Anchors  int          `json:"anchors"`
	Compared int          `json:"compared"` // copies of anchors that were compared
	OK       bool         `json:"ok"`
	Break    *audit.Break `json:"break,omitempty"`
}

// Verify verifies the anchors of a municipality against their copy in the
// write-once place, and every chain that the log, the anchors, their copies or
// the offices' lists name: its entries, its head and its sealed item. A copy may lag behind;
// none at all is a break of its own, but for a first anchor that a crash kept
// from being copied yet. It changes nothing, and the town may work meanwhile
// when copied was read before.
func (a *App) Verify(ctx context.Context, in Scope, copied []audit.Anchor) (Report, error) {
	v := verification{app: a, in: in, links: map[string][]audit.Link{}}
	copied = slices.DeleteFunc(slices.Clone(copied), func(c audit.Anchor) bool { return c.Town != in.town })
	stored, err := v.anchors(ctx)
	if err != nil {
		return v.Report, err
	}
	v.Anchors, v.Compared = len(stored), len(copied)
	v.found(audit.Anchors(stored, copied, a.Ring.Public()...))
	heads, err := v.heads(ctx, append(stored, copied...))
	if err != nil {
		return v.Report, err
	}
	for _, chain := range sortedKeys(heads) {
		if err := v.chain(ctx, chain); err != nil {
			return v.Report, err
		}
	}
	for _, chain := range sortedKeys(heads) {
		v.reaches(chain, heads[chain])
	}
	if len(stored) > 1 && len(copied) == 0 { // the first was copied before the second was made (Anchor)
		v.found(&audit.Break{Case: "anchors", Seq: 1, Kind: audit.Uncompared})
	}
	v.OK = v.Break == nil
	return v.Report, nil
}

// verification is a Verify under way.
type verification struct {
	Report
	app   *App
	in    Scope
	links map[string][]audit.Link // of each chain, in order of their places
	upTo  time.Time               // of the last entry that was read
}

func (v *verification) found(b *audit.Break) {
	if v.Break == nil {
		v.Break = b
	}
}

func (v *verification) anchors(ctx context.Context) (out []audit.Anchor, err error) {
	err = store.All(ctx, v.app.Store, store.Query{P: AnchorsOf + v.in.town}, func(it store.Item) error {
		var an audit.Anchor
		_ = json.Unmarshal(it.Body, &an) // an anchor that cannot be read is no sound one
		out = append(out, an)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the anchors of %s: %w", v.in.town, err)
	}
	return out, nil
}

// heads lists every chain, with the ends that it had at an anchor.
func (v *verification) heads(ctx context.Context, anchors []audit.Anchor) (map[string][]audit.Head, error) {
	out := map[string][]audit.Head{}
	for _, an := range anchors {
		for _, h := range an.Heads {
			out[h.Chain] = append(out[h.Chain], h)
		}
	}
	if err := v.log(ctx, ""); err != nil {
		return nil, err
	}
	for chain := range v.links {
		out[chain] = append(out[chain], audit.Head{})
	}
	out["book"] = append(out["book"], audit.Head{}) // every town has one
	return out, v.listed(ctx, out)
}

// log adds the entries that stand in the log from a sort key on.
func (v *verification) log(ctx context.Context, from string) error {
	grown := map[string]bool{}
	err := store.All(ctx, v.app.Store, store.Query{P: Logs + v.in.town, From: from}, func(it store.Item) error {
		l, _ := v.app.ReadLogged(it) // an entry that cannot be read is no sound one
		v.upTo = l.At
		for _, link := range l.Links() {
			if from == "" || !slices.Contains(v.links[l.Chain], link) {
				v.links[l.Chain], grown[l.Chain] = append(v.links[l.Chain], link), true
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the log of %s: %w", v.in.town, err)
	}
	for chain := range grown { // clocks differ: a later entry may bear an earlier time
		slices.SortStableFunc(v.links[chain], func(a, b audit.Link) int { return cmp.Compare(a.Place, b.Place) })
	}
	return nil
}

// listed adds the chains of the cases in the lists of the offices. Reference
// data whose rows are not those of its edition are named.
func (v *verification) listed(ctx context.Context, out map[string][]audit.Head) error {
	head, _, err := v.app.bookHead(ctx, v.in)
	if err != nil {
		return err
	}
	book, err := v.app.rows(ctx, v.in, head)
	if passing(err) {
		return err
	}
	if _, sum := town.Pack(book); err != nil || head.Sum != "" && sum != head.Sum {
		v.found(&audit.Break{Case: "book", Seq: head.Seq, Kind: audit.Altered})
		return nil
	}
	for _, office := range book.Offices {
		cases, err := v.app.Summaries(ctx, OfOffice(v.in, office.ID))
		if err != nil {
			return err
		}
		for _, c := range cases {
			out[c.ID] = append(out[c.ID], audit.Head{})
		}
	}
	return nil
}

// state is what a chain tells of: its head and its sealed item, as of one
// instant; nil: not there.
type state struct{ head, sealed []byte }

// chain verifies the entries of a chain, its head and its sealed item.
func (v *verification) chain(ctx context.Context, chain string) error {
	s, err := v.read(ctx, chain)
	if err != nil {
		return fmt.Errorf("read the chain of %s: %w", chain, err)
	}
	links := v.links[chain]
	v.Entries += len(links)
	if broken := audit.Chain(chain, links); broken != nil {
		v.found(broken)
		return nil
	}
	v.state(chain, links, s.head)
	v.sealed(chain, links, s.sealed)
	return nil
}

// read reads what a chain tells of, while others may change it: the log was read
// before, so where the head went on, what came since is read too. Entries never
// change, so those up to the head's number are of the head's instant. Later ones
// are left out when the head has caught up with them meanwhile; when it has not,
// they stay, and the chain does not hold.
func (v *verification) read(ctx context.Context, chain string) (state, error) {
	key := chainHead(v.in, chain)
	s, err := v.still(ctx, key, sealedKey(v.in, chain))
	if err != nil {
		return s, err
	}
	seq := seqOf(s.head)
	if seq > v.last(chain) {
		err = v.log(ctx, stamp(v.upTo.Add(-settle)))
	}
	last := v.last(chain)
	if err != nil || last <= seq {
		return s, err
	}
	now, err := v.item(ctx, key)
	if err == nil && seqOf(now.Body) >= last {
		v.links[chain] = slices.DeleteFunc(v.links[chain], func(l audit.Link) bool { return l.Place > seq })
	}
	return s, err
}

// last is the number of a chain's last entry.
func (v *verification) last(chain string) int64 {
	if links := v.links[chain]; len(links) > 0 {
		return links[len(links)-1].Place
	}
	return 0
}

// still reads head and sealed item as of one instant: the head stood still
// around the sealed item, which only a commit with a new head replaces.
func (v *verification) still(ctx context.Context, head, sealed store.Key) (out state, err error) {
	err = again(ctx, func() (bool, error) {
		before, err := v.item(ctx, head)
		if err != nil {
			return true, err
		}
		s, err := v.item(ctx, sealed)
		if err != nil {
			return true, err
		}
		out = state{head: before.Body, sealed: s.Body}
		after, err := v.item(ctx, head)
		if err == nil && after.Version != before.Version {
			return false, store.ErrConflict
		}
		return true, err
	})
	return out, err
}

func seqOf(head []byte) int64 {
	var says end
	_ = json.Unmarshal(head, &says) // what cannot be read says nothing
	seq, _ := says.of()
	return seq
}

// item reads an item; one that is not there is empty.
func (v *verification) item(ctx context.Context, k store.Key) (store.Item, error) {
	it, err := v.app.Store.Get(ctx, k)
	if errors.Is(err, store.ErrNotFound) {
		return store.Item{}, nil
	}
	return it, err
}

// state holds the head item against the last entry.
func (v *verification) state(chain string, links []audit.Link, head []byte) {
	var says end
	_ = json.Unmarshal(head, &says) // what cannot be read says nothing
	seq, hash := says.of()
	n := int64(len(links))
	switch {
	case n == 0:
		v.found(&audit.Break{Case: chain, Seq: 1, Kind: audit.Truncated})
	case seq > n:
		v.found(&audit.Break{Case: chain, Seq: n + 1, Kind: audit.Truncated})
	case seq > 0 && seq < n && hash == links[seq-1].Hash:
		v.found(&audit.Break{Case: chain, Seq: seq + 1, Kind: audit.Inserted})
	case seq != n || hash != links[n-1].Hash || stateOf(head, hash) != links[n-1].State:
		v.found(&audit.Break{Case: chain, Seq: n, Kind: audit.Altered})
	}
}

// end is what a head item says of its chain: a case's inside, the others' own.
type end struct {
	Case struct {
		Seq  int64  `json:"seq"`
		Head string `json:"head"`
	} `json:"case"`
	Seq  int64  `json:"seq"`
	Head string `json:"head"`
}

func (e end) of() (int64, string) {
	if e.Case.Seq > 0 {
		return e.Case.Seq, e.Case.Head
	}
	return e.Seq, e.Head
}

// stateOf is the hash of a head item as its entry knew it: without the entry's
// own hash in it. It goes by the bytes, so that fields of older or newer
// programs count too.
func stateOf(body []byte, hash string) string {
	return audit.Sum(bytes.Replace(body, []byte(`"head":"`+hash+`"`), []byte(`"head":""`), 1))
}

// sealed holds the encrypted item against the last entry that names one. That of
// a record whose time is over holds nothing, but is there.
func (v *verification) sealed(chain string, links []audit.Link, sealed []byte) {
	last := int64(0)
	want := ""
	for _, l := range links {
		if l.Sealed != "" {
			last, want = l.Place, l.Sealed
		}
	}
	if want != "" && audit.Sum(sealed) != want {
		v.found(&audit.Break{Case: chain, Seq: last, Kind: audit.Altered})
	}
}

// reaches holds a chain against the ends that the anchors saw.
func (v *verification) reaches(chain string, heads []audit.Head) {
	own := v.links[chain]
	for _, h := range heads {
		switch {
		case h.Seq > int64(len(own)):
			v.found(&audit.Break{Case: chain, Seq: int64(len(own)) + 1, Kind: audit.Truncated})
		case h.Seq > 0 && h.Hash != own[h.Seq-1].Hash:
			v.found(&audit.Break{Case: chain, Seq: h.Seq, Kind: audit.Edited})
		}
	}
}
