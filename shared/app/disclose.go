package app

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

// Person is what stands for an insured person in keys.
func (a *App) Person(in Scope, by number.Insurer, no number.Insured) string {
	return a.Ring.Tag(in.town, "person/"+string(by)+"/"+string(no))
}

// Disclosure is what is held about one person (保有個人情報): to be looked
// through by the town before it is given to the person. Words are free texts of
// others, in which there may be what is not disclosed (個人情報の保護に関する
// 法律78条).
type Disclosure struct {
	Town    string            `json:"town"`
	At      time.Time         `json:"at"`
	Records []DisclosedRecord `json:"records"` // the newest first
}

// DisclosedRecord is one submission.
type DisclosedRecord struct {
	Receipt   string              `json:"receipt,omitempty"`
	Case      string              `json:"case"`
	Office    string              `json:"office"`
	Insurer   string              `json:"insurer"`
	Kind      plan.Kind           `json:"kind"`
	State     plan.State          `json:"state"`
	Opened    time.Time           `json:"opened"`
	Received  time.Time           `json:"received,omitzero"`
	Finished  time.Time           `json:"finished,omitzero"`
	Erased    bool                `json:"erased,omitempty"` // nothing about the person is left
	Person    plan.Sealed         `json:"person"`
	Words     map[string]string   `json:"words,omitempty"`
	Documents []DisclosedDocument `json:"documents,omitempty"`
	History   []DisclosedAct      `json:"history"` // what was done when, without names of staff
}

// DisclosedDocument is a document of a record.
type DisclosedDocument struct {
	Form  string    `json:"form"`
	Type  string    `json:"type"`
	Added time.Time `json:"added"`
	File  string    `json:"file,omitempty"` // its place beside the list; none: it cannot be read

	key, version string
}

// DisclosedAct is an entry of the audit chain, as the person may see it.
type DisclosedAct struct {
	At     time.Time `json:"at"`
	Action string    `json:"action"`
}

// Disclose gathers what is held about a person and notes in each record that by
// took it out. file gets each document that can be read; nil: nothing is noted
// and no document is read, to see what there is.
func (a *App) Disclose(ctx context.Context, in Scope, by string, insurer number.Insurer, insured number.Insured, file func(name string, r io.Reader) error) (Disclosure, error) {
	out := Disclosure{Town: in.town, At: a.Now().UTC(), Records: []DisclosedRecord{}}
	all, err := a.Summaries(ctx, OfPerson(in, a.Person(in, insurer, insured)))
	if err != nil {
		return out, err
	}
	for _, s := range all {
		c, err := a.Case(ctx, in, s.ID)
		if err == nil && file != nil && c.Erased == nil {
			c, err = a.Change(ctx, Act{In: in, Case: s.ID, By: by}, (*plan.Case).Disclose)
		}
		if err != nil {
			return out, err
		}
		r := disclosed(c)
		for _, d := range r.Documents {
			if err := a.hand(ctx, d, file); err != nil {
				return out, err
			}
		}
		out.Records = append(out.Records, r)
	}
	return out, a.histories(ctx, in, out.Records)
}

// histories adds what was done to each record, from the log since the first of
// them was opened.
func (a *App) histories(ctx context.Context, in Scope, records []DisclosedRecord) error {
	if len(records) == 0 {
		return nil
	}
	at, from := map[string]int{}, a.Now()
	for i, r := range records {
		at[r.Case] = i
		if r.Opened.Before(from) {
			from = r.Opened
		}
	}
	return a.Entries(ctx, in, from.Add(-settle), a.Now().Add(settle), func(e audit.Entry) {
		if i, ok := at[e.Chain]; ok {
			records[i].History = append(records[i].History, DisclosedAct{e.At, e.Action})
		}
	})
}

func disclosed(c plan.Case) DisclosedRecord {
	r := DisclosedRecord{
		Receipt: c.Receipt, Case: c.ID, Office: c.Office, Insurer: c.Insurer, Kind: c.Kind, State: c.State,
		Opened: c.Opened, Received: c.Received, Finished: c.Finished, Erased: c.Erased != nil, Person: c.Sealed, Words: c.Sealed.Texts,
	}
	r.Person.Texts = nil
	for _, d := range c.Documents {
		one := DisclosedDocument{Form: d.Form, Type: d.Type, Added: d.Added}
		if d.Readable() && c.Erased == nil {
			one.key, one.version = plan.CleanKey(d.Key), d.Clean
			one.File = path.Join(c.ID, d.Form+"-"+d.ID+extensions[d.Type])
		}
		r.Documents = append(r.Documents, one)
	}
	return r
}

// extensions of what is taken as a document.
var extensions = map[string]string{
	"application/pdf": ".pdf", "text/csv": ".csv", "image/jpeg": ".jpg", "image/png": ".png",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}

// hand gives a document on.
func (a *App) hand(ctx context.Context, d DisclosedDocument, file func(string, io.Reader) error) error {
	if file == nil || d.File == "" {
		return nil
	}
	r, err := a.Files.Open(ctx, d.key, d.version)
	if err != nil {
		return fmt.Errorf("read a document: %w", err)
	}
	defer func() { _ = r.Close() }()
	return file(d.File, r)
}

// EraseEarly erases one submission of a municipality by its receipt number,
// before its time, on one of plan.Grounds; without apply it only says whether
// it may. The step erase then deletes the files.
func (a *App) EraseEarly(ctx context.Context, in Scope, by, receipt, ground string, apply bool) (plan.Case, error) {
	all, err := a.Summaries(ctx, OfReceipt(in, receipt))
	if err != nil {
		return plan.Case{}, err
	}
	i := slices.IndexFunc(all, func(s Summary) bool { return s.Receipt == receipt })
	if i < 0 {
		return plan.Case{}, plan.Refuse("not-found")
	}
	act := func(c *plan.Case) error { return c.EraseEarly(ground, a.Now()) }
	if apply {
		return a.Change(ctx, Act{In: in, Case: all[i].ID, By: by}, act)
	}
	c, err := a.Case(ctx, in, all[i].ID)
	if err == nil {
		err = act(&c)
	}
	return c, err
}
