package plan

import (
	"cmp"
	"encoding/json"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// Sheet is one plan of a plan sheet as CSV (介護予防サービス・支援計画書).
type Sheet struct {
	Insurer, Insured string
	Plan             content.Plan
}

// readSheet takes in what a plan sheet says of the person; it is kept sealed, for
// the decision on the set.
func (c *Case) readSheet(d *Document, s Seen) {
	if d.Format != Upyobo || d.refused() {
		return
	}
	if s.Unread != "" {
		d.against(because("sheet-unreadable", d.Form, d.ID, s.Unread))
		return
	}
	for _, x := range s.Sheets {
		if x.Insurer == c.Insurer && x.Insured == c.Sealed.Insured {
			b, err := json.Marshal(x.Plan)
			if err == nil {
				c.text("sheet/"+d.ID, string(b))
				return
			}
		}
	}
	d.against(because("sheet-of-other", d.Form, d.ID))
}

// sheet is what the plan sheet of the set says; false without one.
func (c *Case) sheet() (p content.Plan, ok bool) {
	for _, d := range c.set() {
		text := c.Sealed.Texts["sheet/"+d.ID]
		if d.Format == Upyobo && text != "" && json.Unmarshal([]byte(text), &p) == nil {
			return p, true
		}
	}
	return content.Plan{}, false
}

// contradictions is what the set states against the rules, and what the rules
// only warn of, such as a pending certification. Source: KAW-10, MHLW-I-05.
func (c *Case) contradictions(set SetRules) (against, warnings []Reason) {
	for _, f := range set.Check(c.statement()) {
		r := Reason{Code: f.Code, Message: f.Message}
		if f.Grade == content.Refuse {
			against = append(against, r)
		} else {
			warnings = append(warnings, r)
		}
	}
	if p, ok := c.sheet(); ok && c.differs(p) {
		against = append(against, because("sheet-differs", PlanForm, ""))
	}
	return against, warnings
}

// differs tells whether the plan sheet says another certification, care or track
// than the submission; what one of them leaves open is no difference.
func (c *Case) differs(p content.Plan) bool {
	own := c.own(content.Plan{})
	a, b := own.Certification, p.Certification
	return other(a.Status, b.Status) || other(a.Level, b.Level) || other(a.Period.From, b.Period.From) || other(a.Period.To, b.Period.To) ||
		other(own.Care, p.Care) || other(own.Track, p.Track)
}

func other[T comparable](a, b T) bool {
	var none T
	return a != none && b != none && a != b
}

// statement is what a submission states of the plan: the plan sheet, over it what
// the office states by the API, and what the submission itself says. Its papers
// say the rest.
func (c *Case) statement() content.Plan {
	p, _ := c.sheet()
	if c.Sealed.Stated != "" {
		_ = json.Unmarshal([]byte(c.Sealed.Stated), &p) // it was read when it was stated
	}
	return c.own(p)
}

func (c *Case) own(p content.Plan) content.Plan {
	s := c.Sealed
	p.Care, p.Track, p.Type = cmp.Or(c.Care, rules.Support), TrackOf(c.Care, c.Track), c.Type
	p.Event, p.Channel, p.Centre = rules.Event(c.Kind), c.Channel, c.Centre
	p.Certification.Status, p.Certification.Level = s.Certification.Status, number.Level(s.Certification.Level)
	p.Certification.Period = content.Period{From: s.Certification.From, To: s.Certification.To}
	p.Period = content.Period{From: s.PlanFrom, To: s.PlanTo}
	p.Age = age(s.Birth, s.PlanFrom)
	return p
}

// age is in full years, 0 where a day is not known. The law counts a year as full
// on the day before the birthday.
func age(birth, on day.Date) int {
	if birth.IsZero() || on.IsZero() {
		return 0
	}
	years := 0
	for !birth.AddMonths(12 * (years + 1)).AddDays(-1).After(on) {
		years++
	}
	return years
}
