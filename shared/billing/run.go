package billing

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/yen"
)

// Options of a run. The zero value is the careful one.
type Options struct {
	SkipRefused     bool // bill the rest although records were refused
	AllowUnverified bool // use rows nobody verified, and mark everything
}

// Result is a run as `bill run` prints it; the command adds files.
type Result struct {
	Sum
	ByFee      map[string]Sum  `json:"byFee"`
	ByClaimTo  map[string]Sum  `json:"byClaimTo"`
	Held       []HeldRecord    `json:"held"`    // by line
	Refused    []RefusedRecord `json:"refused"` // by line
	Unverified []string        `json:"unverified"`

	Month   day.Month `json:"-"` // the run's month
	Stopped bool      `json:"-"` // refused records stopped it: no claim, no file
	Priced  []Claim   `json:"-"` // by insurer, month, office, insured
	Totals  []Total   `json:"-"` // by insurer, month, office
}

// HeldRecord waits for something outside and never stops a run.
type HeldRecord struct {
	Line  int    `json:"line"`
	Until string `json:"until"`
	who
}

// RefusedRecord cannot be billed as it stands.
type RefusedRecord struct {
	Line   int    `json:"line"`
	Code   Code   `json:"code"`
	Reason string `json:"reason"`
	who
}

// who says which record it was, in files only.
type who struct {
	month    day.Month
	insurer  number.Insurer
	insured  number.Insured
	provider number.Office
}

func whoIs(p *PersonMonth) who { return who{p.Month, p.Insurer, p.Insured, p.Provider} }

// Run prices the records of one month. Records of an earlier month are taken
// too where they say that they are late or come again; each is priced by the
// fees of its own month. Every record is looked at even when one was refused,
// so that all refusals show at once. Run returns an error only where the input
// as a whole cannot be read.
//
// Of two records of one person, month and insurer the second is refused, also
// when the first is held.
func Run(records iter.Seq2[Record, error], month day.Month, t Tables, o Options) (Result, error) {
	t.unverified = t.unverified || o.AllowUnverified
	r := run{month: month, missing: t.Missing, quotes: remembered(t), taken: map[person]bool{}}
	for rec, err := range records {
		r.rec, r.p = rec, rec.PersonMonth
		if err := r.take(err); err != nil {
			return Result{}, err
		}
	}
	return r.result(o.SkipRefused)
}

// run is a Run on its way.
type run struct {
	rec     Record      // the record at hand, as read
	p       PersonMonth // the same, checked
	month   day.Month
	missing func(day.Month) *Refusal
	quotes  func(shapeKey) (Quote, *Refusal)
	taken   map[person]bool
	claims  []Claim
	held    []HeldRecord
	refused []RefusedRecord
}

// person is what may be billed once.
type person struct {
	month   day.Month
	insurer number.Insurer
	insured number.Insured
}

// remembered asks the tables once for each shape of claim.
func remembered(t Tables) func(shapeKey) (Quote, *Refusal) {
	type answer struct {
		q   Quote
		ref *Refusal
	}
	known := map[shapeKey]answer{}
	return func(k shapeKey) (Quote, *Refusal) {
		a, ok := known[k]
		if !ok {
			a.q, a.ref = t.quote(k)
			known[k] = a
		}
		return a.q, a.ref
	}
}

func (r *run) take(err error) error {
	if err != nil {
		ref, ok := errors.AsType[*Refusal](err)
		if !ok {
			return fmt.Errorf("読み取りを中止しました: %w", err)
		}
		r.refuse(ref.Code, ref.Reason)
		return nil
	}
	ref := check(&r.p)
	if ref == nil {
		ref = r.admit()
	}
	if ref != nil {
		r.refuse(ref.Code, ref.Reason)
		return nil
	}
	r.settle()
	return nil
}

// admit refuses what does not belong to this run, or is in it already.
func (r *run) admit() *Refusal {
	if !r.p.In(r.month) {
		return refuse(CodeOtherMonth, "")
	}
	if r.taken[r.person()] {
		return refuse(CodeDuplicate, "")
	}
	return nil
}

func (r *run) person() person { return person{r.p.Month, r.p.Insurer, r.p.Insured} }

func (r *run) settle() {
	claim, out := decide(&r.p, r.missing, r.quotes)
	switch out.State {
	case Priced:
		r.claims = append(r.claims, claim)
	case Held:
		r.held = append(r.held, HeldRecord{r.rec.Line, out.Until, whoIs(&r.p)})
	default:
		r.refuse(out.Code, out.Reason)
		return
	}
	r.taken[r.person()] = true
}

func (r *run) refuse(c Code, reason string) {
	r.refused = append(r.refused, RefusedRecord{r.rec.Line, c, reason, whoIs(&r.rec.PersonMonth)})
}

func (r *run) result(skipRefused bool) (Result, error) {
	res := Result{
		ByFee: map[string]Sum{}, ByClaimTo: map[string]Sum{}, Unverified: []string{},
		Held: append([]HeldRecord{}, r.held...), Refused: append([]RefusedRecord{}, r.refused...), Month: r.month,
	}
	if len(r.refused) > 0 && !skipRefused {
		res.Stopped = true
		return res, nil
	}
	slices.SortFunc(r.claims, inOrder)
	res.Priced = r.claims
	return res, res.sumUp()
}

// sumUp fills the sums from the claims.
func (res *Result) sumUp() (err error) {
	if res.Totals, err = Tally(res.Priced); err != nil {
		return err
	}
	rows := map[string]bool{}
	for _, c := range res.Priced {
		if err := errors.Join(res.Sum.add(c.Quote), addTo(res.ByFee, c.Fee, c.Quote), addTo(res.ByClaimTo, c.ClaimTo, c.Quote)); err != nil {
			return err
		}
		for _, row := range c.Unverified {
			rows[row] = true
		}
	}
	for row := range rows {
		res.Unverified = append(res.Unverified, row)
	}
	slices.Sort(res.Unverified)
	return nil
}

// inOrder is the order of claims in every file: insurer, month, office, insured.
func inOrder(a, b Claim) int {
	if n := strings.Compare(string(a.Insurer), string(b.Insurer)); n != 0 {
		return n
	}
	if n := a.Month.Compare(b.Month); n != 0 {
		return n
	}
	if n := strings.Compare(string(a.Office), string(b.Office)); n != 0 {
		return n
	}
	return strings.Compare(string(a.Insured), string(b.Insured))
}

// Sum counts claims and adds their units and yen. Yen are the sum of what each
// claim was floored to, never a floor of the sum of units.
type Sum struct {
	Claims int       `json:"claims"`
	Units  yen.Units `json:"units"`
	Yen    yen.Yen   `json:"yen"`
}

func (s *Sum) add(q Quote) (err error) {
	s.Claims++
	if s.Units, err = yen.Sum(s.Units, q.Units); err != nil {
		return err
	}
	s.Yen, err = yen.Sum(s.Yen, q.Yen)
	return err
}

func addTo(sums map[string]Sum, key string, q Quote) error {
	s := sums[key]
	err := s.add(q)
	sums[key] = s
	return err
}
