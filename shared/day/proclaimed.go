package day

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// Proclaimed are the holidays of some years as the Cabinet Office publishes them
// (国民の祝日・休日月日, syukujitsu.csv). The zero value covers no year.
type Proclaimed struct {
	years map[int]bool
	days  map[Date]string
}

// ParseProclaimed reads that file: a date and a name a line, with or without a
// header, in Windows-31J or UTF-8. A year is covered when the file names its
// 元日; days of any other year are refused, for the rest of it would be missing.
func ParseProclaimed(file []byte) (Proclaimed, error) {
	p := Proclaimed{map[int]bool{}, map[Date]string{}}
	if !utf8.Valid(file) {
		text, err := japanese.ShiftJIS.NewDecoder().Bytes(file)
		if err != nil {
			return p, fmt.Errorf("祝日の表を読めません。文字コードはWindows-31JかUTF-8にしてください: %w", err)
		}
		file = text
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	r.FieldsPerRecord, r.Comment = -1, '#'
	rows, err := r.ReadAll()
	if err != nil {
		return p, fmt.Errorf("祝日の表を読めません。「2026/1/1,元日」の形の行にしてください: %w", err)
	}
	for i, row := range rows {
		if err := p.add(row); err != nil && i > 0 {
			return Proclaimed{}, fmt.Errorf("祝日の表の%d行目: %w", i+1, err)
		}
	}
	for d := range p.days {
		if y, _, _ := d.Civil(); !p.years[y] {
			return Proclaimed{}, fmt.Errorf("祝日の表に%d年の元日がありません。年の途中だけの表は使えません", y)
		}
	}
	return p, nil
}

func (p Proclaimed) add(row []string) error {
	if len(row) < 2 || row[1] == "" {
		return fmt.Errorf("日付と名称がありません。「2026/1/1,元日」の形にしてください")
	}
	d, err := ParseAny(row[0])
	if err != nil {
		return err
	}
	if !Known(d) {
		return fmt.Errorf("%s: %w", d, ErrRange)
	}
	y, m, dd := d.Civil()
	if m == 1 && dd == 1 {
		p.years[y] = true
	}
	p.days[d] = row[1]
	return nil
}

func (p Proclaimed) covers(d Date) bool { y, _, _ := d.Civil(); return p.years[y] }

// holiday is the name of the holiday on d: the file's for its years, else the
// computed one.
func (p Proclaimed) holiday(d Date) string {
	if p.covers(d) {
		return p.days[d]
	}
	return Holiday(d)
}
