package billing

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/yen"
)

func TestARefusedRecordStopsTheRun(t *testing.T) {
	ps := []PersonMonth{sample(numbered(1)), sample(numbered(2), func(p *PersonMonth) { p.Link = true }), sample(numbered(3), pending)}
	r := mustRun(t, Options{}, ps...)
	if !r.Stopped || r.Claims != 0 || Files(r) != nil || len(r.Refused) != 1 || r.Refused[0].Line != 2 || len(r.Held) != 1 {
		t.Errorf("%+v", r)
	}
	r = mustRun(t, Options{SkipRefused: true}, ps...)
	if r.Stopped || r.Claims != 1 || r.Yen != 4884 || len(r.Refused) != 1 || len(Files(r)) != 4 {
		t.Errorf("%+v", r)
	}
}

func TestAHeldRecordNeverStopsTheRun(t *testing.T) {
	r := mustRun(t, Options{}, sample(numbered(1)), sample(numbered(2), pending))
	if r.Stopped || r.Claims != 1 || len(r.Held) != 1 || r.Held[0].Line != 2 {
		t.Errorf("%+v", r)
	}
}

func TestTheSecondOfOnePersonIsRefused(t *testing.T) {
	for name, ps := range map[string][]PersonMonth{
		"the same record":    {sample(), sample()},
		"another provider":   {sample(), sample(byOffice)},
		"the first is held":  {sample(pending), sample()},
		"written full-width": {sample(), sample(func(p *PersonMonth) { p.Insured = "０００００００００１" })},
	} {
		r := mustRun(t, Options{SkipRefused: true}, ps...)
		if len(r.Refused) != 1 || r.Refused[0].Code != CodeDuplicate || r.Refused[0].Line != 2 {
			t.Errorf("%s: %+v", name, r.Refused)
		}
	}
	r := mustRun(t, Options{}, sample(), sample(func(p *PersonMonth) { p.Insurer = "122374" }), sample(in("2026-04"), func(p *PersonMonth) { p.Claim = Late }))
	if r.Claims != 3 {
		t.Errorf("another insurer or month is no duplicate: %+v", r.Refused)
	}
}

func TestAnotherMonthIsTakenOnlyWhenLate(t *testing.T) {
	for _, c := range []struct {
		month, claim string
		taken        bool
	}{
		{"2026-05", New, true}, {"2026-05", Late, true}, {"2026-04", New, false}, {"2026-04", Late, true}, {"2026-04", Again, true},
		{"2026-06", New, false}, {"2026-06", Late, false},
	} {
		r := mustRun(t, Options{SkipRefused: true}, sample(in(c.month), func(p *PersonMonth) { p.Claim = c.claim }))
		if (r.Claims == 1) != c.taken || !c.taken && r.Refused[0].Code != CodeOtherMonth {
			t.Errorf("%s %s: %+v", c.month, c.claim, r)
		}
	}
}

func TestAnUnverifiedRunIsMarked(t *testing.T) {
	r, err := Run(records(sample(), sample(byOffice, numbered(2))), day.MustMonth("2026-05"), doubtful(t), Options{AllowUnverified: true})
	if err != nil || len(r.Unverified) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, f := range Files(r) {
		if !strings.HasPrefix(f.Name, "unverified-") {
			t.Error(f.Name)
		}
	}
	rows := table(t, Files(r)[0])
	if rows[1][8] != "未確認" && rows[2][8] != "未確認" {
		t.Errorf("%v", rows)
	}
}

func TestABrokenInputEndsTheRun(t *testing.T) {
	broken := errors.New("disk")
	_, err := Run(func(yield func(Record, error) bool) { yield(Record{}, broken) }, day.MustMonth("2026-05"), Standard(), Options{SkipRefused: true})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestTheResultHasTheKeysOfTheCommand(t *testing.T) {
	b, err := json.Marshal(mustRun(t, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"claims":0,"units":0,"yen":0,"byFee":{},"byClaimTo":{},"held":[],"refused":[],"unverified":[]}`
	if d := cmp.Diff(want, string(b)); d != "" {
		t.Error(d)
	}
	b, _ = json.Marshal(mustRun(t, Options{}, sample(), sample(numbered(2), pending)))
	want = `{"claims":1,"units":442,"yen":4884,"byFee":{"46-1":{"claims":1,"units":442,"yen":4884}},` +
		`"byClaimTo":{"federation":{"claims":1,"units":442,"yen":4884}},"held":[{"line":2,"until":"認定結果"}],"refused":[],"unverified":[]}`
	if d := cmp.Diff(want, string(b)); d != "" {
		t.Error(d)
	}
}

// The total is the sum of what each claim was floored to, here computed again
// from units and prices; and so are both files and every Total.
func TestTheTotalIsTheSumOfTheFloors(t *testing.T) {
	prices := []int64{1000, 1140, 1112, 1105, 1084, 1070, 1042, 1021}
	rapid.Check(t, func(t *rapid.T) {
		ps := drawMonths(t)
		r := mustRun(t, Options{SkipRefused: true}, ps...)
		var want Sum
		for _, p := range ps {
			if p.Certification == Pending || p.Link {
				continue
			}
			units := int64(442)
			if p.ProviderKind == Office {
				units = 472
			}
			if p.Initial {
				units += 300
			}
			want = Sum{want.Claims + 1, want.Units + yen.Units(units), want.Yen + yen.Yen(units*prices[p.RegionGrade]/100)}
		}
		var totals Sum
		for _, s := range r.Totals {
			totals = Sum{totals.Claims + s.Claims, totals.Units + s.Units, totals.Yen + s.Yen}
		}
		files := Files(r)
		if r.Sum != want || totals != want || sumColumn(t, files[0], 6) != want.Yen || sumColumn(t, files[1], 10) != want.Yen || files[1].Rows != want.Claims {
			t.Fatalf("want %+v, got %+v, totals %+v", want, r.Sum, totals)
		}
	})
}

func sumColumn(t *rapid.T, f File, column int) (sum yen.Yen) {
	for _, row := range table(t, f)[1:] {
		n, err := strconv.ParseInt(row[column], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += yen.Yen(n)
	}
	return sum
}

func table(t interface{ Fatal(...any) }, f File) [][]string {
	body, ok := bytes.CutPrefix(f.Body, []byte("\ufeff"))
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil || !ok || len(rows) != f.Rows+1 {
		t.Fatal(f.Name, ok, len(rows), f.Rows, err)
	}
	return rows
}

func TestTheOrderOfTheRecordsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := drawMonths(t)
		a := mustRun(t, Options{SkipRefused: true}, ps...)
		b := mustRun(t, Options{SkipRefused: true}, rapid.Permutation(ps).Draw(t, "order")...)
		fa, fb := Files(a), Files(b)
		if d := cmp.Diff(fa[:3], fb[:3]); d != "" {
			t.Fatal(d)
		}
		if fa[3].Rows != fb[3].Rows {
			t.Fatal("refused differ")
		}
		pa, _ := Pack(a.Priced, a.Month)
		pb, _ := Pack(b.Priced, b.Month)
		ja, _ := json.Marshal(pa)
		jb, _ := json.Marshal(pb)
		if !bytes.Equal(ja, jb) {
			t.Fatal("packed items differ")
		}
		if again := Files(mustRun(t, Options{SkipRefused: true}, ps...)); !cmp.Equal(fa, again) {
			t.Fatal("a re-run differs")
		}
	})
}

func TestTheFilesReadAsOfficersWriteThem(t *testing.T) {
	r := mustRun(t, Options{SkipRefused: true}, sample(byOffice, numbered(2), asInitial), sample(numbered(1)), sample(numbered(3), pending),
		sample(numbered(4), func(p *PersonMonth) { p.Insurer = "=1+1" }))
	files := Files(r)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"totals.csv", "claims.csv", "held.csv", "refused.csv"}, names); d != "" {
		t.Error(d)
	}
	for i, want := range []string{
		"\ufeff証記載保険者番号,提供年月,事業所番号,費用区分,件数,単位数,費用額,請求先,確認\r\n" +
			"122283,202605,1270500281,介護予防支援Ⅰ,1,442,4884,国保連,確認済\r\n" +
			"122283,202605,1270501180,介護予防支援Ⅱ,1,772,8530,国保連,確認済\r\n",
		"\ufeff証記載保険者番号,提供年月,事業所番号,被保険者番号,要介護状態区分コード,請求の種別,費用区分,サービスコード,単位数,単位数単価,費用額,請求先,確認\r\n" +
			"122283,202605,1270500281,0000000001,13,新規,介護予防支援Ⅰ,462111,442,11.05,4884,国保連,確認済\r\n" +
			"122283,202605,1270501180,0000000002,13,新規,介護予防支援Ⅱ,462121 464001,772,11.05,8530,国保連,確認済\r\n",
		"\ufeff証記載保険者番号,提供年月,事業所番号,被保険者番号,待つもの\r\n122283,202605,1270500281,0000000003,認定結果\r\n",
	} {
		if d := cmp.Diff(want, string(files[i].Body)); d != "" {
			t.Error(d)
		}
	}
	if row := table(t, files[3])[1]; row[0] != "4" || row[1] != "'=1+1" || row[5] != "bad-number" {
		t.Errorf("%q", row)
	}
}

func TestNoCellBecomesAFormula(t *testing.T) {
	for in, want := range map[string]string{
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "＝1": "'＝1", "＠x": "'＠x", "\t=1": "'=1", "a,b": `"a,b"`, `a"b`: `"a""b"`, "a\nb": "ab",
		`=",`: `"'="","`, "": "", "1": "1",
	} {
		s := &sheet{}
		if s.cell(in); s.body.String() != want {
			t.Errorf("%q became %q, want %q", in, s.body.String(), want)
		}
	}
}

func TestPackedItemsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := mustRun(t, Options{SkipRefused: true}, drawMonths(t)...)
		items, err := Pack(r.Priced, r.Month)
		if err != nil {
			t.Fatal(err)
		}
		var back []Claim
		for _, p := range items {
			claims, err := unpacked(p)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, claims...)
		}
		want := slices.Clone(r.Priced)
		for i := range want {
			want[i].Because = nil
		}
		if len(items) != len(r.Totals) || !slices.EqualFunc(want, back, sameClaim) {
			t.Fatalf("%d items, %d totals", len(items), len(r.Totals))
		}
	})
}

func sameClaim(a, b Claim) bool { return cmp.Equal(a, b, cmp.Comparer(equalMonth)) }

func equalMonth(a, b day.Month) bool { return a == b }

func unpacked(p Packed) ([]Claim, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	var again Packed
	if err := json.Unmarshal(b, &again); err != nil {
		return nil, err
	}
	return again.Unpack()
}

func TestALargeOfficeIsSplit(t *testing.T) {
	one, _ := Price(sample(), Standard())
	claims := make([]Claim, 30_000)
	for i := range claims {
		claims[i] = one
		claims[i].Insured = sample(numbered(i)).Insured
		claims[i].Kind = Again
	}
	items, err := Pack(claims, one.Month)
	if err != nil || len(items) < 3 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	var sum Sum
	for i, p := range items {
		b, _ := json.Marshal(p)
		if len(b) > PackedLimit || i+1 < len(items) && len(b) < PackedLimit*9/10 || p.Part != i+1 || p.Parts != len(items) {
			t.Errorf("part %d of %d has %d bytes", p.Part, p.Parts, len(b))
		}
		sum = Sum{sum.Claims + p.Total.Claims, sum.Units + p.Total.Units, sum.Yen + p.Total.Yen}
	}
	if sum != (Sum{30_000, 30_000 * 442, 30_000 * 4884}) {
		t.Errorf("%+v", sum)
	}
}

func TestATamperedItemIsNotUnpacked(t *testing.T) {
	r := mustRun(t, Options{}, sample())
	for name, tamper := range map[string]func(*Packed){
		"yen":    func(p *Packed) { p.Shapes[0].Yen++ },
		"sum":    func(p *Packed) { p.Total.Yen++ },
		"shape":  func(p *Packed) { p.Claims[0].Shape = 9 },
		"before": func(p *Packed) { p.Claims[0].Shape = -1 },
		"claim":  func(p *Packed) { p.Claims = append(p.Claims, PackedClaim{Insured: number.Insured("0000000009")}) },
	} {
		items, _ := Pack(r.Priced, r.Month)
		tamper(&items[0])
		if _, err := items[0].Unpack(); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}
