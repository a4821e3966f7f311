package font

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEveryCharacterHasAGlyph(t *testing.T) {
	for _, from := range []string{"..", questions} {
		everyLiteralHasGlyphs(t, from)
	}
}

// questions are what the sheets print and is written elsewhere.
const questions = "../../../shared/checklist/questions.go"

func everyLiteralHasGlyphs(t *testing.T, from string) {
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			for _, s := range literals(t, path) {
				for _, r := range s {
					if r >= ' ' && !Sample().Has(r) {
						t.Errorf("%s: %q (U+%04X) in %q has no glyph: run subset.sh", path, r, r, s)
					}
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// literals are the texts in a source file; binary strings are left out.
func literals(t *testing.T, path string) (list []string) {
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile(path, -1, len(src)), src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return list
		}
		if text, err := strconv.Unquote(lit); tok == token.STRING && err == nil && utf8.ValidString(text) {
			list = append(list, text)
		}
	}
}

func TestKanaAndASCIIHaveGlyphs(t *testing.T) {
	for r := rune(' '); r < 0x7F; r++ {
		if !Sample().Has(r) {
			t.Errorf("%q has no glyph", r)
		}
	}
	for r := 'ァ'; r <= 'ヴ'; r++ {
		if !Sample().Has(r) {
			t.Errorf("%q has no glyph", r)
		}
	}
}

func TestASubsetIsAFontOfTheGlyphsAskedFor(t *testing.T) {
	runes := []rune("介護予防12")
	cut, err := read(append(withCmap(Sample().Subset(runes)), 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if len(cut.outlines) != len(runes)+1 {
		t.Fatalf("%d glyphs, want %d", len(cut.outlines), len(runes)+1)
	}
	for i, r := range runes {
		g := Sample().glyphs[r]
		if string(cut.outlines[i+1]) != string(Sample().outlines[g]) || cut.metrics[i+1] != Sample().metrics[g] {
			t.Errorf("glyph %d is not that of %q", i+1, r)
		}
	}
}

// withCmap puts an empty cmap into the place of maxp's neighbour: the fonts in a
// PDF have none, and read wants one.
func withCmap(b []byte) []byte {
	const entry = 12 + 16*6
	out := append([]byte(nil), b[:entry]...)
	out[5] = 7
	cmap := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12, 0, 4, 0, 24, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 1, 0, 0}
	out = append(out, 'c', 'm', 'a', 'p', 0, 0, 0, 0)
	at := len(b) + 16
	out = append(out, byte(at>>24), byte(at>>16), byte(at>>8), byte(at), 0, 0, 0, byte(len(cmap)))
	for i := range 6 { // every table moves by one entry of the directory
		e := out[12+16*i+8:]
		v := int(e[0])<<24 + int(e[1])<<16 + int(e[2])<<8 + int(e[3]) + 16
		e[0], e[1], e[2], e[3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
	}
	return append(append(out, b[entry:]...), cmap...)
}
