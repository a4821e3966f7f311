package town

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
)

// entry is a row on its way into a Book: was is what the Book held for the
// same thing and from, prior what it held for the thing on that day.
type entry[T any] struct {
	id         string
	row        T
	was, prior *T
}

// entries lays the rows of a file over those of a Book, sorted by thing and from.
func entries[T any, P row[T]](f folder, old, in []T) []entry[T] {
	type key struct {
		id   string
		from day.Date
	}
	es := make([]entry[T], 0, len(old)+len(in))
	at := make(map[key]int, len(old))
	held := map[string][]*T{}
	for i := range old {
		id := P(&old[i]).id(f)
		at[key{id, P(&old[i]).base().From}] = len(es)
		held[id] = append(held[id], &old[i])
		es = append(es, entry[T]{id: id, row: old[i], was: &old[i]})
	}
	for _, t := range in {
		e := entry[T]{id: P(&t).id(f), row: t}
		b := P(&t).base()
		e.prior = heldOn[T, P](held[e.id], b.From)
		if i, ok := at[key{e.id, b.From}]; ok {
			e.was = es[i].was
			es[i] = e
			delete(at, key{e.id, b.From}) // a second such row in the file is an overlap
			continue
		}
		es = append(es, e)
	}
	slices.SortStableFunc(es, func(a, b entry[T]) int {
		return cmp.Or(cmp.Compare(a.id, b.id), P(&a.row).base().From.Compare(P(&b.row).base().From))
	})
	return es
}

func heldOn[T any, P row[T]](rows []*T, on day.Date) *T {
	for _, r := range rows {
		if P(r).base().On(on) {
			return r
		}
	}
	return nil
}

// finish ends each open row the day before the next one of the same thing.
func finish[T any, P row[T]](es []entry[T]) {
	for i := range len(es) - 1 {
		b, next := P(&es[i].row).base(), P(&es[i+1].row).base()
		if es[i].id == es[i+1].id && b.To.IsZero() && b.From.Before(next.From) {
			b.To = next.From.AddDays(-1)
		}
	}
}

// overlaps lists rows of one thing that hold on the same day. An open earlier
// row is no overlap: the later one ends it.
func overlaps[T any, P row[T]](es []entry[T]) []RowError {
	var errs []RowError
	for i, reach := 1, 0; i < len(es); i++ {
		a, b := P(&es[reach].row).base(), P(&es[i].row).base() // a lasts longest of those before b
		if es[reach].id != es[i].id || !clash(*a, *b) {
			reach = i
			continue
		}
		errs = append(errs, overlap(*a, *b, P(&es[i].row).label()))
		if !a.To.IsZero() && b.To.After(a.To) {
			reach = i
		}
	}
	return errs
}

func clash(a, b Base) bool {
	return a.From == b.From || !a.To.IsZero() && a.overlaps(b)
}

func overlap(a, b Base, label string) RowError {
	line, other := b.Line, a.Line
	if line < other {
		line, other = other, line
	}
	with := "読み込み済みの行"
	if other > 0 {
		with = fmt.Sprintf("%d行目", other)
	}
	return RowError{line, "from", fmt.Sprintf("%s は %s と期間が重なります。前の行の to を後の行の from の前日までにしてください", label, with)}
}

// change is what an import does to one row.
type change struct {
	label        string
	base         Base
	isNew, same  bool
	ended        bool // not in the file: a later row ends it
	area, before *Area
}

// changes tells what became of each row that is in the file or was ended by it.
func changes[T any, P row[T]](es []entry[T]) []change {
	var cs []change
	for i := range es {
		e := &es[i]
		b := P(&e.row).base()
		same := e.was != nil && equal[T, P](e.row, *e.was)
		if b.Line == 0 && same {
			continue
		}
		c := change{label: P(&e.row).label(), base: *b, isNew: e.was == nil, same: same, ended: b.Line == 0}
		c.area, _ = any(&e.row).(*Area)
		c.before, _ = any(e.prior).(*Area)
		cs = append(cs, c)
	}
	return cs
}

// equal compares what is stored.
func equal[T any, P row[T]](a, b T) bool {
	P(&a).base().Line, P(&b).base().Line = 0, 0
	return reflect.DeepEqual(a, b)
}

func values[T any](es []entry[T]) []T {
	out := make([]T, len(es))
	for i := range es {
		out[i] = es[i].row
	}
	return out
}

// tidied is a sorted copy without line numbers.
func tidied[T any, P row[T]](f folder, rows []T) []T {
	out := values(entries[T, P](f, rows, nil))
	for i := range out {
		P(&out[i]).base().Line = 0
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
