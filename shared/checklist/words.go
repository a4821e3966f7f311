package checklist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Reason says in Japanese why a result is as it is, or what to know about it.
type Reason struct {
	Text   string `json:"text"`
	Source string `json:"source"`
	Open   bool   `json:"open,omitempty"` // no rule says so, or it is not verified
}

const (
	targetLaw = "介護保険法施行規則第140条の62の4第2号"
	circular  = "老振発0605第1号 別紙1 5"
)

// Unruled is how unanswered items count, which no national rule was found to
// say: not as points, and nothing that is met goes away.
var Unruled = Reason{Text: "未回答の項目は該当に数えていません。すでに該当した基準は、未回答の項目の答えによって変わりません。未回答の扱いを定めた国の規定は見つかっていません。",
	Source: "国の規定なし", Open: true}

func reasons(s Sheet, r Result) []Reason {
	out := []Reason{s.outcome(r)}
	for _, f := range r.Findings {
		switch {
		case f.Met:
			out = append(out, Reason{Text: f.met(s), Source: f.Source})
		case f.Open:
			out = append(out, Reason{Text: f.open(), Source: f.Source})
		}
	}
	out = append(out, s.bodyReason()...)
	if s.Point(17) && s.Answered(16) && !s.Point(16) {
		out = append(out, Reason{Text: "17に該当していますが、閉じこもりの基準（K5）は16だけで見ます。", Source: form2})
	}
	if len(r.Missing) > 0 {
		out = append(out, Reason{Text: fmt.Sprintf("%d項目が未回答です（%s）。", len(r.Missing), list(r.Missing)), Source: form1}, Unruled)
	}
	out = append(out, s.twicePrinted()...)
	return append(out, standing(s)...)
}

// outcome is the sentence people look for.
func (s Sheet) outcome(r Result) Reason {
	met := codes(r.Findings, isMet)
	answers := "回答は基準のどれにも該当していません。"
	if met != "" {
		answers = "回答は基準（" + met + "）に該当しています。"
	}
	switch s.Category() {
	case AgeUnknown:
		return Reason{Text: answers + "年齢が書かれていないため、事業対象者の結果はありません。年齢を書くと、65歳以上の方の結果が出ます。", Source: targetLaw}
	case NotInsured:
		return Reason{Text: answers + "40歳未満の方は介護保険の被保険者ではないため、事業対象者の結果はありません。年齢に誤りがないか確かめてください。", Source: "介護保険法第9条"}
	case Category2:
		return Reason{Text: answers + "40～64歳の方（第2号被保険者）には事業対象者の結果がありません。総合事業のサービスは要支援認定を受けて利用します。この回答は資料として受け取れます。",
			Source: targetLaw + ", " + circular + " (MHLW-5-11), KUM-15"}
	}
	switch {
	case met != "":
		return Reason{Text: "事業対象者の基準に該当します（" + met + "）。", Source: targetLaw + ", " + form2}
	case slices.ContainsFunc(r.Findings, isOpen):
		return Reason{Text: "いまの回答では事業対象者の基準のどれにも該当しません。未回答の項目の答えによって該当することがあるため、暫定の結果です。", Source: form2}
	}
	return Reason{Text: "事業対象者の基準のどれにも該当しません。", Source: form2}
}

func (f Finding) met(s Sheet) string {
	points := items(f.First, f.Last, s.Point)
	return fmt.Sprintf("%s %s: %sの%d項目に該当（%s）。", f.Code, f.Name, list(points), len(points), f.Rule())
}

func (f Finding) open() string {
	return fmt.Sprintf("%s %s: 未回答の%sの答えによって該当することがあります（いま%d項目、%s）。", f.Code, f.Name, list(f.Missing), f.Points, f.Rule())
}

// Rule is the criterion in words: 6～10のうち3項目以上.
func (c Criterion) Rule() string {
	switch n := c.Last - c.First + 1; {
	case n == 1:
		return fmt.Sprintf("%dだけで見る基準", c.First)
	case n == c.Needed:
		return fmt.Sprintf("%d～%dのすべて", c.First, c.Last)
	}
	return fmt.Sprintf("%d～%dのうち%d項目以上", c.First, c.Last, c.Needed)
}

func (s Sheet) bodyReason() []Reason {
	b := s.Body
	switch {
	case b.Low():
		return []Reason{{Text: "12: BMIは" + b.String() + "で、18.5未満のため該当。", Source: form1}}
	case b.Measured():
		return []Reason{{Text: "12: BMIは" + b.String() + "で、18.5未満ではないため該当しません。", Source: form1}}
	case b != Body{}:
		return []Reason{{Text: "12: 身長と体重の両方がないため、BMIを計算できません。", Source: form1}}
	}
	return nil
}

// String is a measured body's BMI with two decimals, cut off.
func (b Body) String() string {
	if !b.Measured() {
		return ""
	}
	return fmt.Sprintf("%d.%02d（小数第3位から切捨て。比べるときは丸めません）", b.BMI()/100, b.BMI()%100)
}

// twicePrinted warns where an answer may stand under the number of another item.
func (s Sheet) twicePrinted() (out []Reason) {
	for _, n := range Renumberings {
		if n.Twice && !s.Answered(n.No) && s.Answered(n.Printed) {
			out = append(out, Reason{Text: fmt.Sprintf("%dが未回答で、%dに答えがあります。%s%dが%dの答えでないか確かめてください。", n.No, n.Printed, n, n.Printed, n.No), Source: n.Source, Open: n.Open})
		}
	}
	return out
}

// standing is what is to be known about any result.
func standing(s Sheet) (out []Reason) {
	if slices.ContainsFunc(Criteria, func(c Criterion) bool { return !c.Verified }) {
		out = append(out, Reason{Text: "基準の項目数は市町村が公表しているものです。告示の様式そのものとはまだ照らしていません（未確認）。", Source: form2, Open: true})
	}
	if s.Category() != NotInsured {
		out = append(out, Reason{Text: "要支援認定を受けている方では、この結果は計画づくりの資料です。希望する方は、いつでも要介護認定等の申請ができます。",
			Source: circular + " (MHLW-5-02, MHLW-5-04), KUM-15"})
	}
	return out
}

// codes are those of the criteria that are so: K2、K5.
func codes(all []Finding, so func(Finding) bool) string {
	var names []string
	for _, f := range all {
		if so(f) {
			names = append(names, f.Code)
		}
	}
	return strings.Join(names, "、")
}

// list writes numbers: 6、7、8.
func list(numbers []int) string {
	var words []string
	for _, n := range numbers {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, "、")
}
