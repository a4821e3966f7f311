package plan

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// Outcome is what an application for a certification comes to (認定結果).
type Outcome string

// The outcomes. ToTarget is 非該当 of a person who is 事業対象者 by the checklist.
const (
	ToSupport Outcome = "support" // 要支援1・2
	ToCare    Outcome = "care"    // 要介護1〜5
	ToTarget  Outcome = "target"  // 事業対象者
	ToNone    Outcome = "none"    // 非該当
)

// Outcomes lists them: while the certification is pending, each is prepared.
func Outcomes() []Outcome { return []Outcome{ToSupport, ToCare, ToTarget, ToNone} }

// outcomeOf reads a result; false for a level that is none.
func outcomeOf(l number.Level) (Outcome, bool) {
	switch {
	case l.Support():
		return ToSupport, true
	case l == number.Target:
		return ToTarget, true
	case l == number.NotEligible:
		return ToNone, true
	case l.Care():
		return ToCare, true
	}
	return "", false
}

// status is what the certification is after the outcome.
func (o Outcome) status() string {
	return map[Outcome]string{ToSupport: "certified", ToCare: "certified", ToTarget: "target", ToNone: "not-eligible"}[o]
}

// ends tells whether the outcome ends what the case plans. 介護予防支援 is for
// 要支援 alone; 介護予防ケアマネジメント goes on for 事業対象者. Source: MHLW-1-01,
// MHLW-6-04, MHLW-6-07, MHLW-7-06.
func (o Outcome) ends(c *Case) bool {
	return o == ToCare || o == ToNone || o == ToTarget && !c.Manages()
}

// Prospect is what follows of one outcome.
type Prospect struct {
	Outcome Outcome
	Came    bool // it is the result; else one of those that may come
	Ends    bool // the case ends, reminders stop
	Month   Ground
	Steps   []Step
}

// Ground is a rule in words. Open: its source is one town's, or silent.
type Ground struct {
	Text   string
	Source string
	Open   bool
}

// Step is one thing to be done after an outcome.
type Step struct {
	By string // office, centre, town
	Ground
	Done bool // as far as the case knows
}

// Prospects are the outcomes that may come while the certification is pending,
// or the one that came; none where nobody waits for any. Source: TOS-38, TOS-40,
// KAW-15, KAW-33-4-カ, MHLW-6-04, MHLW-7-07.
func (c *Case) Prospects() (out []Prospect) {
	came := c.result()
	for _, o := range Outcomes() {
		if o == came || came == "" && c.Pending && !c.Over() {
			out = append(out, c.prospect(o, o == came))
		}
	}
	return out
}

// result is the outcome that was told last, if any.
func (c *Case) result() Outcome {
	for _, s := range slices.Backward(c.Situation) {
		if s.Result != "" {
			return s.Result
		}
	}
	return ""
}

func (c *Case) prospect(o Outcome, came bool) Prospect {
	p := Prospect{Outcome: o, Came: came, Ends: o.ends(c), Month: months[o]}
	for _, f := range following {
		if f.after == o && (f.when == nil || f.when(c)) {
			p.Steps = append(p.Steps, Step{By: f.by(c), Ground: f.Ground, Done: came && f.done != nil && f.done(c)})
		}
	}
	return p
}

// months says who bills the month, by outcome. Source: 表6, MHLW-6-05.
var months = map[Outcome]Ground{
	ToSupport: {"予防給付(限度額管理対象)を使った月は介護予防支援費、総合事業だけの月は介護予防ケアマネジメント費です。結果が出るまで保留した月は、月遅れで請求します", "MHLW-7-06, MHLW-7-07", false},
	ToCare:    {"月末に担当する居宅介護支援事業所が請求と給付管理をします。介護予防支援費は請求しません。総合事業の分は、介護給付が始まるまで事業の費用です", "MHLW-6-04, MHLW-6-05, MHLW-7-07", false},
	ToTarget:  {"予防給付の分は全額が利用者の負担です。総合事業の分と介護予防ケアマネジメント費は事業の費用で、センターが請求します", "MHLW-7-06, MHLW-7-07", false},
	ToNone:    {"予防給付の分は全額が利用者の負担です。介護予防支援費は請求しません", "MHLW-7-07", false},
}

// following is what is to be done after an outcome, in order.
var following = []struct {
	after Outcome
	when  func(*Case) bool // nil: always
	by    func(*Case) string
	Ground
	done func(*Case) bool // nil: the case does not know
}{
	{ToSupport, nil, keeper, Ground{"認定の結果(介護度と認定有効期間)を一報する。提出した書類はそのままでよい", "KAW-10, TOS-43", false}, told},
	{ToSupport, nil, keeper, Ground{"計画期間を認定有効期間に収める(一報の planFrom と planTo で直す)", "KAW-10, MHLW-I-05", false}, (*Case).covered},
	{ToSupport, nil, keeper, Ground{"利用者の意向を確かめ、届出書を速やかに出す", "TOS-40", true}, nil},
	{ToSupport, nil, office, Ground{"暫定プランの内容を確かめて同意を得、確定プランを提出する", "MHLW-E-01, KUM-12", false}, (*Case).planFiled},

	{ToCare, nil, keeper, Ground{"担当センターに一報する。検証の期日の通知は止まる", "TOS-43", false}, told},
	{ToCare, nil, keeper, Ground{"直近の計画とその実施状況の書類を利用者に渡す", "KAW-15", false}, nil},
	{ToCare, nil, keeper, Ground{"居宅介護支援事業所に情報を渡す", "KAW-33-4-カ", false}, nil},
	{ToCare, (*Case).Manages, keeper, Ground{"総合事業のサービスは、介護給付が始まるまで続けられる", "MHLW-6-04", false}, nil},

	{ToTarget, nil, keeper, Ground{"認定の結果を一報する。事業対象者は65歳以上で、基本チェックリストの基準に当たる人", "TOS-43, MHLW-5-04, MHLW-5-11", false}, told},
	{ToTarget, supports, office, Ground{"介護予防ケアマネジメントはセンターが行う。センターに連絡し、続けるときは委託を受ける", "KUM-01, MHLW-7-06, TOS-13", false}, nil},
	{ToTarget, supports, centre, Ground{"利用者から介護予防ケアマネジメントの依頼の届出書を受け、市町村に出す", "MHLW-5-05, MHLW-5-06", false}, nil},

	{ToNone, nil, keeper, Ground{"認定の結果を一報する。検証の期日の通知は止まる", "TOS-43", false}, told},
	{ToNone, nil, keeper, Ground{"希望があれば、基本チェックリストにより事業対象者になる道を案内する", "MHLW-6-07", false}, nil},
}

func office(*Case) string { return "office" }
func centre(*Case) string { return "centre" }

// keeper is who keeps the 台帳: on commission the centre does.
func keeper(c *Case) string {
	if c.Commissioned() {
		return "centre"
	}
	return "office"
}

func told(*Case) bool { return true }

func supports(c *Case) bool { return !c.Manages() }

// covered tells whether the plan lies within the certified period. Source: KAW-10.
func (c *Case) covered() bool {
	s := c.Sealed
	k := s.Certification
	inside := func(d day.Date) bool { return d.IsZero() || !d.Before(k.From) && !d.After(k.To) }
	return k.Status == "certified" && inside(s.PlanFrom) && inside(s.PlanTo)
}

// MonthOf says who bills the month in which the situation changed. Source:
// MHLW-6-05.
func MonthOf(s Situation) Ground {
	if g, ok := months[s.Result]; ok {
		return g
	}
	return changed[s.Kind]
}

// changed is the month's owner after news that is no result. The notice speaks
// of a change of the care in mid-month; of these it is silent.
var changed = map[string]Ground{
	"moved":     {"担当センターが変わっても、月末に計画を担当する事業所が、その月を請求します", "MHLW-6-05", true},
	"moved-out": {"転出の日までの分は今の保険者に、転出の日からの分は新しい保険者に、それぞれの月末の担当が請求します", "MHLW-6-05; 保険者ごとに給付管理票1枚(未確認)", true},
	"died":      {"最後に計画を担当した事業所が、その月を請求します", "MHLW-6-05", true},
	"facility":  {"入所の日までに使ったサービスがあれば、最後に計画を担当した事業所が、その月を請求します", "MHLW-6-05", true},
	"level":     {"月末の介護度と担当で決まります。要介護になったときは、その居宅介護支援事業所が請求します", "MHLW-6-05", false},
}
