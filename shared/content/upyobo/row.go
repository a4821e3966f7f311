package upyobo

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// row is one line, read position by position.
type row struct {
	line   int
	cells  []string
	faults Faults
}

func (l *row) bad(no int, text string) {
	l.faults = append(l.faults, Fault{l.line, no, Format().Fields[no-1].Name, text})
}

// text is a cell; a line may break in it.
func (l *row) text(no int) string {
	s := strings.TrimSpace(l.cells[no-1])
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }) {
		l.bad(no, "制御文字があります。取り除いてください")
		return ""
	}
	return s
}

// date is a day, or none for an empty cell.
func (l *row) date(no int) day.Date {
	s := number.Plain(l.text(no))
	if s == "" {
		return day.Date{}
	}
	d, err := day.ParseAny(s)
	if err != nil { // its words would repeat the cell
		l.bad(no, "日付として読めません。20260401 のように書いてください")
	}
	return d
}

// month is YYYYMM and must be there: a header line has none.
func (l *row) month(no int) day.Month {
	s := number.Plain(l.text(no))
	if len(s) == 6 {
		if m, err := day.ParseMonth(s[:4] + "-" + s[4:]); err == nil {
			return m
		}
	}
	l.bad(no, "年月（202605 のような6桁）ではありません。見出しの行があれば取り除いてください")
	return day.Month{}
}

// code is one of the values of the layout, or "".
func (l *row) code(no int) string {
	s := number.Plain(l.text(no))
	values := Format().Fields[no-1].Values
	if _, ok := values[s]; !ok && s != "" {
		var all []string
		for v := range values {
			all = append(all, v+"="+values[v])
		}
		slices.Sort(all)
		l.bad(no, "使える値は "+strings.Join(all, "、")+" です。ソフトの設定を確かめてください")
		return ""
	}
	return s
}

// told reads a code of 有 and 無, 要 and 否.
func (l *row) told(no int) content.Told {
	switch l.code(no) {
	case "":
		return content.Untold
	case "1":
		return content.Yes
	}
	return content.No
}

// counts are the six 該当数 from position no on; nil unless all are there.
func (l *row) counts(no int) *[6]int {
	var all [6]int
	whole := true
	for i := range all {
		s := number.Plain(l.text(no + i))
		n, err := strconv.Atoi(s)
		switch {
		case s == "":
			whole = false
		case err != nil || n < 0 || n > 25:
			l.bad(no+i, "該当数は0から25までの整数で書いてください")
		}
		all[i] = n
	}
	if !whole {
		return nil
	}
	return &all
}

// numbered is a number in its plain form; an empty cell is a fault.
func numbered[N ~string](l *row, no int, parse func(string) (N, error)) string {
	n, err := parse(l.text(no))
	if err != nil {
		l.bad(no, err.Error())
	}
	return string(n)
}

func (l *row) record() Record {
	r := Record{
		Line: l.line, Version: l.month(1), Insurer: numbered(l, 2, number.ParseInsurer), Insured: numbered(l, 3, number.ParseInsured),
		Reference: l.text(7), Name: l.text(8), Division: l.code(12), OfficeName: l.text(17), OfficeAddress: l.text(18), Phone: l.text(19),
		Health: l.text(40), Policy: l.text(41), Overall: l.text(42), CentreOpinion: l.text(55), ConsentBy: l.text(57),
	}
	for i := range r.Programs {
		r.Programs[i] = l.told(49 + i)
	}
	r.Plan = l.plan(r.Division)
	return r
}

// plan is what the line states of the plan. 計画書区分 11 is a first plan; 21 has
// one before it, and is no event: it may be a renewal or a change.
func (l *row) plan(division string) content.Plan {
	p := content.Plan{
		Form: "F-PLAN", Care: map[string]rules.Care{"1": rules.Support, "2": rules.Management}[l.code(5)],
		Centre: l.text(21), Certification: l.certification(),
		Made: l.date(4), FirstMade: l.date(20), LifeGoal: content.LifeGoal{Day: l.text(22), Year: l.text(23)},
		Domains: l.domains(24),
	}
	p.Planner, p.Track = l.planner(p.Care)
	p.Consents.Plan = l.date(56)
	switch division {
	case "11":
		p.Event = rules.New
	case "21":
		p.Before = content.Yes
	}
	if counts := l.counts(43); counts != nil {
		p.Checklist = &content.Checklist{Counts: counts}
	}
	return p
}

// planner is who made it, and on which track. 自前 by a 介護支援専門員 is 居宅指定;
// 自前 without one is the centre's own, which is neither track.
func (l *row) planner(care rules.Care) (content.Planner, rules.Track) {
	centre, manager, commissioned := l.text(15), l.text(16), l.code(6)
	who := content.Planner{Name: centre}
	if manager != "" {
		who = content.Planner{Name: manager, Role: content.CareManager}
	}
	switch {
	case commissioned == "2":
		return who, rules.Commissioned
	case commissioned == "1" && manager != "" && care == rules.Support:
		return who, rules.Direct
	}
	return who, ""
}

func (l *row) certification() content.Certification {
	level := l.code(14)
	c := content.Certification{
		Status: map[string]string{"1": content.Pending, "2": content.Certified}[l.code(13)],
		Level:  map[string]number.Level{"1": number.Support1, "2": number.Support2, "3": number.Target}[level],
		On:     l.date(9), Period: content.Period{From: l.date(10), To: l.date(11)},
	}
	if level == "3" {
		c.Status = content.Target
	}
	return c
}

// domains are four times four positions; nil when all of them are empty.
func (l *row) domains(no int) *content.Domains {
	var all content.Domains
	for i := range all {
		at := no + 4*i
		all[i] = content.Domain{Now: l.text(at), Wish: l.text(at + 1), Issue: l.told(at + 2), Background: l.text(at + 3)}
	}
	if all == (content.Domains{}) {
		return nil
	}
	return &all
}
