package town

import (
	"fmt"
	"slices"
	"strings"
)

// spec is what Read and Merge must know of a kind.
type spec struct {
	kind     string
	columns  []string
	parse    func(*cells, *Rows)
	overlaps func(Rows) []RowError
	merge    func(f folder, into *Rows, from Rows) ([]change, []RowError)
	split    func(from Rows, into map[string]*Rows)
	bases    func(Rows) []Base
	tidy     func(folder, *Rows)
}

// row is a kind of row: what identifies its thing over time, and how an
// operator calls it (never by a person's name).
type row[T any] interface {
	*T
	base() *Base
	id(folder) string
	label() string
}

var specs = map[string]spec{
	KindTowns: specOf(KindTowns, "town,name,insurer,centreLabel,from,to", readTown,
		func(r *Rows) *[]Town { return &r.Towns }),
	KindCentres: specOf(KindCentres, "town,centre,name,open,hours,from,to", readCentre,
		func(r *Rows) *[]Centre { return &r.Centres }),
	KindDistricts: specOf(KindDistricts, "town,district,name,centre,postcode,area,blockFrom,blockTo,from,to", readArea,
		func(r *Rows) *[]Area { return &r.Districts }),
	KindOffices: specOf(KindOffices, "town,office,name,from,to", readOffice,
		func(r *Rows) *[]Office { return &r.Offices }),
	KindDesignations: specOf(KindDesignations, "town,office,service,from,to", readDesignation,
		func(r *Rows) *[]Designation { return &r.Designations }),
	KindStaff: specOf(KindStaff, "town,staff,name,role,organisation,districts,email,phone,mail,sms,absentFrom,absentTo,from,to", readStaff,
		func(r *Rows) *[]Staff { return &r.Staff }),
	KindClosedDays: specOf(KindClosedDays, "town,centre,date,name", readClosedDay,
		func(r *Rows) *[]ClosedDay { return &r.ClosedDays }),
}

// Columns lists the header of a kind, or nothing for an unknown kind.
func Columns(kind string) []string { return slices.Clone(specs[kind].columns) }

func specOf[T any, P row[T]](kind, columns string, parse func(*cells) T, in func(*Rows) *[]T) spec {
	return spec{
		kind:    kind,
		columns: strings.Split(columns, ","),
		parse: func(c *cells, r *Rows) {
			if before, t := len(c.errs), parse(c); len(c.errs) == before {
				*in(r) = append(*in(r), t)
			}
		},
		overlaps: func(r Rows) []RowError {
			return overlaps[T, P](entries[T, P](folder{}, nil, *in(&r)))
		},
		merge: func(f folder, into *Rows, from Rows) ([]change, []RowError) {
			es := entries[T, P](f, *in(into), *in(&from))
			finish[T, P](es)
			*in(into) = values(es)
			return changes[T, P](es), overlaps[T, P](es)
		},
		split: func(from Rows, into map[string]*Rows) { split[T, P](*in(&from), into, in) },
		bases: func(r Rows) []Base { return bases[T, P](*in(&r)) },
		tidy:  func(f folder, r *Rows) { *in(r) = tidied[T, P](f, *in(r)) },
	}
}

func bases[T any, P row[T]](rows []T) []Base {
	out := make([]Base, len(rows))
	for i := range rows {
		out[i] = *P(&rows[i]).base()
	}
	return out
}

func split[T any, P row[T]](from []T, into map[string]*Rows, in func(*Rows) *[]T) {
	for _, t := range from {
		town := P(&t).base().Town
		if into[town] == nil {
			into[town] = &Rows{}
		}
		*in(into[town]) = append(*in(into[town]), t)
	}
}

// ByTown parts the rows of a file by town, because a Book is one town's.
func ByTown(r Rows) map[string]Rows {
	parts := map[string]*Rows{}
	for _, s := range specs {
		s.split(r, parts)
	}
	out := make(map[string]Rows, len(parts))
	for town, p := range parts {
		out[town] = *p
	}
	return out
}

func (t *Town) id(folder) string        { return t.Town }
func (c *Centre) id(folder) string      { return c.ID }
func (o *Office) id(folder) string      { return o.ID }
func (d *Designation) id(folder) string { return d.Office + " " + d.Service }
func (s *Staff) id(folder) string       { return s.ID }
func (c *ClosedDay) id(folder) string   { return c.From.String() + " " + c.Centre }

// id of an area is where it lies, not its district: another district for the
// same place is a later row of the same thing.
func (a *Area) id(f folder) string {
	return fmt.Sprintf("%s %s %06d-%06d", f.area(a.Area), a.Postcode, a.BlockFrom, a.BlockTo)
}

func (t *Town) label() string        { return "市町村 " + t.Name }
func (c *Centre) label() string      { return "センター " + c.ID }
func (o *Office) label() string      { return "事業所 " + o.ID }
func (d *Designation) label() string { return "指定 " + d.Office + " " + d.Service }
func (s *Staff) label() string       { return "職員 " + s.ID }
func (a *Area) label() string        { return "地区 " + a.where() }

func (c *ClosedDay) label() string {
	if c.Centre == "" {
		return "休日（全体） " + c.Name
	}
	return "休日（" + c.Centre + "） " + c.Name
}

// where is 本町一丁目 1～50番地 or 〒860-0001.
func (a *Area) where() string {
	var parts []string
	if a.Area != "" {
		parts = append(parts, a.Area)
	}
	if a.Postcode != "" {
		parts = append(parts, "〒"+a.Postcode[:3]+"-"+a.Postcode[3:])
	}
	if r := a.blocks(); r != "" {
		parts = append(parts, r)
	}
	return strings.Join(parts, " ")
}

func (a *Area) blocks() string {
	switch {
	case !a.ranged():
		return ""
	case a.BlockTo == 0:
		return fmt.Sprintf("%d番地～", a.BlockFrom)
	}
	return fmt.Sprintf("%d～%d番地", max(a.BlockFrom, 1), a.BlockTo)
}

func (a *Area) ranged() bool { return a.BlockFrom > 0 || a.BlockTo > 0 }
