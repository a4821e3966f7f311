package inspection

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"
)

const bom = "\ufeff"

// csv inspects a CSV: UTF-8 with or without a byte order mark, or Windows-31J;
// quoted as RFC 4180 says. Cells that begin like a formula are no reason: they
// are the business of whoever exports to a spreadsheet.
func (f *findings) csv(data []byte) {
	data = trimEOF(data)
	text, encoding := decodeText(data)
	if encoding == "" {
		f.refuse(CodeEncoding, undecodable(data))
		return
	}
	f.Encoding = encoding
	if err := parseCSV(text); err != nil {
		f.refuse(CodeBroken, csvFault(err))
	}
}

// decodeText gives data as UTF-8 without a byte order mark, and the encoding
// it had; "" if it is neither of the two. What is valid UTF-8 is UTF-8.
func decodeText(data []byte) (io.Reader, string) {
	if utf8.Valid(data) {
		return bytes.NewReader(bytes.TrimPrefix(data, []byte(bom))), UTF8
	}
	if bytes.HasPrefix(data, []byte(bom)) {
		return nil, ""
	}
	// x/text calls it Shift JIS and decodes Windows-31J (WHATWG); what it does
	// not know becomes U+FFFD, which Windows-31J itself does not have.
	decoded, _, err := transform.Bytes(japanese.ShiftJIS.NewDecoder(), data)
	if err != nil || bytes.ContainsAny(decoded, "\ufffd\u0080") {
		return nil, ""
	}
	return bytes.NewReader(decoded), Windows31J
}

// undecodable says where the text stops being UTF-8 or Windows-31J.
func undecodable(data []byte) string {
	if bytes.HasPrefix(data, []byte(bom)) {
		return "UTF-8 として読めない文字があります"
	}
	line := 1
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '\n':
			line++
		case c >= 0xf0 && c <= 0xf9:
			return fmt.Sprintf("%d 行目に外字があります", line)
		case c >= 0x81 && c <= 0x9f, c >= 0xe0 && c <= 0xfc:
			i++
			if i == len(data) || unmapped(data[i-1:i+1]) {
				return fmt.Sprintf("%d 行目に読めない文字があります", line)
			}
		case c == 0x80, c == 0xa0, c >= 0xfd:
			return fmt.Sprintf("%d 行目に読めない文字があります", line)
		}
	}
	return "読めない文字があります"
}

func unmapped(pair []byte) bool {
	decoded, err := japanese.ShiftJIS.NewDecoder().Bytes(pair)
	return err != nil || bytes.Contains(decoded, []byte("\ufffd"))
}

// parseCSV reads every record; rows may differ in length.
func parseCSV(text io.Reader) error {
	r := csv.NewReader(text)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func csvFault(err error) string {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return "CSV として読めません"
	}
	return fmt.Sprintf("%d 行目: 引用符(\")の使い方が正しくありません", p.Line)
}
