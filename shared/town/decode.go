package town

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// MaxFile is the largest file Read takes, in bytes.
const MaxFile = 16 << 20

const unreadable = "\ufffd"

// decode reads a whole file as text: UTF-8, with or without BOM, or else
// Windows-31J. What cannot be read becomes U+FFFD and is refused cell by cell.
func decode(r io.Reader) (string, *RowError) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return "", &RowError{Message: "ファイルを最後まで読めません。ファイルが壊れていないか確かめてください"}
	case len(raw) > MaxFile:
		return "", &RowError{Message: "ファイルは16MBまでです。分けて読み込んでください"}
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return "", &RowError{Line: 1, Message: "文字コードがUTF-16です。CSV UTF-8（コンマ区切り）で保存し直してください"}
	}
	if bare, bom := bytes.CutPrefix(raw, []byte("\ufeff")); bom || mostlyUTF8(raw) {
		return strings.ToValidUTF8(string(bare), unreadable), nil
	}
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(raw)
	if err != nil {
		return "", &RowError{Message: "文字コードはUTF-8かWindows-31J（Shift_JIS）にしてください"}
	}
	return string(text), nil
}

// mostlyUTF8 tells a UTF-8 file, even with a broken character in it, from a
// Windows-31J one, of which hardly a character is UTF-8 by chance.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n >= 3:
			good++
		}
		raw = raw[n:]
	}
	return bad == 0 || good > bad
}
