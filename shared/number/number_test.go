package number

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func rule(err error) Rule {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Rule
	}
	return ""
}

func parse(kind string) func(string) (string, error) {
	as := map[string]func(string) (string, error){
		"insurer":      func(s string) (string, error) { n, err := ParseInsurer(s); return string(n), err },
		"office":       func(s string) (string, error) { n, err := ParseOffice(s); return string(n), err },
		"insured":      func(s string) (string, error) { n, err := ParseInsured(s); return string(n), err },
		"manager":      func(s string) (string, error) { n, err := ParseManager(s); return string(n), err },
		"municipality": func(s string) (string, error) { n, err := ParseMunicipality(s); return string(n), err },
		"level":        func(s string) (string, error) { n, err := ParseLevel(s); return string(n), err },
		"receipt":      func(s string) (string, error) { n, err := ParseReceipt(s); return string(n), err },
	}
	return as[kind]
}

func TestPublishedNumbersAreRead(t *testing.T) {
	for kind, list := range map[string]string{
		"insurer":      "122192 122283 122374 124230 124214 435073 294538 122069 121012",
		"office":       "1270501180 1270500281 90A0100040",
		"insured":      "0000000001 H000000001 1234567890",
		"manager":      "12345678 00000001",
		"municipality": "431001 131164 141305 011002 122289",
		"level":        "01 06 11 12 13 21 22 23 24 25",
	} {
		for s := range strings.FieldsSeq(list) {
			if got, err := parse(kind)(s); err != nil || got != s {
				t.Errorf("%s %s: got %q, %v", kind, s, got, err)
			}
		}
	}
}

func TestAWrongNumberSaysWhichRuleItBreaks(t *testing.T) {
	for _, c := range []struct {
		kind, text string
		want       Rule
	}{
		{"insurer", "122193", CheckDigit},
		{"insurer", "12219", Length},
		{"insurer", "", Length},
		{"insurer", "1221921", Length},
		{"insurer", "12219A", Characters},
		{"insurer", "①22192", Characters},
		{"insurer", strings.Repeat("1", 1000), Length},
		{"office", "1270501181", CheckDigit},
		{"office", "A270501180", Characters},
		{"office", "127050118", Length},
		{"insured", "123456789", Length},
		{"insured", "12345-7890", Characters},
		{"insured", "１２３４５６７８９あ", Characters},
		{"manager", "1234567", Length},
		{"manager", "1234567X", Characters},
		{"municipality", "431002", CheckDigit},
		{"level", "14", Unknown},
		{"level", "6", Length},
		{"receipt", "222-222-22", Length},
		{"receipt", "222-222-223", CheckDigit},
		{"receipt", "222-2O2-222", Characters},
	} {
		_, err := parse(c.kind)(c.text)
		if rule(err) != c.want {
			t.Errorf("%s %q: got %v, want %s", c.kind, c.text, err, c.want)
		}
		if err != nil && len(c.text) > 3 && strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: the message repeats the number: %v", c.kind, err)
		}
	}
}

func TestAFullWidthNumberWithSpacesIsRead(t *testing.T) {
	if got, err := ParseInsured("　ｈ０００００００１２ "); err != nil || got != "H000000012" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := ParseOffice("９０ａ０１０００４０"); err != nil || got != "90A0100040" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestALostZeroIsNamed(t *testing.T) {
	_, err := ParseInsurer("11002")
	if err == nil || !strings.Contains(err.Error(), "先頭の0") {
		t.Errorf("got %v", err)
	}
}

// The check digit finds every single wrong digit; of swapped neighbours it
// misses only 09 ↔ 90, as every Luhn digit does.
func TestTheCheckDigitFindsWrongDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{5, 9}).Draw(t, "length")
		body := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), n, n, -1).Draw(t, "digits")
		whole := body + string(luhn(body))
		i := rapid.IntRange(0, n).Draw(t, "place")
		c := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		wrong := whole[:i] + string(c) + whole[i+1:]
		if (luhn(wrong[:n]) == wrong[n]) != (wrong == whole) {
			t.Fatalf("%s passed for %s", wrong, whole)
		}
		j := rapid.IntRange(0, n-1).Draw(t, "swap")
		b := []byte(whole)
		b[j], b[j+1] = b[j+1], b[j]
		pair := whole[j : j+2]
		if ok := luhn(string(b[:n])) == b[n]; ok != (pair[0] == pair[1] || pair == "09" || pair == "90") {
			t.Fatalf("%s passed for %s: %v", b, whole, ok)
		}
	})
}

func TestTheMunicipalityCheckDigitFindsWrongDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{5}`).Draw(t, "digits")
		i := rapid.IntRange(0, 4).Draw(t, "place")
		d := rapid.IntRange(1, 9).Draw(t, "difference")
		wrong := []byte(body)
		wrong[i] = '0' + byte((int(body[i]-'0')+d)%10)
		a, b := modulus11(body), modulus11(string(wrong))
		// A remainder of 0 and one of 10 share the digit 1, so they may be confused.
		if a == b && a != '1' {
			t.Fatalf("%s and %s share %c", body, wrong, a)
		}
	})
}

func TestLevelsHaveNames(t *testing.T) {
	if Support1.Name() != "要支援1" || Target.Name() != "事業対象者" || Level("99").Name() != "" {
		t.Error("wrong names")
	}
	if !Support2.Support() || Target.Support() || Care1.Support() {
		t.Error("wrong support levels")
	}
	if len(levelCodes) != len(levelNames) {
		t.Error("a level has no name")
	}
}
