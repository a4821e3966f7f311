package town

import (
	"cmp"
	"maps"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Directory is a Book with an index: who and what there is on a day. It does
// not change after Open and is safe for concurrent use.
type Directory struct {
	code         string
	fold         folder
	rows         []Area
	areas, posts map[string][]int // folded 町丁目, postcode → rows
	districts    map[string][]int // district → rows
	towns        dated[Town]
	centres      dated[Centre]
	offices      dated[Office]
	staff        dated[Staff]
	designations dated[Designation]
	calendars    map[string]calendar // by centre; "" is the town
	closed       map[string][]day.SpecialDay
	own          []rules.Set
}

// Open indexes a Book. It keeps no part of it that a caller could change.
func Open(b Book) *Directory {
	d := &Directory{
		code: b.Code, fold: newFolder(b.Towns), rows: slices.Clone(b.Districts),
		areas: map[string][]int{}, posts: map[string][]int{}, districts: map[string][]int{},
		towns: index(b.Towns), centres: index(b.Centres), offices: index(b.Offices),
		staff: index(b.Staff), designations: index(b.Designations),
	}
	for i, a := range d.rows {
		d.districts[a.District] = append(d.districts[a.District], i)
		if key := d.fold.area(a.Area); key != "" {
			d.areas[key] = append(d.areas[key], i)
		} else {
			d.posts[a.Postcode] = append(d.posts[a.Postcode], i)
		}
	}
	d.calendars, d.closed, d.own = calendarsOf(b), closedOf(b), slices.Clone(b.Rules)
	return d
}

// dated are the rows of each thing, by its id.
type dated[T any] map[string][]T

func index[T any, P row[T]](rows []T) dated[T] {
	d := dated[T]{}
	for i := range rows {
		id := P(&rows[i]).id(folder{})
		d[id] = append(d[id], rows[i])
	}
	return d
}

func at[T any, P row[T]](d dated[T], id string, on day.Date) (T, bool) {
	for _, t := range d[id] {
		if P(&t).base().On(on) {
			return t, true
		}
	}
	var none T
	return none, false
}

// all are the rows that hold on a day, by id.
func all[T any, P row[T]](d dated[T], on day.Date, keep func(T) bool) []T {
	var out []T
	for _, id := range slices.Sorted(maps.Keys(d)) {
		if t, ok := at[T, P](d, id, on); ok && keep(t) {
			out = append(out, t)
		}
	}
	return out
}

func always[T any](T) bool { return true }

// Code is the town's 全国地方公共団体コード.
func (d *Directory) Code() string { return d.code }

// Town is the town itself on a day.
func (d *Directory) Town(on day.Date) (Town, bool) { return at(d.towns, d.code, on) }

// Centre is a centre on a day.
func (d *Directory) Centre(id string, on day.Date) (Centre, bool) { return at(d.centres, id, on) }

// Centres are all centres on a day, by id.
func (d *Directory) Centres(on day.Date) []Centre { return all(d.centres, on, always) }

// Office is an office on a day, by its 事業所番号.
func (d *Directory) Office(number string, on day.Date) (Office, bool) {
	return at(d.offices, squeeze(number), on)
}

// Offices are all offices on a day, by number.
func (d *Directory) Offices(on day.Date) []Office { return all(d.offices, on, always) }

// Designated tells whether the office is designated for the service (its code
// or its name) on a day. Source: KUM-01, TOS-08.
func (d *Directory) Designated(office, service string, on day.Date) bool {
	code, ok := Service(service)
	if !ok {
		return false
	}
	_, held := at(d.designations, squeeze(office)+" "+code, on)
	return held
}

// Designations are the services an office is designated for on a day.
func (d *Directory) Designations(office string, on day.Date) []Designation {
	office = squeeze(office)
	return all(d.designations, on, func(t Designation) bool { return t.Office == office })
}

// District is a 圏域 with its name and the centre in charge.
type District struct {
	ID     string `json:"district"`
	Name   string `json:"name"`
	Centre string `json:"centre"`
}

// District is a district on a day.
func (d *Directory) District(id string, on day.Date) (District, bool) {
	for _, i := range d.districts[id] {
		if a := d.rows[i]; a.On(on) {
			return a.district(), true
		}
	}
	return District{}, false
}

// InCharge is a district on a day with its centre; of one that ended, as it
// was last. One that is yet to begin has nobody in charge.
func (d *Directory) InCharge(id string, on day.Date) (District, bool) {
	if now, ok := d.District(id, on); ok {
		return now, true
	}
	var last Area
	for _, i := range d.districts[id] {
		if a := d.rows[i]; !a.To.IsZero() && a.To.Before(on) && (last.To.IsZero() || a.To.After(last.To)) {
			last = a
		}
	}
	return last.district(), !last.To.IsZero()
}

// Districts are all districts on a day, by id.
func (d *Directory) Districts(on day.Date) []District {
	var out []District
	for _, a := range d.rows {
		if a.On(on) {
			out = append(out, a.district())
		}
	}
	return unique(out)
}

func (a *Area) district() District { return District{a.District, a.Name, a.Centre} }

func unique(ds []District) []District {
	slices.SortFunc(ds, func(a, b District) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Centre, b.Centre), cmp.Compare(a.Name, b.Name))
	})
	return slices.Compact(ds)
}
