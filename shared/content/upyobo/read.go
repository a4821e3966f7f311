package upyobo

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// Read reads a file. An error is of type Faults and names everything at once.
func Read(b []byte) (File, error) {
	text, fault := decode(b)
	if fault != "" {
		return File{}, Faults{{Text: fault}}
	}
	r := &reader{csv: csv.NewReader(strings.NewReader(text))}
	r.csv.FieldsPerRecord = -1
	r.file()
	if len(r.faults) > 0 {
		return File{}, r.faults
	}
	r.out.Notes = []string{Format().Note}
	return r.out, nil
}

// decode gives the text, or in Japanese why there is none.
func decode(b []byte) (text, fault string) {
	switch {
	case len(b) > Largest:
		return "", "ファイルが大きすぎます（4MBまで）。計画書のCSVだけにしてください"
	case len(bytes.TrimSpace(b)) == 0:
		return "", "ファイルが空です。ケアプランのソフトから出力し直してください"
	case !ascii(b) && utf8.Valid(b):
		return "", "文字コードがUTF-8です。ケアプランデータ連携のCSVはShift_JIS（MS932）です。ソフトから出力したまま送ってください"
	}
	out, err := japanese.ShiftJIS.NewDecoder().Bytes(b) // x/text means Windows-31J
	switch {
	case userDefined(b):
		return "", "外字があります。ケアプランデータ連携では外字を使えません。ほかの字に置き換えて出力し直してください"
	case err != nil || bytes.ContainsAny(out, "\ufffd\u0080"):
		return "", "Shift_JIS（MS932）として読めない文字があります。ソフトから出力したまま送ってください"
	}
	return string(out), ""
}

func ascii(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// userDefined tells whether there is a 外字: a lead byte F0 to F9 of Windows-31J.
func userDefined(b []byte) bool {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c >= 0xf0 && c <= 0xf9:
			return true
		case c >= 0x81 && c <= 0x9f, c >= 0xe0 && c <= 0xfc:
			i++
		}
	}
	return false
}

// reader fills a file and gathers what is wrong.
type reader struct {
	csv    *csv.Reader
	out    File
	faults Faults
}

// mostFaults is enough to see what kind of file it is.
const mostFaults = 100

func (r *reader) file() {
	for len(r.faults) < mostFaults {
		cells, err := r.csv.Read()
		var broken *csv.ParseError
		switch {
		case err == io.EOF:
			return
		case errors.As(err, &broken):
			r.faults = append(r.faults, Fault{Line: broken.Line, Text: "引用符（\"）の使い方が正しくありません。ソフトから出力したまま送ってください"})
			return
		case err != nil:
			r.faults = append(r.faults, Fault{Text: "CSVとして読めません。ソフトから出力したまま送ってください"})
			return
		}
		line, _ := r.csv.FieldPos(0)
		r.line(line, cells)
	}
}

func (r *reader) line(line int, cells []string) {
	switch n := len(cells); {
	case n == len(Format().Fields):
		l := &row{line: line, cells: cells}
		rec := l.record()
		r.out.Records, r.faults = append(r.out.Records, rec), append(r.faults, l.faults...)
	case n == 17:
		r.faults = append(r.faults, Fault{Line: line, Text: "別表（UPYOBO_SUB）のようです。計画書（UPYOBO）のCSVを選んでください"})
	default:
		r.faults = append(r.faults, Fault{Line: line, Text: "項目の数が57ではありません。計画書（UPYOBO）のCSVか、コンマが文中にないか確かめてください"})
	}
}
