package monthend

import (
	"testing"

	"pgregory.net/rapid"
)

func TestLongNumbersAreHiddenAndTheWordsStay(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"2024-04～2026-05の行": "2024-04～2026-05の行",
		"123456":            "123456",
		"1234567":           "…",
		"見出しの0007700001がわかりません":     "見出しの…がわかりません",
		"Ｈ０００７７０００01":               "Ｈ…",
		"000770\x000001":            "000770\x000001",
		"12 0007700001,999995 と 34": "12 …,999995 と 34",
	} {
		if got := nameless(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestNoSevenDigitsInARowComeThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := 0
		for _, r := range nameless(rapid.StringOf(rapid.RuneFrom([]rune("0123456789０９あx,-\x00"))).Draw(t, "words")) {
			if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
				digits++
			} else {
				digits = 0
			}
			if digits == 7 {
				t.Fatal("seven digits")
			}
		}
	})
}
