package monthend

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/town"
)

const (
	office1 = "1370000018"
	office2 = "1370000026"
	centre1 = "1300000013"
)

var may = day.MustMonth("2026-05")

var manager = Submitter{town.Manager, office1}

// record is an ordinary month of the first office's n-th person.
func record(n int, change ...func(*billing.PersonMonth)) billing.PersonMonth {
	p := billing.PersonMonth{
		Month: may, Insurer: "999995", Insured: number.Insured(fmt.Sprintf("00077%05d", n)), Level: number.Support1,
		CertifiedFrom: day.MustParse("2026-01-01"), CertifiedTo: day.MustParse("2026-12-31"),
		Provider: office1, ProviderKind: billing.Office, RegionGrade: 3, PreventiveManaged: true,
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func byCentre(p *billing.PersonMonth)  { p.Provider, p.ProviderKind = centre1, billing.Centre }
func byOther(p *billing.PersonMonth)   { p.Provider = office2 }
func ofApril(p *billing.PersonMonth)   { p.Month = day.MustMonth("2026-04") }
func ofJune(p *billing.PersonMonth)    { p.Month = day.MustMonth("2026-06") }
func late(p *billing.PersonMonth)      { p.Claim = billing.Late }
func reduced(p *billing.PersonMonth)   { p.Reductions = []string{billing.Abuse} }
func pending(p *billing.PersonMonth)   { p.Certification = billing.Pending }
func elsewhere(p *billing.PersonMonth) { p.Insurer = "122283" }

// upload numbers person-months as lines from 1.
func upload(ps ...billing.PersonMonth) iter.Seq2[billing.Record, error] {
	return func(yield func(billing.Record, error) bool) {
		for i, p := range ps {
			if !yield(billing.Record{Line: i + 1, PersonMonth: p}, nil) {
				return
			}
		}
	}
}

func TestWhatStandsAndWhatIsNamed(t *testing.T) {
	for _, c := range []struct {
		name string
		by   Submitter
		in   []billing.PersonMonth
		want string // line and code of each fault
	}{
		{"an office its own", manager, []billing.PersonMonth{record(1), record(2)}, ""},
		{"an office not another's", manager, []billing.PersonMonth{record(1), record(2, byOther)}, "2 role-not-allowed"},
		{"an office no centre's", manager, []billing.PersonMonth{record(1, byCentre)}, "1 role-not-allowed"},
		{"a centre those of centres", Submitter{town.Head, "C1"}, []billing.PersonMonth{record(1, byCentre)}, ""},
		{"a centre no office's", Submitter{town.Head, "C1"}, []billing.PersonMonth{record(1)}, "1 role-not-allowed"},
		{"the town all", Submitter{town.Clerk, "999997"}, []billing.PersonMonth{record(1), record(2, byOther), record(3, byCentre)}, ""},
		{"a reviewer none", Submitter{town.Reviewer, "C1"}, []billing.PersonMonth{record(1), record(2, byCentre)}, "1 role-not-allowed, 2 role-not-allowed"},
		{"nobody nothing", Submitter{}, []billing.PersonMonth{record(1)}, "1 role-not-allowed"},
		{"an earlier month only late", manager, []billing.PersonMonth{record(1, ofApril), record(1, ofApril, late)}, "1 other-month"},
		{"a later month never", manager, []billing.PersonMonth{record(1, ofJune, late)}, "1 other-month"},
		{"one person twice in a month", manager, []billing.PersonMonth{record(1), record(1, ofApril, late), record(1)}, "3 duplicate"},
		{"one number at two insurers", manager, []billing.PersonMonth{record(1), record(1, elsewhere)}, ""},
		{"a wrong number", manager, []billing.PersonMonth{record(1, func(p *billing.PersonMonth) { p.Insurer = "999990" })}, "1 bad-number"},
	} {
		records, bad := Sift(upload(c.in...), may, c.by)
		var got []string
		for _, f := range bad.First {
			got = append(got, fmt.Sprintf("%d %s", f.Line, f.Code))
			if f.Message == "" {
				t.Errorf("%s: line %d has no words", c.name, f.Line)
			}
		}
		if s := strings.Join(got, ", "); s != c.want || len(records)+len(got) != len(c.in) || bad.More != 0 {
			t.Errorf("%s: %s; %d records", c.name, s, len(records))
		}
	}
}

func TestARecordStandsInItsPlainFormWithItsLine(t *testing.T) {
	wide := record(1, func(p *billing.PersonMonth) { p.Provider = "１３７０００００１８" })
	records, bad := Sift(upload(record(9), wide), may, manager)
	if len(bad.First) > 0 || len(records) != 2 {
		t.Fatalf("%+v", bad)
	}
	if r := records[1]; r.Line != 2 || r.Provider != office1 || r.Claim != billing.New {
		t.Errorf("%+v", r)
	}
}

func TestALineThatCannotBeReadIsNamedAmongTheOthers(t *testing.T) {
	lines := func(yield func(billing.Record, error) bool) {
		_ = yield(billing.Record{Line: 4}, &billing.Refusal{Code: billing.CodeUnknownField, Reason: "0007700001がわかりません"}) &&
			yield(billing.Record{Line: 5, PersonMonth: record(1)}, nil) &&
			yield(billing.Record{Line: 6}, io.ErrUnexpectedEOF)
	}
	_, bad := Sift(lines, may, manager)
	want := Faults{First: []Fault{{4, "unknown-field", "…がわかりません"}, {6, "unreadable", io.ErrUnexpectedEOF.Error()}}}
	if diff := cmp.Diff(want, bad); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMoreFaultsThanAreKeptAreCounted(t *testing.T) {
	lines := func(yield func(billing.Record, error) bool) {
		for i := range MostFaults + 7 {
			if !yield(billing.Record{Line: i + 1}, errors.New("x")) {
				return
			}
		}
	}
	if _, bad := Sift(lines, may, manager); len(bad.First) != MostFaults || bad.More != 7 || bad.First[MostFaults-1].Line != MostFaults {
		t.Errorf("%d kept, %d more", len(bad.First), bad.More)
	}
}

func TestWhoseRecordsAnUploadReplaces(t *testing.T) {
	both := []billing.Record{{Line: 1, PersonMonth: record(1)}, {Line: 2, PersonMonth: record(2, byCentre)}, {Line: 3, PersonMonth: record(3)}}
	for _, c := range []struct {
		name string
		by   Submitter
		in   []billing.Record
		want []string
	}{
		{"an office's its own", manager, both[:1], []string{office1}},
		{"an office's its own although empty", manager, nil, []string{office1}},
		{"the town's each provider's once", Submitter{town.Clerk, "999997"}, both, []string{centre1, office1}},
		{"the town's nobody's when empty", Submitter{town.Clerk, "999997"}, nil, nil},
	} {
		if got := c.by.Providers(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
