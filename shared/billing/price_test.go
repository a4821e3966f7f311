package billing

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/yen"
)

// Source: billing.md 8 Nos. 1–3; 2026-05 is the last month without 処遇改善加算.
func TestWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		name  string
		pm    PersonMonth
		fee   string
		codes string
		units yen.Units
		yen   yen.Yen
	}{
		{"1: 要支援1, (Ⅱ)", sample(byOffice, level(number.Support1)), "46-2", "462121", 472, 5215},
		{"2: 要支援2, (Ⅰ)", sample(), "46-1", "462111", 442, 4884},
		{"3: 要支援1, (Ⅱ) and 初回加算", sample(byOffice, level(number.Support1), asInitial), "46-2", "462121 464001", 772, 8530},
		{"(Ⅰ) and 初回加算", sample(asInitial), "46-1", "462111 464001", 742, 8199},
		{"the first month of the table", sample(in("2024-04")), "46-1", "462111", 442, 4884},
		{"a centre that commissions the work", sample(commissioned), "46-1", "462111", 442, 4884},
	} {
		claim, out := Price(c.pm, Standard())
		if out.State != Priced {
			t.Errorf("%s: %+v", c.name, out)
			continue
		}
		if claim.Fee != c.fee || codesOf(claim.Lines) != c.codes || claim.Units != c.units || claim.Yen != c.yen ||
			claim.ClaimTo != Federation || len(claim.Unverified) > 0 {
			t.Errorf("%s: %+v", c.name, claim)
		}
		for _, b := range claim.Because {
			if b.Text == "" || b.Source == "" {
				t.Errorf("%s: an empty reason: %+v", c.name, claim.Because)
			}
		}
	}
}

// Source: billing.md 8 No. 6: the floors add up to 18,629; the floor of the
// sum would be 18,630.
func TestThreePeopleTogether(t *testing.T) {
	r := mustRun(t, Options{},
		sample(byOffice, numbered(1), level(number.Support1)), sample(byOffice, numbered(2), asCentrePriced),
		sample(byOffice, numbered(3), level(number.Support1), asInitial))
	if want := (Sum{3, 1686, 18629}); r.Sum != want {
		t.Errorf("got %+v, want %+v", r.Sum, want)
	}
	if whole, _ := yen.FloorPerClaim(1686, 1105); whole != 18630 {
		t.Errorf("the floor of the sum is %d", whole)
	}
}

// Source: billing.md 8, base price table.
func TestTheBasePriceInEveryRegion(t *testing.T) {
	for grade, want := range []yen.Yen{4420, 5038, 4915, 4884, 4791, 4729, 4605, 4512} {
		claim, out := Price(sample(func(p *PersonMonth) { p.RegionGrade = grade }), Standard())
		if claim.Yen != want {
			t.Errorf("grade %d: %d, want %d (%+v)", grade, claim.Yen, want, out)
		}
	}
}

func level(l number.Level) func(*PersonMonth) { return func(p *PersonMonth) { p.Level = l } }

func asCentrePriced(p *PersonMonth) { p.Provider, p.ProviderKind = office2, Centre }

func commissioned(p *PersonMonth) {
	p.Delegate, p.DelegateManager, p.CommissionedFrom = office1, "12345678", day.MustMonth("2026-01")
}

func TestWhatIsNotPricedIsRefusedByName(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*PersonMonth)
		want   Code
	}{
		{"2026-06 lacks 処遇改善加算", in("2026-06"), CodeMissingWage},
		{"2027-04 too", in("2027-04"), CodeMissingWage},
		{"2024-03 has other fees", in("2024-03"), CodeMissingBefore},
		{"only 総合事業 is AF", func(p *PersonMonth) { p.PreventiveManaged, p.ProgramManaged, p.Services = false, true, nil }, CodeMissingManagement},
		{"AF of an office", func(p *PersonMonth) {
			byOffice(p)
			p.PreventiveManaged, p.ProgramManaged, p.Services = false, true, nil
		}, CodeOfficeManagement},
		{"only 居宅療養管理指導 is AF", func(p *PersonMonth) { p.PreventiveManaged, p.PreventiveUnmanaged, p.Services = false, true, nil }, CodeMissingManagement},
		{"nothing used", func(p *PersonMonth) { p.PreventiveManaged, p.Services = false, nil }, CodeNothingUsed},
		{"a type C start month", func(p *PersonMonth) { p.PreventiveManaged, p.Services, p.Type = false, nil, "C" }, CodeMissingManagement},
		{"要介護1", level(number.Care1), CodeLevel},
		{"事業対象者 with 予防給付", func(p *PersonMonth) { p.Level, p.Certification = number.Target, Target }, CodeLevel},
		{"a type beside 46", func(p *PersonMonth) { p.Type = "A" }, CodeTypeForSupport},
		{"an office that commissions", func(p *PersonMonth) { byOffice(p); p.Delegate = office2 }, CodeCommissioned},
		{"委託連携加算", func(p *PersonMonth) { commissioned(p); p.Link = true }, CodeMissingLink},
		{"委託連携加算 of an office", func(p *PersonMonth) { byOffice(p); p.Link = true }, CodeLinkByOffice},
		{"a reduction", func(p *PersonMonth) { p.Reductions = []string{Abuse} }, CodeMissingReduction},
		{"生活保護", func(p *PersonMonth) { p.PublicPayer, p.PublicRecipient = "12345678", "1234567" }, CodeMissingPublic},
		{"an H number", func(p *PersonMonth) { p.Insured = "H000000001" }, CodeMissingPublic},
		{"住所地特例", func(p *PersonMonth) { p.FacilityInsurer = "122374" }, CodeMissingFacility},
		{"予防小規模多機能", func(p *PersonMonth) { p.Services = []Service{{office1, "75", 3450, "5"}} }, CodeWholeMonth},
		{"初回加算 after one month", func(p *PersonMonth) { asInitial(p); p.PreviousEnd = day.MustMonth("2026-03") }, CodeInitialNotDue},
		{"初回加算 in the second month", func(p *PersonMonth) { p.Initial, p.ServiceStart = true, day.MustMonth("2026-04") }, CodeInitialNotDue},
	} {
		claim, out := Price(sample(c.change), Standard())
		if out.State != Refused || out.Code != c.want || out.Reason == "" || out.Source == "" {
			t.Errorf("%s: %+v, want %s", c.name, out, c.want)
		}
		if claim.Yen != 0 || claim.Lines != nil {
			t.Errorf("%s: a refused record has a claim", c.name)
		}
	}
}

func TestTheMissingRuleIsNamedInJapanese(t *testing.T) {
	_, out := Price(sample(in("2026-06")), Standard())
	if !strings.Contains(out.Reason, "処遇改善加算") || !strings.Contains(out.Reason, "21/1000") {
		t.Error(out.Reason)
	}
}

// Whatever else is wrong with a record, in a month without its rule the rule is named.
func TestTheMissingRuleOfTheMonthComesBeforeTheRecordsOwnRules(t *testing.T) {
	wrong := map[string]func(*PersonMonth){
		"an initial that is not due": func(p *PersonMonth) { p.Initial = true },
		"nothing was used":           func(p *PersonMonth) { p.PreventiveManaged, p.Services = false, nil },
		"a link":                     func(p *PersonMonth) { p.Link, p.Delegate = true, office1 },
		"nothing":                    func(*PersonMonth) {},
	}
	for name, w := range wrong {
		p := sample(in("2026-06"), w)
		if _, out := Price(p, Standard()); out.Code != CodeMissingWage {
			t.Errorf("%s: %+v", name, out)
		}
		r, err := Run(records(p), day.MustMonth("2026-06"), Standard(), Options{})
		if err != nil || len(r.Refused) != 1 || r.Refused[0].Code != CodeMissingWage {
			t.Errorf("%s, in a run: %+v %v", name, r.Refused, err)
		}
	}
}

// An ordinary month has a price just where no rule is missing: gaps.csv covers
// what the other tables do not.
func TestAMonthIsPricedOrTheMissingRuleIsNamed(t *testing.T) {
	tables := Standard().WithUnverified()
	for m := day.MustMonth("2000-01"); m.Before(day.MustMonth("2041-01")); m = m.Add(1) {
		for grade := range 8 {
			for _, kind := range []func(*PersonMonth){func(*PersonMonth) {}, byOffice, asInitial} {
				p := sample(func(p *PersonMonth) { p.Birth = day.Date{} }, in(m.String()), kind, func(p *PersonMonth) { p.RegionGrade = grade })
				_, out := Price(p, tables)
				switch ref := tables.Missing(m); {
				case ref == nil && out.State != Priced:
					t.Fatalf("%s, grade %d: no rule is missing, and %+v", m, grade, out)
				case ref != nil && out != refused(ref):
					t.Fatalf("%s, grade %d: %+v, want %+v", m, grade, out, ref)
				}
			}
		}
	}
}

func TestTheMissingRuleOfAMonth(t *testing.T) {
	for month, want := range map[string]Code{"2024-03": CodeMissingBefore, "2024-04": "", "2026-05": "", "2026-06": CodeMissingWage, "2030-01": CodeMissingWage} {
		switch ref := Standard().Missing(day.MustMonth(month)); {
		case ref == nil:
			if want != "" {
				t.Errorf("%s: no rule is missing, want %s", month, want)
			}
		case ref.Code != want || ref.Reason == "" || ref.Source == "":
			t.Errorf("%s: %+v", month, ref)
		}
	}
}

func TestInitialIsDueAfterTwoMonthsWithoutService(t *testing.T) {
	claim, out := Price(sample(asInitial, func(p *PersonMonth) { p.PreviousEnd = day.MustMonth("2026-02") }), Standard())
	if claim.Units != 742 {
		t.Errorf("%+v %+v", claim, out)
	}
}

func TestAPendingCertificationIsHeld(t *testing.T) {
	for _, p := range []PersonMonth{
		sample(pending), sample(pending, func(p *PersonMonth) { p.Level = "" }), sample(in("2026-06"), pending),
	} {
		if _, out := Price(p, Standard()); out.State != Held || out.Until != "認定結果" {
			t.Errorf("%+v", out)
		}
	}
}

func pending(p *PersonMonth) {
	p.Certification, p.CertifiedFrom, p.CertifiedTo = Pending, day.Date{}, day.Date{}
}

func TestAnUnverifiedRowIsUsedOnlyWhenAllowed(t *testing.T) {
	tables := doubtful(t)
	_, out := Price(sample(), tables)
	if out.Code != CodeUnverified || !strings.Contains(out.Reason, "462111") {
		t.Errorf("%+v", out)
	}
	claim, _ := Price(sample(), tables.WithUnverified())
	if claim.Yen != 4884 || len(claim.Unverified) != 1 {
		t.Errorf("%+v", claim)
	}
}

func doubtful(t *testing.T) Tables {
	t.Helper()
	folder := fstest.MapFS{}
	for _, name := range []string{"46.csv", "unitprices.csv", "gaps.csv"} {
		b, err := feeFiles.ReadFile("fees/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "46.csv" {
			b = []byte(strings.Replace(string(b), ",yes,", ",no,", 1))
		}
		folder[name] = &fstest.MapFile{Data: b}
	}
	tables, err := LoadTables(folder)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func TestOverlappingOrUnsourcedRowsAreRefused(t *testing.T) {
	const header = "role,code,name,units,from,to,verified,confidence,source\n"
	good := "46-1,462111,x,442,2024-04,2026-05,yes,S,somewhere\n"
	for name, body := range map[string]string{
		"overlap":        good + "46-1,462111,x,443,2026-05,,yes,S,somewhere\n",
		"no source":      "46-1,462111,x,442,2024-04,2026-05,yes,S,\n",
		"to before from": "46-1,462111,x,442,2024-04,2024-03,yes,S,somewhere\n",
		"no number":      "46-1,462111,x,many,2024-04,2026-05,yes,S,somewhere\n",
	} {
		folder := fstest.MapFS{"46.csv": {Data: []byte(header + body)}, "unitprices.csv": {Data: []byte("grade\n")}, "gaps.csv": {Data: []byte("from\n")}}
		if _, err := LoadTables(folder); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func TestTheZeroTablesPriceNothing(t *testing.T) {
	if _, out := Price(sample(), Tables{}); out.Code != CodeNoFee {
		t.Errorf("%+v", out)
	}
}

func TestEveryCodeIsExplained(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Type == nil {
			return true
		}
		s, _ := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		e := Codes[Code(s)]
		if e.Text == "" || e.Do == "" || e.Source == "" {
			t.Errorf("%s is not explained", s)
		}
		count++
		return true
	})
	if count != len(Codes) {
		t.Errorf("%d codes, %d explanations", count, len(Codes))
	}
}

func TestPriceLeavesTheRecordAlone(t *testing.T) {
	p := sample(func(p *PersonMonth) { p.Services[0].Office = "１２７０５０１１８０" })
	before := sample(func(p *PersonMonth) { p.Services[0].Office = "１２７０５０１１８０" })
	Price(p, Standard())
	if d := cmp.Diff(before, p, cmp.Comparer(func(a, b day.Date) bool { return a == b }), cmp.Comparer(func(a, b day.Month) bool { return a == b })); d != "" {
		t.Error(d)
	}
}
