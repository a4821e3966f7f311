package billing

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"github.com/sasae-care/sasae/shared/number"
)

// ReadCSV reads person-months with a header of field names, in any order, as
// UTF-8 (with or without a byte order mark) or Windows-31J. A row that cannot
// be read comes as a *Refusal with its line number, and reading goes on; a
// wrong header or any other error ends the file.
//
// Each cell that is not UTF-8 is taken for Windows-31J. No separator or quote
// of CSV is a second byte of Windows-31J, and no digit in it is valid UTF-8,
// so a cell taken for the wrong one never becomes another number.
func ReadCSV(r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		table, err := openCSV(r)
		if err != nil {
			yield(Record{Line: 1}, err)
			return
		}
		for {
			rec, err := table.next()
			if err == io.EOF || !yield(rec, err) || final(err) {
				return
			}
		}
	}
}

// final tells an error that ends the file from one that refuses a row.
func final(err error) bool {
	_, row := errors.AsType[*Refusal](err)
	return err != nil && !row
}

type csvTable struct {
	rows    *csv.Reader
	columns []int  // the place in fields of each column
	rec     Record // the row at hand
}

func openCSV(r io.Reader) (*csvTable, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if head, _ := in.Peek(3); string(head) == "\ufeff" {
		in.Discard(3)
	}
	t := &csvTable{rows: csv.NewReader(in)}
	t.rows.FieldsPerRecord, t.rows.ReuseRecord = -1, true
	header, err := t.rows.Read()
	if err != nil {
		return nil, fmt.Errorf("1行目の見出しを読めません。項目名の行から始まるCSV（UTF-8かWindows-31J）か確かめてください: %w", err)
	}
	return t, t.header(header)
}

func (t *csvTable) header(names []string) error {
	var have seen
	for _, name := range names {
		name = number.Plain(decoded(name))
		i, ok := fieldAt[name]
		if !ok {
			return fmt.Errorf("1行目の見出しに知らない項目%sがあります。項目名のつづりを確かめてください", shown(name))
		}
		if have.has(i) {
			return fmt.Errorf("1行目の見出しに%sが2回あります。1つにしてください", shown(name))
		}
		have |= 1 << i
		t.columns = append(t.columns, i)
	}
	if ref := have.missing(); ref != nil {
		return fmt.Errorf("1行目の見出し: %s", ref.Reason)
	}
	return nil
}

// next gives io.EOF at the end.
func (t *csvTable) next() (Record, error) {
	cells, err := t.rows.Read()
	if err != nil {
		return t.unreadable(err)
	}
	line, _ := t.rows.FieldPos(0)
	t.rec = Record{Line: line}
	if len(cells) != len(t.columns) {
		return t.rec, refuse(CodeUnreadable, fmt.Sprintf("見出しは%d列、この行は%d列です", len(t.columns), len(cells))).at(line)
	}
	for c, cell := range cells {
		f := &fields[t.columns[c]]
		if err := f.set(&t.rec.PersonMonth, decoded(cell)); err != nil {
			return t.rec, refuse(CodeBadValue, f.name+": "+err.Error()).at(line)
		}
	}
	return t.rec, nil
}

func (t *csvTable) unreadable(err error) (Record, error) {
	bad, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return Record{}, err
	}
	return Record{Line: bad.StartLine}, refuse(CodeUnreadable, "引用符（\"）の使い方が正しくありません").at(bad.StartLine)
}

func decoded(cell string) string {
	if utf8.ValidString(cell) {
		return cell
	}
	s, err := japanese.ShiftJIS.NewDecoder().String(cell)
	if err != nil {
		return cell
	}
	return s
}

// WriteCSV writes person-months with all columns, as ReadCSV reads them:
// UTF-8, CR LF.
func WriteCSV(w io.Writer, records iter.Seq[PersonMonth]) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(fields))
	for i, f := range fields {
		row[i] = f.name
	}
	out.Write(row) // its error stays and comes with Flush
	for p := range records {
		for i, f := range fields {
			row[i] = f.get(&p)
		}
		out.Write(row)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write person-months: %w", err)
	}
	return nil
}

// WriteJSONLines writes person-months, one a line, as ReadJSONLines reads them.
func WriteJSONLines(w io.Writer, records iter.Seq[PersonMonth]) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for p := range records {
		if err := out.Encode(p); err != nil {
			return fmt.Errorf("write person-months: %w", err)
		}
	}
	return nil
}

// printable drops what would break a line or a screen.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}
