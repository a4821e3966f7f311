package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// mostParts bounds the parts of an upload, and the parts that one commit takes
// away, so that both stay below the table's limit.
const mostParts = 80

// Handed says in which upload a provider's records stand, and how many.
type Handed struct {
	Upload  string `json:"upload"`
	Records int    `json:"records"`
}

// Upload is one hand-in; it stays as long as a provider's records stand in it.
type Upload struct {
	Org   string    `json:"org"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Parts int       `json:"parts"`
}

// HandIn is an upload of person-months: all records of its providers. ID is
// no other upload's; the same upload twice has the same id.
type HandIn struct {
	Month     day.Month
	Org, By   string
	ID        string
	Providers []string         // whose records these are, also when there is none
	Records   []billing.Record // checked
	OwnOnly   bool             // what another organisation handed in is not replaced
}

// HandIn replaces the records of the upload's providers. keep makes the answer
// that is kept, from their numbers of records before and after.
func (a *App) HandIn(ctx context.Context, in Scope, h HandIn, keep func(before, after int) store.Write) error {
	parts, err := handedParts(h.Records)
	if err != nil {
		return err
	}
	if len(parts) > mostParts {
		return plan.Refuse("request-too-large")
	}
	h.ID += "-" + audit.Digest(parts)[:12] // what stands under a key is always the same
	return a.changeMonth(ctx, monthAct{in, h.Month, h.By}, func(b *batch, m *Month) (audit.Entry, error) {
		if m.State == MonthClosed {
			return audit.Entry{}, plan.Refuse("month-closed", h.Month)
		}
		if h.OwnOnly && m.othersThan(h) {
			return audit.Entry{}, plan.Refuse("role-not-allowed")
		}
		for i, p := range parts {
			if err := a.lay(ctx, in, handedKey(in, h.Month.String(), h.ID, i), p); err != nil {
				return audit.Entry{}, err
			}
		}
		m.Uploads[h.ID] = Upload{h.Org, h.By, b.at, len(parts)}
		before := m.replace(h)
		b.add(keep(before, len(h.Records)))
		b.forgetUploads(m)
		return audit.Entry{Action: "handed-in", Facts: map[string]string{
			"organisation": h.Org, "upload": h.ID, "before": strconv.Itoa(before), "after": strconv.Itoa(len(h.Records)),
		}}, nil
	})
}

// othersThan tells whether another organisation handed in for one of them.
func (m *Month) othersThan(h HandIn) bool {
	return slices.ContainsFunc(h.Providers, func(p string) bool {
		was, ok := m.In[p]
		return ok && m.Uploads[was.Upload].Org != h.Org
	})
}

// replace points the upload's providers at it, and counts what they had.
func (m *Month) replace(h HandIn) (before int) {
	for _, p := range h.Providers {
		before += m.In[p].Records
		m.In[p] = Handed{Upload: h.ID}
	}
	for _, r := range h.Records {
		p := m.In[string(r.Provider)]
		p.Records++
		m.In[string(r.Provider)] = p
	}
	return before
}

// forgetUploads takes away uploads in which no provider's records stand any
// more; what does not fit this commit waits for the next.
func (b *batch) forgetUploads(m *Month) {
	used := map[string]bool{}
	for _, h := range m.In {
		used[h.Upload] = true
	}
	room := mostParts
	for _, id := range sortedKeys(m.Uploads) {
		n := m.Uploads[id].Parts
		if used[id] || n > room {
			continue
		}
		for i := range n {
			b.add(store.Delete(handedKey(b.in, m.Month.String(), id, i), 1))
		}
		room -= n
		delete(m.Uploads, id)
	}
}

// lay seals a part and writes it where nothing else ever stands; a part that
// stands there is the same.
func (a *App) lay(ctx context.Context, in Scope, k store.Key, plain []byte) error {
	err := a.Store.Commit(ctx, store.Create(k, a.seal(in, k, plain)))
	if err != nil && !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("save a part of a month: %w", err)
	}
	return nil
}

// handedParts cuts records into parts that fit an item: the lines they came
// from, then CSV.
func handedParts(rs []billing.Record) ([][]byte, error) {
	if len(rs) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	for _, r := range rs {
		b.WriteString(strconv.Itoa(r.Line) + " ")
	}
	b.WriteByte('\n')
	err := billing.WriteCSV(&b, func(yield func(billing.PersonMonth) bool) {
		for _, r := range rs {
			if !yield(r.PersonMonth) {
				return
			}
		}
	})
	if err != nil || b.Len() <= billing.PackedLimit {
		return [][]byte{b.Bytes()}, err
	}
	left, err := handedParts(rs[:len(rs)/2])
	if err != nil {
		return nil, err
	}
	right, err := handedParts(rs[len(rs)/2:])
	return append(left, right...), err
}

// handed reads all records that stand, by provider and line.
func (a *App) handed(ctx context.Context, in Scope, m *Month) (all []billing.Record, err error) {
	for _, id := range sortedKeys(m.Uploads) {
		for i := range m.Uploads[id].Parts {
			part, err := a.handedPart(ctx, in, handedKey(in, m.Month.String(), id, i))
			if err != nil {
				return nil, fmt.Errorf("read part %d of upload %s: %w", i, id, err)
			}
			for _, r := range part {
				if m.In[string(r.Provider)].Upload == id {
					all = append(all, r)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b billing.Record) int {
		return cmp.Or(cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.Line, b.Line))
	})
	return all, nil
}

func (a *App) handedPart(ctx context.Context, in Scope, k store.Key) ([]billing.Record, error) {
	it, err := a.Store.Get(ctx, k)
	if errors.Is(err, store.ErrNotFound) { // replaced meanwhile: the head is read again
		return nil, fmt.Errorf("%w: it is gone", store.ErrConflict)
	}
	if err != nil {
		return nil, err
	}
	plain, err := a.open(in, k, it.Body)
	if err != nil {
		return nil, err
	}
	head, body, _ := bytes.Cut(plain, []byte("\n"))
	lines := bytes.Fields(head)
	all := make([]billing.Record, 0, len(lines))
	for r, err := range billing.ReadCSV(bytes.NewReader(body)) {
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if len(all) != len(lines) {
		return nil, fmt.Errorf("%d records with %d lines", len(all), len(lines))
	}
	for i := range all {
		if all[i].Line, err = strconv.Atoi(string(lines[i])); err != nil {
			return nil, fmt.Errorf("the line of record %d: %w", i, err)
		}
	}
	return all, nil
}

// OfMonth is the list of the providers for whom somebody handed in, for its
// pages.
func OfMonth(in Scope, month day.Month) Listing {
	return Listing{in, store.Prefix(monthPartition(in, month.String()), "IN#")}
}
