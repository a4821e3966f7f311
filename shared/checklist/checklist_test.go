package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// well is a sheet of somebody of 78 in good health: no item brings a point.
func well() Sheet {
	s := Sheet{Age: 78, Body: Body{Height: 1500, Weight: 50_000}}
	for no := 1; no <= Last; no++ {
		if no != BodyItem {
			s.Answers[no] = Yes + No - Questions[no].Point
		}
	}
	return s
}

// with is a sheet in which the numbers given bring a point, too.
func with(s Sheet, numbers ...int) Sheet {
	for _, no := range numbers {
		if no == BodyItem {
			s.Body = Body{Height: 1500, Weight: 41_600}
			continue
		}
		s.Answers[no] = Questions[no].Point
	}
	return s
}

// without is a sheet in which nobody answered the numbers given.
func without(s Sheet, numbers ...int) Sheet {
	for _, no := range numbers {
		if no == BodyItem {
			s.Body = Body{}
			continue
		}
		s.Answers[no] = Unanswered
	}
	return s
}

func aged(s Sheet, age int) Sheet {
	s.Age = age
	return s
}

func TestAnAnswerBringsAPointAsTheSheetsPrintIt(t *testing.T) {
	no := []int{1, 2, 3, 4, 5, 6, 7, 8, 16, 19} // 0.はい 1.いいえ; all others 1.はい 0.いいえ
	for n := 1; n <= Last; n++ {
		want := Yes
		switch {
		case slices.Contains(no, n):
			want = No
		case n == BodyItem:
			want = Unanswered
		}
		if Questions[n].Point != want || Questions[n].Text == "" {
			t.Errorf("question %d is %+v, want a point for %d", n, Questions[n], want)
		}
	}
}

func TestGroupsPartTheItems(t *testing.T) {
	next := 1
	for _, g := range Groups {
		if g.First != next || g.Last < g.First {
			t.Errorf("%s begins at %d, want %d", g.Key, g.First, next)
		}
		next = g.Last + 1
	}
	if next != Last+1 {
		t.Errorf("the groups end before %d", next)
	}
}

func TestCriteria(t *testing.T) {
	first10 := []int{1, 2, 3, 4, 5, 9, 11, 13, 17}
	for name, c := range map[string]struct {
		sheet Sheet
		want  string
	}{
		"all is well: none":                 {well(), ""},
		"16 alone: K5":                      {with(well(), 16), "K5"},
		"17 alone: none":                    {with(well(), 17), ""},
		"16 and 17: K5":                     {with(well(), 16, 17), "K5"},
		"11 and a BMI of 18.5: none":        {func() Sheet { s := with(well(), 11); s.Body = Body{2000, 74_000}; return s }(), ""},
		"11 and a BMI of 18.49: K3":         {func() Sheet { s := with(well(), 11); s.Body = Body{2000, 73_960}; return s }(), "K3"},
		"11 and a BMI of 18.46: K3":         {func() Sheet { s := with(well(), 11); s.Body = Body{2000, 73_840}; return s }(), "K3"},
		"a low BMI alone: none":             {with(well(), 12), ""},
		"6, 7, 8: K2":                       {with(well(), 6, 7, 8), "K2"},
		"6, 7: none":                        {with(well(), 6, 7), ""},
		"8, 9, 10: K2":                      {with(well(), 8, 9, 10), "K2"},
		"5, 6, 7: none, for 5 is not of K2": {with(well(), 5, 6, 7), ""},
		"13, 14: K4":                        {with(well(), 13, 14), "K4"},
		"15 alone: none":                    {with(well(), 15), ""},
		"20: K6":                            {with(well(), 20), "K6"},
		"18: K6":                            {with(well(), 18), "K6"},
		"19: K6":                            {with(well(), 19), "K6"},
		"21, 25: K7":                        {with(well(), 21, 25), "K7"},
		"21 alone: none":                    {with(well(), 21), ""},
		"nine of 1 to 20, none of the others: none":      {with(well(), first10...), ""},
		"ten of 1 to 20: K1 alone":                       {with(well(), append(first10, 10)...), "K1"},
		"nine of 1 to 20 and 21: none, for 21 is beyond": {with(well(), append(first10, 21)...), ""},
		"everything": {with(well(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25),
			"K1、K2、K3、K4、K5、K6、K7"},
		"nothing answered: none": {Sheet{Age: 78}, ""},
	} {
		r := Score(c.sheet)
		if got := codes(r.Findings, isMet); got != c.want {
			t.Errorf("%s: met %q, want %q", name, got, c.want)
		}
		if r.Target != (c.want != "") {
			t.Errorf("%s: target %v", name, r.Target)
		}
	}
}

func TestACriterionLooksAtItsOwnItems(t *testing.T) {
	of := map[string][]int{
		"K1": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, "K2": {6, 7, 8, 9, 10},
		"K3": {11, 12}, "K4": {13, 14, 15}, "K5": {16}, "K6": {18, 19, 20}, "K7": {21, 22, 23, 24, 25},
	}
	for no := 1; no <= Last; no++ {
		for _, f := range Score(with(well(), no)).Findings {
			if got, want := f.Points == 1, slices.Contains(of[f.Code], no); got != want {
				t.Errorf("%d counts for %s: %v", no, f.Code, got)
			}
		}
	}
}

func TestPointsAreSummedByGroup(t *testing.T) {
	r := Score(with(well(), 1, 5, 6, 11, 12, 14, 17, 18, 20, 25))
	want := map[Group]int{"daily": 2, "motor": 1, "nutrition": 2, "oral": 1, "homebound": 1, "cognition": 2, "mood": 1}
	if diff := cmp.Diff(want, r.Points); diff != "" {
		t.Error(diff)
	}
	if k1 := r.Findings[0]; k1.Points != 9 || k1.Met {
		t.Errorf("K1 counts %d, want the nine of 1 to 20", k1.Points)
	}
}

func TestTheResultIsForPersonsOf65AndOver(t *testing.T) {
	for age, want := range map[int]struct {
		target bool
		says   string
	}{
		0:   {false, "年齢が書かれていない"},
		1:   {false, "40歳未満"},
		39:  {false, "40歳未満"},
		40:  {false, "要支援認定を受けて利用します"},
		64:  {false, "第2号被保険者"},
		65:  {true, "事業対象者の基準に該当します（K5）"},
		102: {true, "事業対象者の基準に該当します（K5）"},
	} {
		r := Score(aged(with(well(), 16), age))
		if r.Target != want.target || !strings.Contains(r.Reasons[0].Text, want.says) {
			t.Errorf("%d: target %v, %s", age, r.Target, r.Reasons[0].Text)
		}
		if got := codes(r.Findings, isMet); got != "K5" {
			t.Errorf("%d: met %q; the sheet is counted at any age", age, got)
		}
	}
}

func TestWhatIsUnansweredIsNotCountedAndSaid(t *testing.T) {
	for name, c := range map[string]struct {
		sheet Sheet
		open  string
		says  string
	}{
		"13 and 14: K4 may come":                     {without(well(), 13, 14), "K4", "2項目が未回答です（13、14）"},
		"13 alone: nothing can come of it":           {without(well(), 13), "", "事業対象者の基準のどれにも該当しません。"},
		"16: K5 may come":                            {without(well(), 16), "K5", "未回答の16の答えによって該当することがあります"},
		"12: K3 may come with a point of 11":         {without(with(well(), 11), 12), "K3", "暫定"},
		"12: nothing can come of it without 11":      {without(well(), 12), "", "1項目が未回答です（12）"},
		"height alone":                               {func() Sheet { s := well(); s.Body.Weight = 0; return s }(), "", "身長と体重の両方がない"},
		"14 and 15 when 13 has a point: K4 may come": {without(with(well(), 13), 14, 15), "K4", "いま1項目"},
		"1, with 11 answered: 川崎市 prints 1 as 11":    {without(well(), 1), "", "【11】と印刷されています"},
		"all": {Sheet{Age: 78}, "K1、K2、K3、K4、K5、K6、K7", "25項目が未回答です"},
	} {
		r := Score(c.sheet)
		if got := codes(r.Findings, isOpen); got != c.open || r.Target {
			t.Errorf("%s: open %q, target %v; want %q", name, got, r.Target, c.open)
		}
		if all := texts(r); !strings.Contains(all, c.says) || !strings.Contains(all, Unruled.Text) {
			t.Errorf("%s: %q is not said:\n%s", name, c.says, all)
		}
	}
	if all := texts(Score(Sheet{Age: 78})); strings.Contains(all, "印刷") {
		t.Errorf("with 11 unanswered too, 川崎市's numbers are not the reason:\n%s", all)
	}
	if r := Score(without(with(well(), 16), 18, 19, 20)); !r.Target || codes(r.Findings, isMet) != "K5" || codes(r.Findings, isOpen) != "K6" {
		t.Errorf("what is met does not stay met: %+v", r)
	}
}

// texts are the reasons, a line each.
func texts(r Result) string {
	var all strings.Builder
	for _, reason := range r.Reasons {
		all.WriteString(reason.Text + "\n")
	}
	return all.String()
}

func TestReasonsNameTheRule(t *testing.T) {
	r := Score(with(well(), 6, 7, 8, 11, 12, 16))
	want := []Reason{
		{Text: "事業対象者の基準に該当します（K2、K3、K5）。", Source: targetLaw + ", " + form2},
		{Text: "K2 運動機能の低下: 6、7、8の3項目に該当（6～10のうち3項目以上）。", Source: form2},
		{Text: "K3 低栄養状態: 11、12の2項目に該当（11～12のすべて）。", Source: form2},
		{Text: "K5 閉じこもり: 16の1項目に該当（16だけで見る基準）。", Source: form2},
		{Text: "12: BMIは18.48（小数第3位から切捨て。比べるときは丸めません）で、18.5未満のため該当。", Source: form1},
	}
	if diff := cmp.Diff(want, r.Reasons[:len(want)]); diff != "" {
		t.Error(diff)
	}
	if all := texts(Score(with(well(), 17))); !strings.Contains(all, "閉じこもりの基準（K5）は16だけで見ます") {
		t.Errorf("17 alone is not explained:\n%s", all)
	}
	if all := texts(r); !strings.Contains(all, "未確認") || !strings.Contains(all, "いつでも要介護認定等の申請ができます") {
		t.Errorf("what is to be known about any result is not said:\n%s", all)
	}
}

// Where a figure is not verified, the result says so; and only then.
func TestAFigureThatIsVerifiedIsNotCalledUnverified(t *testing.T) {
	before := Criteria
	defer func() { Criteria = before }()
	Criteria = slices.Clone(Criteria)
	for i := range Criteria {
		Criteria[i].Verified = true
	}
	if all := texts(Score(well())); strings.Contains(all, "未確認") {
		t.Error(all)
	}
}
