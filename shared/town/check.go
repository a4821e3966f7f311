package town

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
)

// check lists what does not hold across the rows of a Book: every centre,
// office and district that a row names must exist as long as the row holds.
func (b Book) check() []RowError {
	centres := spansOf(b.Centres)
	offices := spansOf(b.Offices)
	var errs []RowError
	need := func(s spans, what, kind, id, column string, r Base) {
		if gap, ok := s.cover(id, r); !ok {
			errs = append(errs, missing(what, kind, id, column, r, gap))
		}
	}
	for _, a := range b.Districts {
		need(centres, "センター", KindCentres, a.Centre, "centre", a.Base)
	}
	for _, d := range b.Designations {
		need(offices, "事業所", KindOffices, d.Office, "office", d.Base)
	}
	for _, c := range b.ClosedDays {
		if c.Centre != "" {
			need(centres, "センター", KindCentres, c.Centre, "centre", c.Base)
		}
	}
	for _, s := range b.Staff {
		switch s.Role {
		case Manager:
			need(offices, "事業所", KindOffices, s.Organisation, "organisation", s.Base)
		case Reviewer, Head:
			need(centres, "センター", KindCentres, s.Organisation, "organisation", s.Base)
		}
	}
	errs = append(errs, b.checkDistricts()...)
	return append(errs, b.checkStaffDistricts()...)
}

func missing(what, kind, id, column string, r Base, gap day.Date) RowError {
	if r.Line == 0 {
		return RowError{0, column, fmt.Sprintf("読み込み済みの行が %s の%s %s を使っていますが、その日に無くなります。先にその行を終わらせるか付け替えてください", gap, what, id)}
	}
	return RowError{r.Line, column, fmt.Sprintf("%s の%s %s がありません。先に %s を読み込むか、番号と期間を直してください", gap, what, id, kind)}
}

// spans are the periods in which each thing exists, in order.
type spans map[string][]Base

func spansOf[T any, P row[T]](rows []T) spans {
	s := spans{}
	for i := range rows {
		p := P(&rows[i])
		s[p.id(folder{})] = append(s[p.id(folder{})], *p.base())
	}
	for _, bs := range s {
		slices.SortFunc(bs, func(a, b Base) int { return a.From.Compare(b.From) })
	}
	return s
}

// cover tells whether the thing exists on every day of want, and if not, the
// first day on which it does not.
func (s spans) cover(id string, want Base) (day.Date, bool) {
	need := want.From
	for _, b := range s[id] {
		if !b.On(need) {
			continue
		}
		if b.To.IsZero() || !want.To.IsZero() && !want.To.After(b.To) {
			return day.Date{}, true
		}
		need = b.To.AddDays(1)
	}
	return need, false
}

// checkDistricts: on one day a district has one name and one centre.
// Source: KUM-09.
func (b Book) checkDistricts() []RowError {
	rows := slices.Clone(b.Districts)
	slices.SortStableFunc(rows, func(a, b Area) int {
		return cmp.Or(cmp.Compare(a.District, b.District), a.From.Compare(b.From))
	})
	var errs []RowError
	for i, reach := 1, 0; i < len(rows); i++ {
		a, r := rows[i], rows[reach] // reach lasts longest of those before a
		if a.District != r.District {
			reach = i
			continue
		}
		if (a.Name != r.Name || a.Centre != r.Centre) && a.overlaps(r.Base) {
			errs = append(errs, RowError{max(a.Line, r.Line), "district", fmt.Sprintf("圏域 %s の名称かセンターが、同じ日に2通りあります。圏域のすべての行を同じ from で読み込んでください", a.District)})
		}
		if !r.To.IsZero() && (a.To.IsZero() || a.To.After(r.To)) {
			reach = i
		}
	}
	return errs
}

// checkStaffDistricts: a person's districts in the file exist at some time; a
// slip of the pen would silently lose them their cases.
func (b Book) checkStaffDistricts() []RowError {
	known := map[string]bool{}
	for _, a := range b.Districts {
		known[a.District] = true
	}
	var errs []RowError
	for _, s := range b.Staff {
		for _, d := range s.Districts {
			if s.Line > 0 && !known[d] {
				errs = append(errs, RowError{s.Line, "districts", fmt.Sprintf("圏域 %s がありません。IDを確かめるか、先に districts を読み込んでください", d)})
			}
		}
	}
	return errs
}
