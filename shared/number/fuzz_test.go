package number

import "testing"

// again checks that what a parser accepts is its own plain form.
func again(f *testing.F, kind string, length int, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	read := parse(kind)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := read(s)
		if err != nil {
			if rule(err) == "" || got != "" {
				t.Errorf("%q: %q with %v", s, got, err)
			}
			return
		}
		if len(got) != length || !isASCII(got) {
			t.Errorf("%q became %q", s, got)
		}
		if twice, err := read(got); err != nil || twice != got {
			t.Errorf("%q → %q → %q, %v", s, got, twice, err)
		}
	})
}

func FuzzParseInsurer(f *testing.F) {
	again(f, "insurer", 6, "122283", "１２２２８３", "12228", "")
}
func FuzzParseOffice(f *testing.F) { again(f, "office", 10, "1270501180", "90A0100040", "") }
func FuzzParseInsured(f *testing.F) {
	again(f, "insured", 10, "0000000001", "H000000001", "ſ000000001")
}
func FuzzParseManager(f *testing.F)      { again(f, "manager", 8, "12345678", " 12345678") }
func FuzzParseMunicipality(f *testing.F) { again(f, "municipality", 6, "431001", "131164") }
func FuzzParseLevel(f *testing.F)        { again(f, "level", 2, "12", "06", "１３") }
func FuzzParseReceipt(f *testing.F) {
	again(f, "receipt", 11, "222-222-222", "２２２　２２２　２２２")
}
