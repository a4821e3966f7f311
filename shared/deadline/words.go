package deadline

import (
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Step is one step of a derivation, as values: the day it leads to, what it did,
// and the id or article it rests on. Open tells that the municipality's paper is
// silent and the step follows the configuration. Text puts it into words.
type Step struct {
	Kind     Kind     `json:"kind"`
	Date     day.Date `json:"date"`
	What     string   `json:"what,omitempty"` // the anchor, unit, roll …
	N        int32    `json:"n,omitempty"`
	Day      int32    `json:"day,omitempty"`
	Minus    int32    `json:"minus,omitempty"`
	Backward bool     `json:"backward,omitempty"`
	Hour     string   `json:"hour,omitempty"`
	Why      string   `json:"why,omitempty"` // the occasion of a closed day, the reason of an extension
	First    day.Date `json:"first,omitzero"`
	Until    day.Date `json:"until,omitzero"`
	Source   string   `json:"source"`
	Open     bool     `json:"open,omitempty"`
}

// Kind is what a step did.
type Kind string

// The kinds, in the order in which they come.
const (
	Start        Kind = "start"   // the anchor
	Late         Kind = "late"    // it counts as arrived later
	Unset        Kind = "unset"   // no day is set
	First        Kind = "first"   // the first day that counts
	Length       Kind = "length"  // the end of the period
	Stopped      Kind = "stopped" // days that do not count
	Set          Kind = "set"     // a day that was set instead
	Rolled       Kind = "rolled"  // the end is a closed day
	Unproclaimed Kind = "unproclaimed"
	Extended     Kind = "extended"
)

const (
	clearDays     = "clear"         // 中何日
	clearOpenDays = "clearOpenDays" // 中何開庁日
	onClosed      = "onClosed"      // it arrived on a closed day
	afterClosing  = "closing"       // it arrived after the closing day of the month
)

var unitWords = map[rules.Unit]string{
	rules.Days: "日", rules.OpenDays: "開庁日", rules.Weeks: "週間", rules.Months: "か月", rules.Years: "年",
}

// Text is the step in Japanese.
func (s Step) Text() string {
	d := s.Date.WarekiWeekday()
	switch s.Kind {
	case Start:
		name := s.Why
		if name == "" {
			name = rules.Anchor(s.What).Name()
		}
		return fmt.Sprintf("%sは%s", name, d)
	case Late:
		switch s.What {
		case onClosed:
			return fmt.Sprintf("閉庁日に届いたため、次の開庁日の%sに届いたものとする", d)
		case afterClosing:
			closing := fmt.Sprintf("毎月%d日", s.Day)
			if !s.First.IsZero() {
				closing = s.First.WarekiWeekday()
			}
			return fmt.Sprintf("締め日（%s）の後に届いたため、翌月の%sに届いたものとする", closing, d)
		}
		return fmt.Sprintf("%sを過ぎて届いたため、%sに届いたものとする", s.Hour, d)
	case Unset:
		if s.What == "" {
			return "期限の日の定めはない"
		}
		return fmt.Sprintf("「%s」とあり、期限の日の定めはない", s.What)
	case First:
		return s.first(d)
	case Length:
		return s.length(d)
	case Stopped:
		return fmt.Sprintf("書類を直していた%d%s（%sの翌日から%sまで）は数えず、%sに満了", s.N, unitWords[rules.Unit(s.What)], s.First.Wareki(), s.Until.Wareki(), d)
	case Set:
		return fmt.Sprintf("この期限は%sと定められている", d) + bracketed(s.What)
	case Rolled:
		return s.rolled(d)
	case Unproclaimed:
		return fmt.Sprintf("期限は%s。ただし、この年の春分の日・秋分の日は公告前のため、暦が変わることがある", d)
	case Extended:
		return fmt.Sprintf("期限を%sまで延長（理由：%s）", d, s.Why)
	}
	return d
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func (s Step) first(d string) string {
	switch {
	case s.What == string(rules.Included):
		return fmt.Sprintf("初日を算入し、%sから起算する", d)
	case s.What == clearDays:
		return fmt.Sprintf("間に丸ごと入る日だけを、%sから数える", d)
	case s.What == clearOpenDays:
		return fmt.Sprintf("間に丸ごと入る開庁日だけを、%sから数える", d)
	case s.Backward:
		return fmt.Sprintf("初日を算入せず、%sからさかのぼって数える", d)
	}
	return fmt.Sprintf("初日を算入せず、%sから数える", d)
}

func (s Step) length(d string) string {
	month := rules.MonthWords(int(s.N))
	switch u := rules.Unit(s.What); u {
	case rules.MonthEnd:
		return fmt.Sprintf("%sの末日は%s", month, d)
	case rules.DayOfMonth:
		return fmt.Sprintf("%sの%d日は%s", month, s.Day, d)
	case rules.OpenDayOfMonth:
		return fmt.Sprintf("%sの第%d開庁日は%s", month, s.Day, d)
	case rules.WeekdayOfMonth:
		return fmt.Sprintf("%sの%sは%s", month, rules.WeekdayWords(int(s.Day), rules.Weekday(s.Why)), d)
	case rules.LastOpenDay:
		if s.Minus > 0 {
			return fmt.Sprintf("%sの最後の開庁日の%d開庁日前は%s", month, s.Minus, d)
		}
		return fmt.Sprintf("%sの最後の開庁日は%s", month, d)
	case rules.QuarterEnd:
		return fmt.Sprintf("四半期の末日は%s", d)
	case rules.HalfYearEnd:
		return fmt.Sprintf("半期の末日は%s", d)
	case rules.FiscalYearEnd:
		return fmt.Sprintf("年度の末日は%s", d)
	case rules.Blocks:
		return fmt.Sprintf("%sから起算して%dか月ごとの区切り（%s～%s）の末日は%s", rules.MonthWords(1-int(s.Minus)), s.Day, s.Date.Month().Add(1-int(s.Day)).Wareki(), s.Date.Month().Wareki(), d)
	default:
		if s.N == 0 {
			return fmt.Sprintf("期限はその日、%s", d)
		}
		if s.Backward {
			return fmt.Sprintf("%d%s前の日は%s", s.N, unitWords[u], d)
		}
		return fmt.Sprintf("%d%sの期間は%sに満了", s.N, unitWords[u], d)
	}
}

func (s Step) rolled(d string) string {
	hour := ""
	if s.Hour != "" {
		hour = s.Hour + "まで"
	}
	closed := fmt.Sprintf("%sは閉庁日（%s）", s.First.WarekiWeekday(), s.Why)
	switch rules.Way(s.What) {
	case rules.RollNext:
		return fmt.Sprintf("%sのため、次の開庁日の%s%sを期限とする", closed, d, hour)
	case rules.RollPrevious:
		return fmt.Sprintf("%sのため、前の開庁日の%s%sを期限とする", closed, d, hour)
	}
	return closed + "だが、期限は動かさない"
}

// Ground is the source, with the article by which months run beside it.
func (s Step) Ground() string {
	switch rules.Unit(s.What) {
	case rules.Weeks, rules.Months, rules.Years:
		if s.Kind == Length && !strings.Contains(s.Source, "民法143条") {
			return s.Source + "、民法143条"
		}
	}
	return s.Source
}

// Line is the step with its ground: …（根拠：KUM-10）.
func (s Step) Line() string {
	if s.Open {
		return fmt.Sprintf("%s（根拠：%s。明文の定めがなく、市町村の設定による）", s.Text(), s.Ground())
	}
	return fmt.Sprintf("%s（根拠：%s）", s.Text(), s.Ground())
}

// Text puts the derivation into Japanese, one step a line, the due day last.
func (r Result) Text() string {
	var b strings.Builder
	for i, s := range r.Because {
		fmt.Fprintf(&b, "%d. %s\n", i+1, s.Line())
	}
	opens := ""
	if !r.Opens.IsZero() {
		opens = r.Opens.WarekiWeekday() + "から "
	}
	switch {
	case r.Due.IsZero():
		b.WriteString("期限：" + opens + "日の定めなし")
	case r.Soft:
		b.WriteString("目安：" + opens + r.Due.WarekiWeekday())
	default:
		fmt.Fprintf(&b, "期限：%s%s %sまで", opens, r.Due.WarekiWeekday(), r.Cutoff)
	}
	if !r.Closes.IsZero() {
		fmt.Fprintf(&b, "（幅の終わりは%s）", r.Closes.WarekiWeekday())
	}
	return b.String()
}

// Told is Text and when the clock rings.
func (r Result) Told(rings []Ring) string {
	var when []string
	for _, ring := range rings {
		when = append(when, day.On(ring.At).WarekiWeekday()+ring.At.Format(" 15:04")+"（"+ring.Name+"）")
	}
	if len(when) == 0 {
		return r.Text()
	}
	return r.Text() + "\n知らせる時：" + strings.Join(when, "、")
}
