package town

import (
	"fmt"
)

// Merge takes the rows of a kind into the Book. A row is known by its thing and
// its from: the same again replaces, a later from of the same thing ends an open
// earlier row the day before. When anything is wrong, everything that is wrong
// is listed and the Book is the one that came in. Merging the same rows twice
// changes nothing the second time.
func (b Book) Merge(kind string, in Rows) (Book, Diff, []RowError) {
	s, ok := specs[kind]
	if !ok {
		return b, Diff{}, []RowError{{Message: fmt.Sprintf("種類 %q はありません", kind)}}
	}
	out := b
	if errs := out.claim(kind, s.bases(in)); len(errs) > 0 {
		return b, Diff{}, errs
	}
	f := newFolder(b.Towns)
	cs, errs := s.merge(f, &out.Rows, in)
	errs = append(errs, out.check()...)
	if len(errs) > 0 {
		return b, Diff{}, sorted(errs)
	}
	s.tidy(f, &out.Rows)
	return out, b.diff(cs), nil
}

// claim makes an empty Book that of the town of the rows, and refuses rows of
// another town.
func (b *Book) claim(kind string, rows []Base) []RowError {
	var errs []RowError
	for _, r := range rows {
		if b.Code == "" {
			b.Code = r.Town
		}
		if r.Town != b.Code {
			errs = append(errs, RowError{r.Line, "town", fmt.Sprintf("市町村 %s の行です。ここは %s です。市町村ごとに分けてください", r.Town, b.Code)})
		}
	}
	if len(rows) > 0 && len(b.Towns) == 0 && kind != KindTowns {
		errs = append(errs, RowError{rows[0].Line, "town", fmt.Sprintf("市町村 %s がまだありません。先に towns を読み込んでください", b.Code)})
	}
	return errs
}
