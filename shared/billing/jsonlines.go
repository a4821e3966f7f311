package billing

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// longestLine bounds one JSON line, in bytes.
const longestLine = 1 << 20

// ReadJSONLines reads one person-month a line. A line that cannot be read
// comes as a *Refusal with its number, and reading goes on; any other error
// ends the file. Empty lines and a byte order mark are passed over.
func ReadJSONLines(r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), longestLine)
		n := 0
		for lines.Scan() {
			n++
			b := lines.Bytes()
			if n == 1 {
				b = bytes.TrimPrefix(b, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(b)) > 0 && !yield(readLine(n, b)) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Record{Line: n + 1}, lineError(n+1, err))
		}
	}
}

func lineError(line int, err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%d行目が長すぎます（1行は%dバイトまで）。1行に1件のJSONか確かめてください", line, longestLine)
	}
	return fmt.Errorf("%d行目を読めません: %w", line, err)
}

func readLine(n int, b []byte) (Record, error) {
	rec := Record{Line: n}
	if !utf8.Valid(b) || !json.Valid(b) {
		return rec, refuse(CodeUnreadable, "正しいUTF-8のJSONではありません").at(n)
	}
	if ref := rec.fill(b); ref != nil {
		return rec, ref.at(n)
	}
	return rec, nil
}

func (r *Refusal) at(line int) *Refusal {
	r.Line = line
	return r
}

// UnmarshalJSON is strict: unknown, repeated, missing and null members and
// values of another type are refused.
func (p *PersonMonth) UnmarshalJSON(b []byte) error {
	*p = PersonMonth{}
	if ref := p.fill(b); ref != nil {
		return ref
	}
	return nil
}

func (p *PersonMonth) fill(b []byte) *Refusal {
	b = bytes.TrimSpace(b)
	if b[0] != '{' {
		return refuse(CodeUnreadable, "JSONのオブジェクトではありません")
	}
	var have seen
	for name, value := range members(b) {
		i, ok := fieldAt[name]
		switch {
		case !ok:
			return refuse(CodeUnknownField, shown(name))
		case have.has(i):
			return refuse(CodeRepeatedField, name)
		}
		have |= 1 << i
		if err := fields[i].setJSON(p, value); err != nil {
			return refuse(CodeBadValue, name+": "+err.Error())
		}
	}
	return have.missing()
}

func (f field) setJSON(p *PersonMonth, value []byte) error {
	s, err := f.cell(value)
	if err != nil {
		return err
	}
	return f.set(p, s)
}

// cell turns a JSON value into the text a CSV cell would hold.
func (f field) cell(value []byte) (string, error) {
	switch f.shape {
	case digit:
		if value[0] != '"' {
			return string(value), mark(value[0] >= '0' && value[0] <= '9', "1桁の数を書いてください")
		}
	case flag:
		return string(value), mark(value[0] == 't' || value[0] == 'f', "true か false を書いてください")
	case rows:
		return string(value), mark(value[0] == '[', "[ ] の一覧を書いてください")
	case list:
		return joined(value)
	}
	return unquoted(value)
}

func mark(ok bool, message string) error {
	if ok {
		return nil
	}
	return errors.New(message)
}

func joined(value []byte) (string, error) {
	if value[0] != '[' {
		return "", errors.New("[ ] の一覧を書いてください")
	}
	var all []string
	for e := range elements(value) {
		s, err := unquoted(e)
		if err != nil || strings.Contains(s, ";") {
			return "", errors.New("文字列の一覧を書いてください")
		}
		all = append(all, s)
	}
	return strings.Join(all, ";"), nil
}

// shown makes a name of the input safe to print.
func shown(name string) string {
	if utf8.RuneCountInString(name) > 40 {
		name = string([]rune(name)[:40]) + "…"
	}
	return "「" + printable(name) + "」"
}
