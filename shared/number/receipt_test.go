package number

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func drawReceipt(t *rapid.T) Receipt {
	var b [8]byte
	copy(b[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "random"))
	return NewReceipt(b)
}

func TestAReceiptIsReadBackAsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawReceipt(t)
		plain := strings.ReplaceAll(string(r), "-", "")
		wide := strings.Map(func(c rune) rune { return c - '!' + '！' }, plain)
		for _, typed := range []string{
			string(r), plain, strings.ToLower(plain), " " + string(r) + "\n", wide, strings.ToLower(wide),
			strings.Join(strings.Split(plain, ""), "　"), strings.ReplaceAll(string(r), "-", "ー"),
		} {
			if got, err := ParseReceipt(typed); err != nil || got != r {
				t.Fatalf("%q became %q, %v", typed, got, err)
			}
		}
	})
}

func TestOneWrongCharacterOrOneSwapIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := strings.ReplaceAll(string(drawReceipt(t)), "-", "")
		for i := range len(r) {
			for _, c := range []byte(receiptAlphabet) {
				refused(t, r, r[:i]+string(c)+r[i+1:])
			}
			for j := range i {
				b := []byte(r)
				b[i], b[j] = b[j], b[i]
				refused(t, r, string(b))
			}
		}
	})
}

func refused(t *rapid.T, right, wrong string) {
	if _, err := ParseReceipt(wrong); (err == nil) != (wrong == right) {
		t.Fatalf("%s was taken for %s: %v", wrong, right, err)
	}
}

func TestReceiptsHaveFortyBits(t *testing.T) {
	seen := map[Receipt]bool{}
	for i := range 40 {
		var b [8]byte
		b[i/8] = 1 << (i % 8)
		seen[NewReceipt(b)] = true
	}
	if len(seen) != 40 {
		t.Errorf("%d of 40 bits count", len(seen))
	}
	if r := NewReceipt([8]byte{}); r != "222-222-222" {
		t.Errorf("the first receipt is %s", r)
	}
}
