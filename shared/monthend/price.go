package monthend

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

// Tallied is what a run makes of the records of a month. Held and Refused say
// it record by record; Left are the same as lists for the town, with the
// person.
type Tallied struct {
	Result   billing.Result
	Insurers []string // who is announced to: of every record billed or held
	Held     []Held
	Refused  []Refused
	Left     []billing.File
}

// Place names a record without naming the person: its provider, and its line in
// the upload.
type Place struct {
	Provider number.Office `json:"provider"`
	Line     int           `json:"line"`
}

// Held is a record that waits for something (請求保留).
type Held struct {
	Place
	Until string `json:"until"`
}

// Refused is a record that cannot be billed as it stands.
type Refused struct {
	Place
	Code   billing.Code `json:"code"`
	Reason string       `json:"reason"`
}

// Billable tells whether the month may be closed with this: no refused record
// stopped the run, and something is billed or held.
func (t Tallied) Billable() bool { return !t.Result.Stopped && len(t.Insurers) > 0 }

// Price prices the records of a month, each with its line in its upload. Every
// refused record is named; a month whose rules are missing is refused as a
// whole. Of a person-month that two claim, the owner's is priced (OwnerOf).
func Price(all []billing.Record, month day.Month, tables billing.Tables, o billing.Options) (Tallied, error) {
	if ref := tables.Missing(month); ref != nil {
		return Tallied{}, plan.Refuse("month-unpriced", month.String()+"分は請求できません: "+ref.Reason)
	}
	r, err := billing.Run(numbered(all), month, tables, o)
	if err != nil {
		return Tallied{}, fmt.Errorf("price month %s: %w", month, err)
	}
	t := Tallied{Result: r, Insurers: insurersOf(all, r)}
	for i, h := range r.Held { // lines become those of the upload
		from := placeOf(all[h.Line])
		r.Held[i].Line = from.Line
		t.Held = append(t.Held, Held{from, h.Until})
	}
	for i, f := range r.Refused {
		from := placeOf(all[f.Line])
		r.Refused[i].Line = from.Line
		t.Refused = append(t.Refused, Refused{from, f.Code, nameless(f.Reason)})
	}
	for _, f := range billing.Files(r) {
		if f.Kind == "held" || f.Kind == "refused" {
			t.Left = append(t.Left, f)
		}
	}
	return t, nil
}

// numbered gives the records with their place in all for a line, so that each
// can be told from the others; one that is not its provider's to bill comes with
// the refusal.
func numbered(all []billing.Record) iter.Seq2[billing.Record, error] {
	lost := disputed(all)
	return func(yield func(billing.Record, error) bool) {
		for i, r := range all {
			var not error
			if ref := lost[i]; ref != nil {
				not = ref
			}
			if !yield(billing.Record{Line: i, PersonMonth: r.PersonMonth}, not) {
				return
			}
		}
	}
}

func placeOf(r billing.Record) Place { return Place{r.Provider, r.Line} }

// insurersOf are the insurers of what is billed and held; the lines of r are
// places in all.
func insurersOf(all []billing.Record, r billing.Result) []string {
	once := map[string]bool{}
	for _, h := range r.Held {
		once[string(all[h.Line].Insurer)] = true
	}
	for _, c := range r.Priced {
		once[string(c.Insurer)] = true
	}
	return slices.Sorted(maps.Keys(once))
}

// Over refuses to close a month before its last day is over: the status on that
// day decides who claims. Source: MHLW-6-05.
func Over(month day.Month, on day.Date) error {
	if !on.Month().After(month) {
		return plan.Refuse("month-not-over", month)
	}
	return nil
}
