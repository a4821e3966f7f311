package town

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// RowError is one thing wrong with one row. Message is Japanese: the rule, and
// what to do. It never repeats a name, an address, a mail or a phone number.
type RowError struct {
	Line    int    `json:"line"`   // 1 is the header; 0 when it is not about a line of this file
	Column  string `json:"column"` // "" when it is about the whole row
	Message string `json:"message"`
}

// Error is the message with its place, so that a RowError can be an error.
func (e RowError) Error() string {
	switch {
	case e.Line == 0:
		return e.Message
	case e.Column == "":
		return fmt.Sprintf("%d行目: %s", e.Line, e.Message)
	}
	return fmt.Sprintf("%d行目 %s: %s", e.Line, e.Column, e.Message)
}

// Read reads one CSV of a kind. It lists everything that is wrong, in the order
// of the lines, and when anything is it gives no rows at all.
func Read(kind string, r io.Reader) (Rows, []RowError) {
	s, ok := specs[kind]
	if !ok {
		return Rows{}, []RowError{{Message: fmt.Sprintf("種類 %q はありません。%s のどれかにしてください", kind, strings.Join(Kinds(), "、"))}}
	}
	text, bad := decode(r)
	if bad != nil {
		return Rows{}, []RowError{*bad}
	}
	t := table{spec: s}
	t.read(text)
	if len(t.errs) == 0 {
		t.errs = s.overlaps(t.rows)
	}
	if len(t.errs) > 0 {
		return Rows{}, sorted(t.errs)
	}
	return t.rows, nil
}

// sorted lists errors by line, and none twice in a row.
func sorted(errs []RowError) []RowError {
	slices.SortStableFunc(errs, func(a, b RowError) int { return cmp.Compare(a.Line, b.Line) })
	return slices.Compact(errs)
}

// table is one file being read.
type table struct {
	spec spec
	at   map[string]int // column → field
	rows Rows
	errs []RowError
}

func (t *table) read(text string) {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		t.fail(1, "", "1行目に見出し（%s）がありません", strings.Join(t.spec.columns, ","))
		return
	}
	if t.header(head); len(t.errs) > 0 {
		return
	}
	for {
		rec, err := in.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.broken(err)
			continue
		}
		line, _ := in.FieldPos(0)
		t.row(line, rec)
	}
}

// broken notes a record that is not CSV; the reader goes on after it.
func (t *table) broken(err error) {
	line := 0
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		line = p.StartLine
	}
	t.fail(line, "", "引用符（\"）の付け方がCSVとして読めません。セルの中の引用符は2つ重ねてください")
}

func (t *table) header(head []string) {
	t.at = make(map[string]int, len(head))
	for i, name := range head {
		name = strings.TrimSpace(name)
		if _, twice := t.at[name]; twice {
			t.fail(1, name, "見出しが2つあります。1つにしてください")
		} else if !slices.Contains(t.spec.columns, name) {
			t.fail(1, name, "見出し %q は %s の列ではありません。列は %s です", name, t.spec.kind, strings.Join(t.spec.columns, ","))
		}
		t.at[name] = i
	}
	for _, c := range t.spec.columns {
		if _, ok := t.at[c]; !ok {
			t.fail(1, c, "列 %s がありません。値がなくても見出しは必要です", c)
		}
	}
}

// row reads one record; a row of empty cells, as spreadsheets leave them at
// the end, is passed over.
func (t *table) row(line int, rec []string) {
	if strings.TrimSpace(strings.Join(rec, "")) == "" {
		return
	}
	if len(rec) != len(t.at) {
		t.fail(line, "", "セルが%d個あります。見出しと同じ%d個にしてください", len(rec), len(t.at))
		return
	}
	c := cells{table: t, line: line, rec: rec}
	t.spec.parse(&c, &t.rows)
}

// fail notes one thing a cell: the first that is wrong with it.
func (t *table) fail(line int, column, format string, args ...any) {
	for i := len(t.errs) - 1; i >= 0 && t.errs[i].Line == line; i-- {
		if t.errs[i].Column == column {
			return
		}
	}
	t.errs = append(t.errs, RowError{Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}
