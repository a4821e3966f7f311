package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/monthend"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// A month of a municipality, from the person-months handed in to its files.
//
//	person-months → HandIn → sealed parts; the last upload counts, provider by provider
//	CloseMonth (a pure decision in between) → sealed claims, month-closed
//	month-closed → ClosedClaims → files → Exported
//
// What is large is written first, under the id of the upload or the run, where
// nothing else ever stands; one conditional commit of the head then points at
// it, with audit entry, announcements and promise. Nothing is half done.

// The states of a month.
const (
	MonthOpen   = "open"
	MonthClosed = "closed"
)

const (
	exportPeriod = 10 * time.Minute // what an export may take before sweep wakes it again
	mostInsurers = 80               // keeps the closing commit, one announcement each, below the table's limit
)

// Month is the head of a month: nothing personal.
type Month struct {
	Month   day.Month         `json:"month"`
	State   string            `json:"state"`
	In      map[string]Handed `json:"in"` // by provider
	Uploads map[string]Upload `json:"uploads"`
	Closed  *Closing          `json:"closed,omitempty"`
	Seq     int64             `json:"seq"`
	Head    string            `json:"head"`
	item    store.Item        // as read; Version 0 when new
}

// Closing is the run that closed a month.
type Closing struct {
	Run string    `json:"run"`
	At  time.Time `json:"at"`
	By  string    `json:"by"`
	billing.Sum
	ByFee      map[string]billing.Sum `json:"byFee"`
	ByClaimTo  map[string]billing.Sum `json:"byClaimTo"`
	Held       int                    `json:"held"`
	Refused    int                    `json:"refused"`
	Unverified []string               `json:"unverified"`
	Insurers   []string               `json:"insurers"`
	Items      int                    `json:"items"`  // of claims
	Digest     string                 `json:"digest"` // over all items of the run
	Owed       time.Time              `json:"owed"`   // due time of the promise to export
	Files      []MonthFile            `json:"files,omitempty"`
}

// MonthFile is a file made of a closed month.
type MonthFile struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Rows    int    `json:"rows"`
	Bytes   int    `json:"bytes"`
	SHA256  string `json:"sha256"`
	Key     string `json:"key"`
	Version string `json:"version"`
}

// Awaits tells whether the files of that run are still to be made.
func (m Month) Awaits(run string) bool {
	return m.Closed != nil && m.Closed.Run == run && m.Closed.Files == nil
}

// Month reads a month's head; one that nobody handed anything in for is open.
func (a *App) Month(ctx context.Context, in Scope, month day.Month) (Month, error) {
	m := Month{Month: month, State: MonthOpen, In: map[string]Handed{}, Uploads: map[string]Upload{}}
	it, err := a.Store.Get(ctx, monthKey(in, month.String()))
	switch {
	case errors.Is(err, store.ErrNotFound):
		m.item.Key = monthKey(in, month.String())
		return m, nil
	case err == nil:
		err = decode(it.Body, &m)
	}
	if err != nil {
		return m, fmt.Errorf("read month %s of %s: %w", month, in.town, err)
	}
	m.item = it
	return m, nil
}

// monthAct says who changes which month.
type monthAct struct {
	in    Scope
	month day.Month
	by    string // "" = the step itself
}

// changeMonth reads the head, lets decide change it and add writes, and commits
// all with an entry of the month's chain. An entry without an action means that
// there is nothing to do. After an unknown outcome it looks whether its own
// entry stands before it decides again.
func (a *App) changeMonth(ctx context.Context, act monthAct, decide func(b *batch, m *Month) (audit.Entry, error)) error {
	var unheard mark
	return again(ctx, func() (bool, error) {
		if done, err := a.landed(ctx, unheard); done || err != nil {
			return done || !passing(err), err
		}
		m, err := a.Month(ctx, act.in, act.month)
		if err != nil {
			return !passing(err), err
		}
		b := a.batch(act.in)
		e, err := decide(&b, &m)
		if err != nil || e.Action == "" {
			return !passing(err), err
		}
		b.chain(&m, e, act.by)
		if err = b.commit(ctx); err == nil {
			return true, nil
		}
		if errors.Is(err, store.ErrUnknown) {
			unheard = b.mark
		}
		return !passing(err), fmt.Errorf("save month %s: %w", act.month, err)
	})
}

// MonthChain is the name of a month's audit chain.
func MonthChain(month day.Month) string { return "month-" + month.String() }

// chain adds the head with its next audit entry.
func (b *batch) chain(m *Month, e audit.Entry, by string) {
	if by == "" {
		by = b.app.Step
	}
	seq, prev := m.Seq, m.Head
	m.Seq, m.Head = seq+1, ""
	e.Chain, e.By, e.State = MonthChain(m.Month), by, audit.Digest(m)
	m.Head = b.enter(e, seq, prev).Hash
	b.add(store.Write{Key: m.item.Key, Body: mustJSON(m), If: m.item.Version})
}

// Closer says who closes which month. ID is the same for the same request.
type Closer struct {
	Month  day.Month
	By, ID string
}

// CloseMonth lets price price what was handed in, and closes the month with it.
// keep makes the answer that is kept; nil: nobody waits for one. A month that is closed already is refused;
// one that this very request closed is ErrBusy, its answer is kept.
func (a *App) CloseMonth(ctx context.Context, in Scope, who Closer, price func([]billing.Record) (monthend.Tallied, error), keep func(run string) store.Write) error {
	return a.changeMonth(ctx, monthAct{in, who.Month, who.By}, func(b *batch, m *Month) (audit.Entry, error) {
		if err := m.closable(who.ID); err != nil {
			return audit.Entry{}, err
		}
		records, err := a.handed(ctx, in, m)
		if err != nil {
			return audit.Entry{}, err
		}
		if len(records) == 0 {
			return audit.Entry{}, plan.Refuse("month-empty", who.Month)
		}
		t, err := price(records)
		if err != nil {
			return audit.Entry{}, err
		}
		if m.Closed, err = a.layRun(ctx, in, who, t); err != nil {
			return audit.Entry{}, err
		}
		return b.closing(m, who, keep)
	})
}

func (m *Month) closable(id string) error {
	switch {
	case m.State != MonthClosed:
		return nil
	case len(m.Closed.Run) > len(id) && m.Closed.Run[:len(id)] == id:
		return fmt.Errorf("%w: this request closed the month", ErrBusy)
	}
	return plan.Refuse("month-closed", m.Month)
}

// layRun writes the items of a run. Its id ends with a hash of their content,
// so that what stands under a key is never another try's.
func (a *App) layRun(ctx context.Context, in Scope, who Closer, t monthend.Tallied) (*Closing, error) {
	packed, err := billing.Pack(t.Result.Priced, who.Month)
	if err != nil {
		return nil, err
	}
	if len(t.Insurers) > mostInsurers {
		return nil, plan.Refuse("month-unpriced", fmt.Sprintf("保険者が%dを超える月は、まだ締められません。", mostInsurers))
	}
	left := mustJSON(t.Left)
	digest := runDigest(packed, left)
	run := who.ID + "-" + digest[:12]
	for _, p := range packed {
		if err := a.lay(ctx, in, packedKey(in, who.Month.String(), run, p), mustJSON(p)); err != nil {
			return nil, err
		}
	}
	for i, part := range cut(left, billing.PackedLimit) {
		if err := a.lay(ctx, in, leftKey(in, who.Month.String(), run, i), part); err != nil {
			return nil, err
		}
	}
	r := t.Result
	return &Closing{
		Run: run, By: who.By, Sum: r.Sum, ByFee: r.ByFee, ByClaimTo: r.ByClaimTo, Held: len(r.Held), Refused: len(r.Refused),
		Unverified: r.Unverified, Insurers: t.Insurers, Items: len(packed), Digest: digest,
	}, nil
}

func runDigest(packed []billing.Packed, left []byte) string {
	return audit.Digest([]string{audit.Digest(packed), audit.Sum(left)})
}

func cut(b []byte, size int) (parts [][]byte) {
	for len(b) > size {
		parts, b = append(parts, b[:size]), b[size:]
	}
	return append(parts, b)
}

// closing adds what the closing commit writes: the announcements, the promise
// to export and the kept answer.
func (b *batch) closing(m *Month, who Closer, keep func(run string) store.Write) (audit.Entry, error) {
	c := m.Closed
	m.State, c.At, c.Owed = MonthClosed, b.at, b.at.Add(exportPeriod)
	told := func(insurer string) events.MonthClosed {
		return events.MonthClosed{Month: m.Month.String(), Insurer: insurer, Run: c.Run}
	}
	for _, insurer := range c.Insurers {
		if err := b.announce(fmt.Sprintf("%s-%d-%s", MonthChain(m.Month), m.Seq+1, insurer), told(insurer)); err != nil {
			return audit.Entry{}, err
		}
	}
	owed, err := promise(b.in, c.Owed, owedExport(m), told(c.Insurers[0]))
	if err != nil {
		return audit.Entry{}, err
	}
	b.add(owed)
	if keep != nil {
		b.add(keep(c.Run))
	}
	return audit.Entry{Action: "closed", Facts: map[string]string{
		"run": c.Run, "claims": strconv.Itoa(c.Claims), "units": fmt.Sprint(int64(c.Units)), "yen": fmt.Sprint(int64(c.Yen)),
		"held": strconv.Itoa(c.Held), "refused": strconv.Itoa(c.Refused), "digest": c.Digest,
	}}, nil
}

// owedExport is the name of the promise to make a month's files.
func owedExport(m *Month) string { return "month#" + m.Month.String() + "#" + m.Closed.Run }

// ClosedClaims reads the claims of a closed month and the lists of what is not
// billed, and holds them against the head.
func (a *App) ClosedClaims(ctx context.Context, in Scope, m Month) (billing.Result, []billing.File, error) {
	c := m.Closed
	r := billing.Result{Sum: c.Sum, ByFee: c.ByFee, ByClaimTo: c.ByClaimTo, Unverified: c.Unverified, Month: m.Month}
	var packed []billing.Packed
	err := a.opened(ctx, in, store.Prefix(m.item.P, packedRun(c.Run)), func(plain []byte) error {
		var p billing.Packed
		if err := json.Unmarshal(plain, &p); err != nil {
			return err
		}
		claims, err := p.Unpack()
		packed, r.Priced = append(packed, p), append(r.Priced, claims...)
		return err
	})
	if err != nil {
		return r, nil, err
	}
	var left []byte
	err = a.opened(ctx, in, store.Prefix(m.item.P, leftRun(c.Run)), func(plain []byte) error {
		left = append(left, plain...)
		return nil
	})
	if err != nil {
		return r, nil, err
	}
	if runDigest(packed, left) != c.Digest {
		return r, nil, fmt.Errorf("the items of run %s are not those of its closing", c.Run)
	}
	var files []billing.File
	if err = json.Unmarshal(left, &files); err == nil {
		r.Totals, err = billing.Tally(r.Priced)
	}
	return r, files, err
}

// opened gives every sealed item of q to f, opened.
func (a *App) opened(ctx context.Context, in Scope, q store.Query, f func(plain []byte) error) error {
	err := store.All(ctx, a.Store, q, func(it store.Item) error {
		plain, err := a.open(in, it.Key, it.Body)
		if err != nil {
			return err
		}
		return f(plain)
	})
	if err != nil {
		return fmt.Errorf("read the items of a month: %w", err)
	}
	return nil
}

// Exported marks the files of a run as made and keeps the promise. Files that
// are marked already, or a run that is not the month's, change nothing.
func (a *App) Exported(ctx context.Context, in Scope, month day.Month, run string, made []MonthFile) error {
	return a.changeMonth(ctx, monthAct{in: in, month: month}, func(b *batch, m *Month) (audit.Entry, error) {
		if !m.Awaits(run) {
			return audit.Entry{}, nil
		}
		m.Closed.Files = made
		b.add(store.Delete(dueKey(in, m.Closed.Owed, owedExport(m)), 1))
		facts := map[string]string{"run": run}
		for _, f := range made {
			facts[f.Name] = f.SHA256
		}
		return audit.Entry{Action: "exported", Facts: facts}, nil
	})
}

// OpenMonthFile writes into the month's chain that somebody opened a file; keep
// signs the link and makes the answer that is kept.
func (a *App) OpenMonthFile(ctx context.Context, in Scope, month day.Month, by, name string, keep func(MonthFile) (store.Write, error)) error {
	return a.changeMonth(ctx, monthAct{in, month, by}, func(b *batch, m *Month) (audit.Entry, error) {
		f, ok := m.file(name)
		if !ok {
			return audit.Entry{}, plan.Refuse("document-unknown")
		}
		kept, err := keep(f)
		if err != nil {
			return audit.Entry{}, err
		}
		b.add(kept)
		return audit.Entry{Action: "file-opened", Facts: map[string]string{"run": m.Closed.Run, "file": f.Name, "sha256": f.SHA256}}, nil
	})
}

func (m *Month) file(name string) (MonthFile, bool) {
	if m.Closed != nil {
		for _, f := range m.Closed.Files {
			if f.Name == name {
				return f, true
			}
		}
	}
	return MonthFile{}, false
}
