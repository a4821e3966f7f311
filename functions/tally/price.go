package tally

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

// order is what the clerk asks for. The zero value is the careful one.
type order struct {
	SkipRefused     bool `json:"skipRefused"`
	AllowUnverified bool `json:"allowUnverified"`
}

// tallied is a run, with where its records came from.
type tallied struct {
	app.Tallied
	held    []heldLine
	refused []refusedLine
}

// place names a record without naming the person: its provider, and its line in
// the upload.
type place struct {
	Provider number.Office `json:"provider"`
	Line     int           `json:"line"`
}

type heldLine struct {
	place
	Until string `json:"until"`
}

type refusedLine struct {
	place
	Code   billing.Code `json:"code"`
	Reason string       `json:"reason"`
}

// price prices the records of a month. Refused records refuse the run, all of
// them named, unless the order skips them; a month whose rules are missing is
// refused as a whole.
func price(all []billing.Record, month day.Month, o order) (tallied, error) {
	if err := missing(month); err != nil {
		return tallied{}, err
	}
	r, err := billing.Run(numbered(all), month, billing.Standard(), billing.Options(o))
	if err != nil {
		return tallied{}, fmt.Errorf("price month %s: %w", month, err)
	}
	t := tallied{Tallied: app.Tallied{Result: r}}
	insurers := map[string]bool{}
	for i, h := range r.Held { // lines become those of the upload
		from := all[h.Line]
		r.Held[i].Line = from.Line
		t.held = append(t.held, heldLine{placeOf(from), h.Until})
		insurers[string(from.Insurer)] = true
	}
	for i, f := range r.Refused {
		from := all[f.Line]
		r.Refused[i].Line = from.Line
		t.refused = append(t.refused, refusedLine{placeOf(from), f.Code, f.Reason})
	}
	for _, c := range r.Priced {
		insurers[string(c.Insurer)] = true
	}
	if r.Stopped || len(insurers) == 0 {
		return t, t.refusal()
	}
	for _, f := range billing.Files(r) {
		if f.Kind == "held" || f.Kind == "refused" {
			t.Left = append(t.Left, f)
		}
	}
	for insurer := range insurers {
		t.Insurers = append(t.Insurers, insurer)
	}
	slices.Sort(t.Insurers)
	return t, nil
}

// numbered gives the records with their place in all for a line, so that each
// can be told from the others.
func numbered(all []billing.Record) func(func(billing.Record, error) bool) {
	return func(yield func(billing.Record, error) bool) {
		for i, r := range all {
			if !yield(billing.Record{Line: i, PersonMonth: r.PersonMonth}, nil) {
				return
			}
		}
	}
}

func placeOf(r billing.Record) place { return place{r.Provider, r.Line} }

// missing refuses a month that no rule prices, naming the rule: an ordinary
// person-month of that month says it.
func missing(month day.Month) error {
	_, out := billing.Price(billing.PersonMonth{
		Month: month, Insurer: "999995", Insured: "0000000000", Level: number.Support1,
		CertifiedFrom: month.First(), CertifiedTo: month.Last(), Provider: "1370000018", ProviderKind: billing.Office,
		PreventiveManaged: true,
	}, billing.Standard().WithUnverified())
	if out.State == billing.Priced {
		return nil
	}
	return plan.Refuse("month-unpriced", month.String()+"分は請求できません: "+out.Reason)
}

// mostReasons bounds the lists of an answer; the files have all of them.
const mostReasons = 1000

func (t tallied) refusal() error {
	out := &api.Invalid{Why: plan.Refuse("month-refused", len(t.refused))}
	for _, f := range t.refused[:min(len(t.refused), mostReasons)] {
		out.Reasons = append(out.Reasons, api.Reason{
			Code: string(f.Code), Message: fmt.Sprintf("事業所 %s の%d行目: %s", f.Provider, f.Line, nameless(f.Reason)),
			Field: fmt.Sprintf("%s.%d", f.Provider, f.Line),
		})
	}
	return out
}

// sums is what a closed month shows.
type sums struct {
	Run string `json:"run"`
	billing.Sum
	ByFee        map[string]billing.Sum `json:"byFee"`
	ByClaimTo    map[string]billing.Sum `json:"byClaimTo"`
	HeldCount    int                    `json:"heldCount"`
	RefusedCount int                    `json:"refusedCount"`
	Unverified   []string               `json:"unverified"`
}

// ran is the answer of a run. Held and Refused have at most mostKept entries;
// the files have all of them.
type ran struct {
	Month day.Month `json:"month"`
	State string    `json:"state"`
	sums
	Held    []heldLine    `json:"held"`
	Refused []refusedLine `json:"refused"`
}

// mostKept keeps the kept answer well below an item's limit.
const mostKept = 200

func (t tallied) answer(month day.Month, run string) ran {
	r := t.Result
	out := ran{
		Month: month, State: app.MonthClosed,
		sums: sums{run, r.Sum, r.ByFee, r.ByClaimTo, len(r.Held), len(r.Refused), r.Unverified},
		Held: append([]heldLine{}, t.held[:min(len(t.held), mostKept)]...), Refused: []refusedLine{},
	}
	for _, f := range t.refused[:min(len(t.refused), mostKept)] {
		f.Reason = nameless(f.Reason)
		out.Refused = append(out.Refused, f)
	}
	return out
}

// nameless hides what could be a number of a person: seven digits or more in a
// row. A reason holds none by itself; a header of a CSV without a header does.
func nameless(s string) string {
	var out strings.Builder
	digits := 0
	for _, r := range s + "\x00" {
		if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
			digits++
		} else {
			digits = 0
		}
		switch {
		case r == 0:
		case digits == 0 || digits < 7:
			out.WriteRune(r)
		case digits == 7:
			hidden := []rune(out.String())
			out.Reset()
			out.WriteString(string(hidden[:len(hidden)-6]) + "…")
		}
	}
	return out.String()
}
