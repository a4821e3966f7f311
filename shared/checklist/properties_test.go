package checklist

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var bodies = rapid.Custom(func(t *rapid.T) Body {
	b := Body{rapid.IntRange(800, 2500).Draw(t, "mm"), rapid.IntRange(10_000, 300_000).Draw(t, "g")}
	if rapid.Bool().Draw(t, "at the boundary") { // the weight next to 18.5, give or take a gram
		b.Weight = 185*b.Height*b.Height/10_000 + rapid.IntRange(-1, 1).Draw(t, "off")
	}
	return b
})

// sheets are any, partly answered.
var sheets = rapid.Custom(func(t *rapid.T) Sheet {
	s := Sheet{Age: rapid.SampledFrom([]int{0, 1, 39, 40, 64, 65, 78, 130}).Draw(t, "age")}
	for no := 1; no <= Last; no++ {
		if no != BodyItem {
			s.Answers[no] = Answer(rapid.IntRange(0, 2).Draw(t, "answer"))
		}
	}
	if rapid.Bool().Draw(t, "measured") {
		s.Body = bodies.Draw(t, "body")
	}
	return s
})

func TestTheBMIIsComparedExactly(t *testing.T) {
	limit := big.NewRat(185, 10)
	rapid.Check(t, func(t *rapid.T) {
		b := bodies.Draw(t, "body")
		m := big.NewRat(int64(b.Height), 1000)
		bmi := new(big.Rat).Quo(big.NewRat(int64(b.Weight), 1000), m.Mul(m, m))
		if got, want := b.Low(), bmi.Cmp(limit) < 0; got != want {
			t.Fatalf("%+v, BMI %s, is low: %v", b, bmi.FloatString(6), got)
		}
		shown := big.NewRat(int64(b.BMI()), 100)
		if rest := new(big.Rat).Sub(bmi, shown); rest.Sign() < 0 || rest.Cmp(big.NewRat(1, 100)) >= 0 {
			t.Fatalf("%+v, BMI %s, is shown as %s", b, bmi.FloatString(6), b)
		}
		if b.Low() != (b.BMI() < 1850) {
			t.Fatalf("%+v is shown as %s and is low: %v", b, b, b.Low())
		}
	})
}

func TestOneMoreItemAtRiskNeverLowersAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sheets.Draw(t, "sheet")
		no := rapid.IntRange(1, Last).Draw(t, "item")
		less, more := Score(s), Score(with(s, no))
		for _, g := range Groups {
			if more.Points[g.Key] < less.Points[g.Key] {
				t.Fatalf("a point of %d lowers %s", no, g.Key)
			}
		}
		for i, f := range less.Findings {
			if f.Met && !more.Findings[i].Met {
				t.Fatalf("a point of %d takes %s away", no, f.Code)
			}
		}
		if less.Target && !more.Target {
			t.Fatalf("a point of %d takes the target away", no)
		}
	})
}

func TestAnswersThatCameLaterChangeOnlyWhatWasOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sheets.Draw(t, "sheet")
		before, after := Score(s), s
		for _, no := range before.Missing {
			after = with(after, no)
			if rapid.Bool().Draw(t, "well") {
				after.Answers[no] = well().Answers[no]
				if no == BodyItem {
					after.Body = well().Body
				}
			}
		}
		all := Score(after)
		if len(all.Missing) > 0 {
			t.Fatalf("still missing %v", all.Missing)
		}
		for i, f := range before.Findings {
			if got := all.Findings[i]; got.Met != f.Met && !f.Open {
				t.Fatalf("%s was not open and changed to %v", f.Code, got.Met)
			}
			if all.Findings[i].Open {
				t.Fatalf("%s is open with nothing missing", f.Code)
			}
		}
	})
}

func TestATargetIs65AndMeetsACriterion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sheets.Draw(t, "sheet")
		r := Score(s)
		if want := s.Age >= 65 && codes(r.Findings, isMet) != ""; r.Target != want {
			t.Fatalf("target %v at %d with %q", r.Target, s.Age, codes(r.Findings, isMet))
		}
	})
}

// decision are words of an administrative act. 認定 is the other way, which is
// one, and is named as such only.
var (
	decision = regexp.MustCompile(`決定|却下|認定|承認|判定|処分|審査|不服|許可|合格|資格|棄却|通知|不可`)
	named    = strings.NewReplacer("要支援認定", "", "要介護認定", "")
)

func TestNoWordLooksLikeAnAdministrativeDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Score(sheets.Draw(t, "sheet"))
		said := texts(r)
		for _, f := range r.Findings {
			said += f.Name + f.Rule()
		}
		if word := decision.FindString(named.Replace(said)); word != "" {
			t.Fatalf("%s is said:\n%s", word, said)
		}
		for _, reason := range r.Reasons {
			if reason.Text == "" || reason.Source == "" {
				t.Fatalf("%+v says not why", reason)
			}
		}
	})
}

// spelled writes a sheet as some hand would: order and spellings drawn.
func spelled(t *rapid.T, s Sheet) []byte {
	spellings := map[Answer][]string{
		Unanswered: {`null`, `""`, `"未回答"`, `"　"`},
		Yes:        {`"はい"`, `" はい "`, `"ハイ"`, `"ﾊｲ"`},
		No:         {`"いいえ"`, `"　いいえ"`, `"イイエ"`, `"ｲｲｴ"`},
	}
	var all []string
	for _, no := range rapid.Permutation(items(1, Last, func(int) bool { return true })).Draw(t, "order") {
		key := rapid.SampledFrom([]string{"%", "0%", " % "}).Draw(t, "key")
		value := rapid.SampledFrom(spellings[s.Answers[no]]).Draw(t, "value")
		if no == BodyItem {
			value = `{"weightKg": ` + figure(s.Body.Weight, 3) + `, "heightCm": ` + figure(s.Body.Height, 1) + `}`
		}
		all = append(all, `"`+strings.ReplaceAll(key, "%", figure(no, 0))+`" : `+value)
	}
	return []byte(`{"age": ` + figure(s.Age, 0) + `, "answers": {` + strings.Join(all, ",\n") + `} }`)
}

// figure writes n smallest parts with so many decimals; null is not known.
func figure(n, places int) string {
	if n == 0 {
		return "null"
	}
	return new(big.Rat).SetFrac(big.NewInt(int64(n)), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)).FloatString(places)
}

func TestASheetIsReadInAnyOrderAndSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sheets.Draw(t, "sheet")
		b := spelled(t, s)
		got, err := Read(b)
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if diff := cmp.Diff(s, got); diff != "" {
			t.Fatalf("%s: %s", b, diff)
		}
	})
}

func TestAResultIsAlwaysWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, err := json.Marshal(Score(sheets.Draw(t, "sheet")))
		if err != nil || strings.Contains(string(b), "null") {
			t.Fatalf("%s, %v", b, err)
		}
	})
}
