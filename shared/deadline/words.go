package deadline

import (
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

var anchorWords = map[rules.Anchor]string{
	rules.Received:  "受付日",
	rules.Complete:  "必要な書類がそろった日",
	rules.Expiry:    "有効期間の満了日",
	rules.Completed: "完結の日",
}

var unitWords = map[rules.Unit]string{
	rules.Days:     "日",
	rules.OpenDays: "開庁日",
	rules.Weeks:    "週間",
	rules.Months:   "か月",
	rules.Years:    "年",
}

// derive writes down the steps from the anchor to the due day.
func derive(r rules.Clock, res Result, end day.Date, cal day.Calendar) []Because {
	steps := []Because{
		step(res.From, r.StartsFrom.Basis, "%sは%s", anchor(r), res.From.WarekiWeekday()),
		first(r, res.From),
		step(end, withCalendarLaw(r.Period), "%sの期間は%sに満了", length(r.Period), end.WarekiWeekday()),
	}
	if r.Period.Backward {
		steps[2].Text = fmt.Sprintf("%s前の日は%s", length(r.Period), end.WarekiWeekday())
	}
	if !cal.Open(end) {
		steps = append(steps, rolled(r, res.Due, end, cal))
	}
	if res.Provisional {
		steps = append(steps, Because{Date: res.Due, Source: "国民の祝日に関する法律2条",
			Text: fmt.Sprintf("期限は%s。ただし、この年の春分の日・秋分の日は公告前のため、暦が変わることがある", res.Due.WarekiWeekday())})
	}
	return steps
}

func step(on day.Date, b rules.Basis, format string, args ...any) Because {
	return Because{Date: on, Text: fmt.Sprintf(format, args...), Source: b.Source, Open: b.Open}
}

func anchor(r rules.Clock) string {
	if w, ok := anchorWords[r.StartsFrom.Is]; ok {
		return w
	}
	return "起点の日"
}

func first(r rules.Clock, from day.Date) Because {
	if r.FirstDay.Is == rules.Included {
		return step(from, r.FirstDay.Basis, "初日を算入し、%sから起算する", from.WarekiWeekday())
	}
	if r.Period.Backward {
		return step(from.AddDays(-1), r.FirstDay.Basis, "初日を算入せず、%sからさかのぼって数える", from.AddDays(-1).WarekiWeekday())
	}
	return step(from.AddDays(1), r.FirstDay.Basis, "初日を算入せず、%sから数える", from.AddDays(1).WarekiWeekday())
}

// length is 2週間, 10開庁日, 中30日.
func length(p rules.Period) string {
	w := fmt.Sprintf("%d%s", p.N, unitWords[p.Unit])
	if p.Clear {
		return "中" + w
	}
	return w
}

// withCalendarLaw adds the article by which weeks, months and years run.
func withCalendarLaw(p rules.Period) rules.Basis {
	b := p.Basis
	switch p.Unit {
	case rules.Weeks, rules.Months, rules.Years:
		if !strings.Contains(b.Source, "民法143条") {
			b.Source += "、民法143条"
		}
	}
	return b
}

func rolled(r rules.Clock, due, end day.Date, cal day.Calendar) Because {
	closed := fmt.Sprintf("%sは閉庁日（%s）", end.WarekiWeekday(), cal.Why(end))
	switch r.Roll.Is {
	case rules.RollNext:
		return step(due, r.Roll.Basis, "%sのため、次の開庁日の%sを期限とする", closed, due.WarekiWeekday())
	case rules.RollPrevious:
		return step(due, r.Roll.Basis, "%sのため、前の開庁日の%sを期限とする", closed, due.WarekiWeekday())
	}
	return step(due, r.Roll.Basis, "%sだが、期限は動かさない", closed)
}

func extended(to day.Date, reason string) Because {
	return Because{Date: to, Source: "延長の決定", Text: fmt.Sprintf("期限を%sまで延長（理由：%s）", to.WarekiWeekday(), reason)}
}

// Text puts the derivation into Japanese, one step a line, the due day last.
func (r Result) Text() string {
	var b strings.Builder
	for i, s := range r.Because {
		fmt.Fprintf(&b, "%d. %s\n", i+1, s.Line())
	}
	fmt.Fprintf(&b, "期限：%s %sまで", r.Due.WarekiWeekday(), r.Cutoff)
	return b.String()
}

// Line is the step with its ground: …（根拠：KUM-10）.
func (b Because) Line() string {
	if b.Open {
		return fmt.Sprintf("%s（根拠：%s。明文の定めがなく、市町村の設定による）", b.Text, b.Source)
	}
	return fmt.Sprintf("%s（根拠：%s）", b.Text, b.Source)
}
