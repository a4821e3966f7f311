package pdf

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/scripts/samples/font"
)

func TestBreakLosesNothingAndKeepsToTheWidth(t *testing.T) {
	d := New("")
	runes := []rune("介護予防の計画、です。「目標」ー12ab")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(runes), 0, 80, -1).Draw(t, "text")
		width := rapid.Float64Range(12, 60).Draw(t, "width")
		lines := d.Break(width, 9, text)
		if strings.Join(lines, "") != text {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, l := range lines {
			if d.Width(9, l) > width+0.01 {
				t.Errorf("%q is %.1f mm long, wider than %.1f", l, d.Width(9, l), width)
			}
		}
	})
}

func TestALineDoesNotBeginWithAStop(t *testing.T) {
	d := New("")
	for _, l := range d.Break(5*10/point+0.1, 10, "計画を作る。計画を「作る」。") {
		if strings.HasPrefix(l, "。") || strings.HasPrefix(l, "」") || strings.HasSuffix(l, "「") {
			t.Errorf("the line %q", l)
		}
	}
}

func TestMissingNamesCharactersWithoutGlyph(t *testing.T) {
	d := New("")
	d.Portrait()
	d.Text(10, 10, 9, "計画☃")
	if got := d.Missing(); string(got) != "☃" || font.Sample().Has('☃') {
		t.Errorf("missing %q", string(got))
	}
}

func TestALockedPaperShowsNoText(t *testing.T) {
	paper := func(password string) []byte {
		d := New("見出し")
		d.Portrait()
		d.Text(10, 10, 9, "計画")
		d.Password = password
		return d.Bytes()
	}
	open, locked := paper(""), paper("x")
	if !bytes.Contains(locked, []byte("/Encrypt")) || bytes.Contains(open, []byte("/Encrypt")) {
		t.Error("only the locked paper has an /Encrypt entry")
	}
	title := []byte("FEFF898B51FA3057") // 見出し
	if bytes.Contains(locked, title) || !bytes.Contains(open, title) {
		t.Error("only the open paper shows its title")
	}
}
