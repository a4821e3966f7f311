// Package checklist counts the 基本チェックリスト: 25 questions that a person who
// asks for 総合事業 answers, and the seven criteria of 事業対象者 they are held
// against.
//
//	JSON of a sheet → Read → Sheet → Score → points, criteria K1–K7, target, missing items, reasons
//
// What comes out says how answers compare with published criteria. It is no
// administrative act, and no text here sounds like one (MHLW-5-08). For a
// certified person it is material and no gate (KUM-15). There is no sum of all
// 25: the frailty cut-offs that use it are research, not the rule.
//
// Answers are about a person's health: no error repeats one.
package checklist

// Answer is what was ticked. The zero value is an item that nobody answered.
type Answer uint8

// The answers.
const (
	Unanswered Answer = iota
	Yes               // はい
	No                // いいえ
)

// Sheet is a filled-in checklist. The zero value is an empty one.
type Sheet struct {
	Answers [Last + 1]Answer // by the national number; 0 and BodyItem are not used
	Body    Body             // item 12
	Age     int              // in full years (満年齢) on the day of the sheet; 0 is not written
}

// Answered tells whether there is an answer to item no, 1 to Last; to item 12
// it is height and weight together.
func (s Sheet) Answered(no int) bool {
	if no == BodyItem {
		return s.Body.Measured()
	}
	return s.Answers[no] != Unanswered
}

// Point tells whether item no brings a point (該当). An unanswered item never
// does: no national rule says how it counts, see Unruled.
func (s Sheet) Point(no int) bool {
	if no == BodyItem {
		return s.Body.Low()
	}
	return s.Answered(no) && s.Answers[no] == Questions[no].Point
}

// Points counts the points of items first to last.
func (s Sheet) Points(first, last int) int {
	return len(items(first, last, s.Point))
}

// items are the numbers from first to last of which is holds; never nil.
func items(first, last int, is func(int) bool) []int {
	list := []int{}
	for no := first; no <= last; no++ {
		if is(no) {
			list = append(list, no)
		}
	}
	return list
}

func (s Sheet) unanswered(no int) bool { return !s.Answered(no) }

// Category is what a person of some age is to 介護保険. Source: 介護保険法第9条.
type Category uint8

// The categories.
const (
	AgeUnknown Category = iota
	NotInsured          // under 40
	Category2           // 第2号被保険者, 40 to 64
	Category1           // 第1号被保険者, 65 and over
)

// Category is that of the sheet's age.
func (s Sheet) Category() Category {
	switch {
	case s.Age >= 65:
		return Category1
	case s.Age >= 40:
		return Category2
	case s.Age > 0:
		return NotInsured
	}
	return AgeUnknown
}

// Result is what a sheet comes to. No list in it is nil.
type Result struct {
	Points   map[Group]int `json:"points"`
	Criteria []string      `json:"criteria"` // the codes of those that are met, of K1 to K7
	Findings []Finding     `json:"findings"` // K1 to K7, met or not
	// Target says that the answers meet the criteria of 事業対象者 and that the
	// person is known to be 65 or over: 第1号被保険者 alone can be one. Without an
	// age, and for 40 to 64, it is false whatever Criteria say; Reasons say why.
	// Source: 介護保険法施行規則第140条の62の4第2号, MHLW-5-11.
	Target  bool     `json:"target"`
	Missing []int    `json:"missing"` // items without an answer
	Reasons []Reason `json:"reasons"` // the outcome first
}

// Score counts a sheet. A criterion that is met stays met whatever the missing
// answers will be; while one is Open, the result is provisional (暫定).
func Score(s Sheet) Result {
	r := Result{Points: map[Group]int{}, Criteria: []string{}, Missing: items(1, Last, s.unanswered)}
	for _, g := range Groups {
		r.Points[g.Key] = s.Points(g.First, g.Last)
	}
	for _, c := range Criteria {
		f := c.find(s)
		r.Findings = append(r.Findings, f)
		if f.Met {
			r.Criteria = append(r.Criteria, f.Code)
		}
	}
	r.Target = s.Category() == Category1 && len(r.Criteria) > 0
	r.Reasons = reasons(s, r)
	return r
}
