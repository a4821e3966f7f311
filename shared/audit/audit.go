// Package audit is the hash chain that each case carries and the anchors that
// hold the chains of a municipality together.
//
//	last entry + what happened → Next → Entry
//	heads that moved + last anchor → Anchor (signed, copied to a write-once place)
//	entries, anchors → Verify → the first Break
//
// Entries hold ids, codes and hashes only, so content can be deleted lawfully
// and the chain still verifies (KAW-31-2, KAW-38-1).
package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/jot"
)

// Entry is one link of a chain.
type Entry struct {
	Chain  string            `json:"chain"` // the case, or another thing with a chain of its own
	Seq    int64             `json:"seq"`   // from 1, without gaps
	At     time.Time         `json:"at"`
	By     string            `json:"by"` // staff id, or the step
	Action string            `json:"action"`
	Facts  map[string]string `json:"facts,omitempty"`
	Commit string            `json:"commit"`           // id of the commit that wrote it
	State  string            `json:"state,omitempty"`  // hash of the head as committed; on the commit's last entry
	Sealed string            `json:"sealed,omitempty"` // hash of the encrypted item as committed
	Prev   string            `json:"prev"`
	Hash   string            `json:"hash"`
}

// Digest is the hash of a JSON value, hex.
func Digest(v any) string {
	if w, ok := v.(jot.Writer); ok {
		return Sum(jot.Bytes(w))
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("audit: %T cannot be written as JSON: %v", v, err))
	}
	return Sum(b)
}

// Sum is the SHA-256 of bytes, hex.
func Sum(b []byte) string {
	h := sha256.Sum256(b)
	var text [2 * len(h)]byte
	hex.Encode(text[:], h[:])
	return string(text[:])
}

// Next links e behind the entry with number seq and hash prev, and writes it as
// JSON.
func Next(e Entry, seq int64, prev string) (Entry, []byte) {
	e.Seq, e.Prev, e.Hash = seq+1, prev, ""
	e.At = e.At.UTC()
	body := jot.Marked(&e, "hash", func(b []byte) string { e.Hash = Sum(b); return e.Hash })
	return e, body
}

// sound tells whether the entry's hash is that of its content.
func (e Entry) sound() bool {
	was := e.Hash
	e.Hash = ""
	return Digest(&e) == was
}

// Link is what an entry holds a chain together with; the rest of it is vouched
// for by Sound. Many chains are verified at once, so it holds no more.
type Link struct {
	Place         int64 // the number under which the entry is stored
	Seq           int64
	Sound         bool // the hash is that of the content, and the chain is its own
	Prev, Hash    string
	State, Sealed string
}

// Link is the link of an entry that is stored under a number of a chain.
func (e Entry) Link(chain string, place int64) Link {
	return Link{place, e.Seq, e.sound() && e.Chain == chain, e.Prev, e.Hash, e.State, e.Sealed}
}

// Head is the end of a chain as an anchor saw it.
type Head struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"seq"`
	Hash  string `json:"hash"`
}

// Anchor covers the heads of a municipality that moved since the anchor before.
type Anchor struct {
	Town  string    `json:"town"`
	Seq   int64     `json:"seq"` // from 1, without gaps
	At    time.Time `json:"at"`
	UpTo  string    `json:"upTo"` // sort key in the town's log up to which heads are covered
	Heads []Head    `json:"heads"`
	Prev  string    `json:"prev"`
	Hash  string    `json:"hash"`
	Sig   []byte    `json:"sig"`
}

// Signer signs an anchor's hash (KMS in the cloud, Ed25519 locally).
type Signer interface {
	Sign(hash []byte) ([]byte, error)
}

// NextAnchor links and signs an anchor behind the one before (nil: the first).
func NextAnchor(a Anchor, before *Anchor, s Signer) (Anchor, error) {
	a.Seq, a.Prev, a.Hash, a.Sig, a.At = 1, "", "", nil, a.At.UTC()
	if before != nil {
		a.Seq, a.Prev = before.Seq+1, before.Hash
	}
	a.Hash = Digest(&a)
	sig, err := s.Sign([]byte(a.Hash))
	if err != nil {
		return Anchor{}, fmt.Errorf("sign anchor %d of %s: %w", a.Seq, a.Town, err)
	}
	a.Sig = sig
	return a, nil
}

// intact tells whether the anchor's hash is that of its content.
func (a Anchor) intact() bool {
	was := a.Hash
	a.Hash, a.Sig = "", nil
	return Digest(&a) == was
}

func (a Anchor) signed(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, []byte(a.Hash), a.Sig)
}

// Kinds of break.
const (
	Edited    = "edited"    // an entry or an anchor is not what was written
	Missing   = "missing"   // an entry or an anchor inside the chain is gone
	Inserted  = "inserted"  // an entry that the chain does not hold
	Swapped   = "swapped"   // two entries changed places
	Truncated = "truncated" // the chain's end is gone
	Forged    = "forged"    // an anchor whose signature does not hold
	Altered   = "altered"   // the head or the sealed item is not what the chain says

	// Uncompared is no break of a chain: there are anchors, and no copy of
	// them to compare with.
	Uncompared = "uncompared"
)

// Break is the first place where a chain does not hold.
type Break struct {
	Case string `json:"case"` // the chain, or "anchors"
	Seq  int64  `json:"seq"`
	Kind string `json:"kind"`
}

// Chain verifies a chain, its links in order of their places (the first holds
// what should be entry 1): nil when all hold.
func Chain(chain string, links []Link) *Break {
	var before Link
	for i, l := range links {
		if kind, seq := l.wrong(int64(i+1), before, links); kind != "" {
			return &Break{Case: chain, Seq: seq, Kind: kind}
		}
		before = l
	}
	return nil
}

func (l Link) wrong(want int64, before Link, all []Link) (kind string, seq int64) {
	switch {
	case l.Place < want:
		return Inserted, l.Place // there are two of that number
	case l.Place > want:
		return Missing, want
	case !l.Sound:
		return Edited, want
	case l.Seq == want && l.Prev == before.Hash:
		return "", 0
	case l.Seq == want:
		return Edited, max(1, want-1) // made anew, with a hash of its own
	case l.Seq == want-1 && l.Hash != before.Hash:
		return Inserted, want - 1 // what stood there moved on
	case l.Seq != want-1 && holds(all, want):
		return Swapped, want
	}
	return Inserted, want
}

// holds tells whether a sound entry with that number stands at another place.
func holds(all []Link, seq int64) bool {
	for _, l := range all {
		if l.Seq == seq && l.Place != seq && l.Sound {
			return true
		}
	}
	return false
}

// Anchors verifies the anchors of a town, and the copy in the write-once place
// against them. Each is signed with one of the keys.
func Anchors(stored, copied []Anchor, keys ...ed25519.PublicKey) *Break {
	prev := ""
	for i, a := range stored {
		if kind := a.wrong(int64(i+1), prev, stored, keys); kind != "" {
			return &Break{Case: "anchors", Seq: int64(i + 1), Kind: kind}
		}
		prev = a.Hash
	}
	return compare(stored, copied)
}

func (a Anchor) wrong(want int64, prev string, all []Anchor, keys []ed25519.PublicKey) string {
	switch {
	case !a.intact():
		return Edited
	case !slices.ContainsFunc(keys, a.signed):
		return Forged
	case a.Seq < want:
		return Inserted
	case a.Seq > want && slices.ContainsFunc(all, func(b Anchor) bool { return b.Seq == want }):
		return Swapped
	case a.Seq > want:
		return Missing
	case a.Prev != prev:
		return Inserted
	}
	return ""
}

// compare holds the stored anchors against the copy: the copy can only lag
// behind, never differ.
func compare(stored, copied []Anchor) *Break {
	for i, c := range copied {
		switch {
		case c.Seq != int64(i+1):
			return &Break{Case: "anchors", Seq: int64(i + 1), Kind: Missing}
		case i >= len(stored):
			return &Break{Case: "anchors", Seq: c.Seq, Kind: Truncated}
		case c.Hash != stored[i].Hash:
			return &Break{Case: "anchors", Seq: c.Seq, Kind: Edited}
		}
	}
	return nil
}
