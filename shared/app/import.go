package app

import (
	"bytes"
	"context"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// BadRow is a row that cannot be taken.
type BadRow struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Message string `json:"message"`
}

// Imported is what an import found, for all files together.
type Imported struct {
	Kind    string      `json:"kind"`
	Applied bool        `json:"applied"`
	New     int         `json:"new"`
	Changed int         `json:"changed"`
	Moved   int         `json:"moved"`
	Ended   int         `json:"ended"`
	Same    int         `json:"same"`
	Lines   []string    `json:"lines,omitempty"`
	Cases   []town.Move `json:"cases,omitempty"`  // open cases that are re-routed
	Shifts  []Shift     `json:"shifts,omitempty"` // open deadlines that move
	Bad     []BadRow    `json:"bad,omitempty"`
}

// ImportOrder is an import as it is asked for.
type ImportOrder struct {
	Kind  string            `json:"kind"`
	Names []string          `json:"names"`
	Files map[string][]byte `json:"files"`
	Rules []rules.Set       `json:"rules,omitempty"` // of kind rules: what the files say
	Apply bool              `json:"apply"`
}

// Import merges the rows of all files, town by town, and puts the new
// editions in force. One bad row, and nothing is taken.
func (a *App) Import(ctx context.Context, order ImportOrder) (Imported, error) {
	out := Imported{Kind: order.Kind}
	books := map[string]town.Book{}
	olds := map[string]town.Book{}
	if order.Kind == town.KindRules {
		if err := out.rules(ctx, a, order.Rules, books, olds); err != nil {
			return out, err
		}
		order.Names = nil
	}
	for _, name := range order.Names {
		rows, bad := town.Read(order.Kind, bytes.NewReader(order.Files[name]))
		out.bad(name, bad)
		for code, r := range town.ByTown(rows) {
			if _, known := books[code]; !known {
				b, err := a.Book(ctx, Scope{code})
				if err != nil {
					return out, err
				}
				books[code], olds[code] = b, b
			}
			next, diff, bad := books[code].Merge(order.Kind, r)
			books[code] = next
			out.bad(name, bad)
			out.add(diff)
		}
	}
	if len(out.Bad) > 0 {
		return out, nil
	}
	for _, code := range sortedKeys(books) {
		if err := out.take(ctx, a, olds[code], books[code], order.Apply); err != nil {
			return out, err
		}
	}
	out.Applied = order.Apply
	return out, nil
}

// rules puts the rule sets into the books of the towns that they bind.
func (r *Imported) rules(ctx context.Context, a *App, sets []rules.Set, books, olds map[string]town.Book) error {
	for _, s := range sets {
		for _, code := range s.Binds.Towns {
			if _, known := books[code]; !known {
				b, err := a.Book(ctx, Scope{code})
				if err != nil {
					return err
				}
				books[code], olds[code] = b, b
			}
			next, diff, bad := books[code].WithRules([]rules.Set{s}, day.On(a.Now()))
			books[code] = next
			r.bad(s.Version(), bad)
			r.add(diff)
		}
		if s.Binds.National {
			r.bad(s.Version(), []town.RowError{{Column: "binds", Message: "国のルールは製品とともに改めます。towns に市町村を書いてください"}})
		}
	}
	return nil
}

func (r *Imported) bad(file string, rows []town.RowError) {
	for _, e := range rows {
		r.Bad = append(r.Bad, BadRow{file, e.Line, e.Column, e.Message})
	}
}

func (r *Imported) add(d town.Diff) {
	r.New, r.Changed, r.Moved, r.Ended, r.Same = r.New+d.New, r.Changed+d.Changed, r.Moved+d.Moved, r.Ended+d.Ended, r.Same+d.Same
	r.Lines = append(r.Lines, d.Lines...)
}

// take previews what moves, and with apply puts the book in force and moves it.
func (r *Imported) take(ctx context.Context, a *App, old, book town.Book, apply bool) error {
	in := Scope{book.Code}
	moves, err := a.Moves(ctx, in, old, book)
	if err != nil {
		return err
	}
	r.Cases = append(r.Cases, moves...)
	shifts, err := a.Shifts(ctx, in, old, book)
	if err != nil {
		return err
	}
	r.Shifts = append(r.Shifts, shifts...)
	if !apply {
		return nil
	}
	if err := a.SaveBook(ctx, in, "import", book); err != nil {
		return err
	}
	if err := a.Move(ctx, in, "import", moves); err != nil {
		return err
	}
	return a.Recount(ctx, in, "import", shifts)
}
