package monthend

import (
	"errors"
	"iter"
	"maps"
	"slices"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/town"
)

// Submitter is who hands person-months in.
type Submitter struct {
	Role town.Role
	Org  string // office number, centre id or town code
}

// Fault is what is wrong with a line of an upload, in Japanese.
type Fault struct {
	Line    int
	Code    string
	Message string
}

// MostFaults bounds the faults that are kept of one upload.
const MostFaults = 1000

// Faults are the first faults of an upload, at most one a line, and how many
// more lines are wrong. The zero value is an upload without fault.
type Faults struct {
	First []Fault
	More  int
}

// Sift checks every line, so that all that is wrong shows at once. The records
// are in their plain form; they stand only where there is no fault.
func Sift(lines iter.Seq2[billing.Record, error], month day.Month, by Submitter) ([]billing.Record, Faults) {
	s := sieve{month: month, by: by, seen: map[person]int{}}
	for r, err := range lines {
		if err != nil {
			s.refuse(r.Line, err)
			continue
		}
		s.take(r)
	}
	slices.SortStableFunc(s.bad.First, func(a, b Fault) int { return a.Line - b.Line })
	return s.records, s.bad
}

// sieve is a Sift on its way.
type sieve struct {
	month   day.Month
	by      Submitter
	seen    map[person]int // the place in records, from 1
	records []billing.Record
	bad     Faults
}

// person is who may stand in an upload once.
type person struct {
	month   day.Month
	insurer number.Insurer
	insured number.Insured
}

func (s *sieve) take(r billing.Record) {
	p, ref := r.Check()
	if ref != nil {
		s.refuse(r.Line, ref)
		return
	}
	who := person{p.Month, p.Insurer, p.Insured}
	switch {
	case !p.In(s.month):
		s.say(r.Line, string(billing.CodeOtherMonth), explain(billing.CodeOtherMonth))
	case !s.by.own(p):
		s.say(r.Line, "role-not-allowed", "登録できるのは、自分の事業所(センターはセンター)が請求する実績だけです。")
	case s.seen[who] > 0:
		s.dispute(s.records[s.seen[who]-1], billing.Record{Line: r.Line, PersonMonth: p})
	default:
		s.seen[who] = len(s.records) + 1
		s.records = append(s.records, billing.Record{Line: r.Line, PersonMonth: p})
	}
}

// dispute names the one of two records of a person-month that is not its owner's;
// the second, where they are one provider's or nobody can tell.
func (s *sieve) dispute(first, second billing.Record) {
	both := []billing.Record{first, second}
	for i, ref := range losers(first.Month, both, []int{0, 1}) {
		s.say(both[i].Line, string(ref.Code), ref.Reason)
		return
	}
	s.say(second.Line, string(billing.CodeDuplicate), explain(billing.CodeDuplicate))
}

func explain(c billing.Code) string { return billing.Codes[c].Text + "。" + billing.Codes[c].Do }

func (s *sieve) refuse(line int, err error) {
	code := billing.CodeUnreadable
	if ref, ok := errors.AsType[*billing.Refusal](err); ok {
		code = ref.Code
	}
	s.say(line, string(code), err.Error())
}

func (s *sieve) say(line int, code, message string) {
	if len(s.bad.First) == MostFaults {
		s.bad.More++
		return
	}
	s.bad.First = append(s.bad.First, Fault{line, code, nameless(message)})
}

// own tells whether the claim is the submitter's to hand in: an office its own
// 46(Ⅱ), a centre those of centres, the town all. Source: permission matrix.
func (by Submitter) own(p billing.PersonMonth) bool {
	switch by.Role {
	case town.Manager:
		return p.ProviderKind == billing.Office && string(p.Provider) == by.Org
	case town.Head:
		return p.ProviderKind == billing.Centre
	}
	return by.Role == town.Clerk
}

// Providers says whose records an upload replaces. Of an office's upload that
// is known even when it holds none; of any other it is then nobody's.
func (by Submitter) Providers(records []billing.Record) []string {
	if by.Role == town.Manager {
		return []string{by.Org}
	}
	once := map[string]bool{}
	for _, r := range records {
		once[string(r.Provider)] = true
	}
	return slices.Sorted(maps.Keys(once))
}
