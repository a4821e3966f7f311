package app

import (
	"context"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/store"
)

// record is the head item: the case, and the items it keeps beside it with the
// versions they have, so that a commit can name them.
type record struct {
	Schema int              `json:"schema"` // see Schema; stands first
	Case   plan.Case        `json:"case"`
	Beside map[string]place `json:"beside,omitempty"` // by "partition\x00sort"
	Posts  []string         `json:"posts,omitempty"`  // that changed it; each of the last two days, and the first
	head   store.Item       // as read; Version 0 when new
	sealed store.Item
	plain  []byte // what sealed holds, opened
}

// place is an item beside the head: its version, and the hash of a body that
// changes with the case.
type place struct {
	Version int64  `json:"v"`
	Sum     string `json:"s,omitempty"`
}

// load reads a case with what is sealed; a case that is not there is empty.
func (a *App) load(ctx context.Context, in Scope, id string) (record, error) {
	r := record{Beside: map[string]place{}}
	err := store.All(ctx, a.Store, store.Query{P: casePartition(in, id), From: "HEAD", To: "SEALED\x00"}, func(it store.Item) error {
		switch it.S {
		case "HEAD":
			head, err := a.known.heads.of(it.Key, it.Body, decoded[record])
			if err != nil {
				return err
			}
			sealed := r.sealed
			r = head.clone()
			r.head, r.sealed = it, sealed
		case "SEALED":
			r.sealed = it
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("read case %s: %w", id, err)
	}
	if r.head.Version == 0 {
		r.Case = plan.Case{ID: id, Town: in.town}
		return r, nil
	}
	if r.Beside == nil {
		r.Beside = map[string]place{}
	}
	return r, a.unseal(in, &r)
}

func (a *App) unseal(in Scope, r *record) error {
	if r.sealed.Version == 0 { // somebody took it away: the audit names it
		return nil
	}
	o, err := a.known.sealed.of(r.sealed.Key, r.sealed.Body, func(body []byte) (o opened, err error) {
		if o.plain, err = a.open(in, r.sealed.Key, body); err != nil {
			return o, fmt.Errorf("open case %s: %w", r.Case.ID, err)
		}
		if err := decode(o.plain, &o.says); err != nil {
			return o, fmt.Errorf("read the sealed part of case %s: %w", r.Case.ID, err)
		}
		return o, nil
	})
	r.plain, r.Case.Sealed = o.plain, o.says.Clone()
	return err
}

// Case reads a case; a Refusal "not-found" when there is none.
func (a *App) Case(ctx context.Context, in Scope, id string) (plan.Case, error) {
	r, err := a.load(ctx, in, id)
	if err != nil {
		return plan.Case{}, err
	}
	if r.head.Version == 0 {
		return plan.Case{}, plan.Refuse("not-found")
	}
	return r.Case, nil
}

// Promise is an item under a due time: sweep publishes the event when the time
// has come and the item is still there. An announcement (Relay) is due at once
// and deleted when it was published, or, where it waits for steps, by the last
// of them that heard it; any other is deleted by the commit that keeps the
// promise.
type Promise struct {
	Wait  []string     `json:"wait,omitempty"` // of an announcement: steps that must still hear it
	Event events.Event `json:"event"`
}

// Summary is a case as lists show it: nothing personal.
type Summary struct {
	ID      string    `json:"id"`
	Receipt string    `json:"receipt,omitempty"`
	Person  string    `json:"person"`
	Office  string    `json:"office"`
	Manager string    `json:"manager"`
	Kind    plan.Kind `json:"kind"`

	Care  rules.Care  `json:"care,omitempty"`
	Track rules.Track `json:"track,omitempty"`
	Type  rules.Type  `json:"type,omitempty"`

	Channel   string     `json:"channel"`
	State     plan.State `json:"state"`
	Pending   bool       `json:"pending,omitempty"`
	District  string     `json:"district,omitempty"`
	Centre    string     `json:"centre,omitempty"`
	Reviewer  string     `json:"reviewer,omitempty"`
	Due       string     `json:"due,omitempty"`
	Opened    time.Time  `json:"opened"`
	Received  time.Time  `json:"received,omitzero"`
	Confirmed bool       `json:"confirmed,omitempty"`
	Open      int        `json:"openAdvices,omitempty"`
	Situation string     `json:"situation,omitempty"`
	NextDue   string     `json:"nextDue,omitempty"` // of what is tracked
}

// Summarise makes the summary of a case.
func Summarise(c *plan.Case) Summary {
	s := Summary{
		ID: c.ID, Receipt: c.Receipt, Person: c.Person, Office: c.Office, Manager: c.Manager,
		Kind: c.Kind, Care: c.Care, Track: c.Track, Type: c.Type, Channel: c.Channel, State: c.State, Pending: c.Pending,
		District: c.District, Centre: c.Centre, Reviewer: c.Reviewer, Due: c.DueDay().String(),
		Opened: c.Opened, Received: c.Received, Confirmed: c.Confirmed != nil, NextDue: c.NextDue().String(),
	}
	for _, a := range c.Advices {
		if a.Closing == "" {
			s.Open++
		}
	}
	if n := len(c.Situation); n > 0 {
		s.Situation = c.Situation[n-1].Kind
	}
	return s
}

// listed says under which keys the summary of a case is found.
func listed(in Scope, c *plan.Case) []store.Key {
	if c.State == plan.Standing { // found by whose it is
		return nil
	}
	keys := []store.Key{personKey(in, c.Person, c.Opened, c.ID)}
	if c.Returned.IsZero() {
		keys = append(keys, officeKey(in, c.Office, c.Opened, c.ID))
	}
	if c.Receipt != "" {
		keys = append(keys, receiptKey(in, c.Receipt))
	}
	if c.Centre != "" {
		state, when := "open", c.DueDay().String()
		if c.State != plan.InReview {
			state, when = "done", stamp(c.Received)
		}
		keys = append(keys, centreKey(in, c.Centre, state, when, c.ID), districtKey(in, c.District, c.Person, c.ID))
		if next := c.NextDue(); !next.IsZero() {
			keys = append(keys, centreKey(in, c.Centre, "tracked", next.String(), c.ID))
		}
	}
	if c.NeedsTown() {
		keys = append(keys, deskKey(in, c.Received, c.ID))
	}
	return keys
}
