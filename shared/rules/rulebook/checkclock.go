package rulebook

import (
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// clock looks at one deadline with what it inherits and what the law adds.
func (p *page) clock(at string, written rules.Clock) {
	k, before := written.Complete(), len(p.bad)
	p.text(at+".name", k.Name)
	p.basis(at, k.Basis)
	p.start(at+".startsFrom", k.StartsFrom)
	p.period(at+".period", k.Period)
	p.principle(at+".principle", k.Principle)
	choice(p, at+".firstDay", k.FirstDay, rules.Excluded, rules.Included)
	choice(p, at+".stop", k.Stop, rules.StopNever, rules.StopPapers)
	choice(p, at+".calendar", k.Calendar, rules.Municipal, rules.Centres)
	choice(p, at+".limit", k.Limit, rules.Hard, rules.Soft)
	if k.OnLapse.Is != "" {
		choice(p, at+".onLapse", k.OnLapse, rules.CloseNoAdvice, rules.Escalate, rules.Overdue)
	}
	p.arrival(at+".arrival", k.Arrival)
	p.roll(at+".roll", k)
	p.cutoff(at+".cutoff", k.Cutoff)
	for name, w := range map[string]rules.Period{"opens": k.Opens, "closes": k.Closes} {
		if w.Unit != "" {
			p.period(at+"."+name, w)
			if w.Backward != k.Period.Backward && k.Period.Unit.Spans() && w.Unit.Spans() {
				p.wrong(at+"."+name, nil, "窓の向き(backward)が period と違います")
			}
		}
	}
	p.every(at+".every", k)
	if k.Stop.Is == rules.StopPapers && (k.Period.After != nil || k.Period.Backward || !k.Period.Unit.Spans()) {
		p.wrong(at+".stop", nil, "補正の間を除けるのは、起点から先へ数える長さ(days など)だけです")
	}
	p.dates(at, k)
	if _, given := p.lines[at+".extension"]; given || k.Extension.Allowed {
		p.basis(at+".extension", k.Extension.Basis)
		if m := k.Extension.Most; m.Unit != "" && (!m.Unit.Spans() || m.N < 1 || m.N > 1200) {
			p.wrong(at+".extension.most", words(rules.Units()[:5]), "延長の上限は日数などの長さで書いてください")
		}
	}
	p.types(at, k.Types)
	once := p.unique()
	for i, s := range k.Stages {
		in := fmt.Sprintf("%s.stages[%d]", at, i)
		once(in+".name", s.Name)
		if s.Name == "over" {
			p.wrong(in+".name", nil, "over は期日の終わりの知らせの名前です。ほかの名前にしてください")
		}
		p.hour(in+".at", s.At)
		if max(s.Days, -s.Days, s.OpenDays, -s.OpenDays) > 1200 {
			p.wrong(in, nil, "days と openDays は1200日までです")
		}
		if s.Days != 0 && s.OpenDays != 0 {
			p.wrong(in, nil, "days と openDays は一緒に使えません")
		}
	}
	if len(p.bad) == before {
		p.tried(at, k)
	}
}

// tried counts the deadline through a year: what cannot be counted, or opens after
// it has ended, is refused here and not when a case waits for it.
func (p *page) tried(at string, k rules.Clock) {
	k.Roll, k.Dates = rules.Roll{Is: rules.RollNone}, nil
	anchors := k.StartsFrom.All()
	if len(k.StartsFrom.Either) > 0 {
		anchors = anchors[:1]
	}
	for m := day.MustMonth("2027-01"); m.Before(day.MustMonth("2028-03")); m = m.Add(1) {
		g := deadline.Given{}
		for _, a := range anchors {
			g.Facts = append(g.Facts, deadline.Fact{Anchor: k.Principle.Anchor(a, ""), On: m.Last()})
		}
		res, err := deadline.Due(k, g, day.Calendar{})
		switch {
		case err != nil:
			p.wrong(at, nil, "計算できません: %v", err)
			return
		case !res.Due.IsZero() && res.Opens.After(res.Due):
			p.wrong(at+".opens", nil, "%s から数えると、始まり %s が終わり %s より後になります", m.Last(), res.Opens, res.Due)
			return
		case !res.Closes.IsZero() && res.Closes.Before(res.Due):
			p.wrong(at+".closes", nil, "%s から数えると、幅の終わり %s が目安 %s より前になります", m.Last(), res.Closes, res.Due)
			return
		}
	}
}

func (p *page) every(at string, k rules.Clock) {
	turn := k.Period.Unit
	if k.Period.After != nil {
		turn = k.Period.After.Unit
	}
	step := turn.Turn()
	if turn == rules.Blocks {
		step = k.Period.N
	}
	switch {
	case k.Every < 0 || k.Every > 1200 || k.Every > 0 && step == 0:
		p.wrong(at, nil, "くり返しは、月末・月の日・ブロックなど、月で決まる期限にだけ使えます(1200か月まで)")
	case turn == rules.Blocks && k.Every > 0 && k.Every != step, step > 1 && k.Every%step != 0:
		p.wrong(at, nil, "くり返しの月数は、四半期なら3、半期なら6、年度なら12、ブロックならその月数で書いてください")
	}
}

func (p *page) principle(at string, c rules.CountsBy) {
	oneOf(p, at, c.Is, rules.ByArrival, rules.BySending)
	for _, ch := range sorted(c.Channels) {
		oneOf(p, at+".channels."+ch, c.Channels[ch], rules.ByArrival, rules.BySending)
		p.channel(at+".channels."+ch, ch)
	}
	p.basis(at, c.Basis)
}

func (p *page) start(at string, s rules.Start) {
	if given(s.Is != "", len(s.Earliest) > 0, len(s.Latest) > 0, len(s.Either) > 0) != 1 {
		p.wrong(at, words(rules.Anchors()), "期間の起点を一つ書いてください。いくつもあるときは earliest、latest、either のどれか一つに並べます")
		return
	}
	all := s.All()
	if s.Is == "" && len(all) < 2 {
		p.wrong(at, nil, "earliest、latest、either には二つ以上の起点を並べてください")
	}
	for _, a := range all {
		if _, own := p.set.Anchors[string(a)]; !own && !a.Known() {
			p.wrong(at, append(words(rules.Anchors()), sorted(p.set.Anchors)...), "「%s」という起点はありません。自治体だけの起点は anchors: に名前を付けて加えられます", a)
		}
	}
	p.basis(at, s.Basis)
}

func (p *page) period(at string, w rules.Period) {
	if w.Unit == "" {
		p.wrong(at, words(rules.Units()), "期間がありません。2週間、10開庁日、{n: 0, unit: monthEnd} のように書いてください。定めがなければ none です")
		return
	}
	p.basis(at, w.Basis)
	if !slices.Contains(rules.Units(), w.Unit) {
		p.wrong(at+".unit", words(rules.Units()), "「%s」という単位はありません", w.Unit)
		return
	}
	if w.N < 0 || w.N > 1200 {
		p.wrong(at+".n", nil, "%d は使えません。さかのぼる期間は backward: true と書きます", w.N)
	}
	switch w.Unit {
	case rules.Blocks:
		if w.N < 1 {
			p.wrong(at+".n", nil, "ブロックの月数を1以上で書いてください")
		}
	case rules.Weeks, rules.Months, rules.Years:
		if w.N < 1 {
			p.wrong(at+".n", nil, "1以上で書いてください")
		}
	case rules.DayOfMonth, rules.OpenDayOfMonth:
		if w.Day < 1 || w.Day > 31 || w.Unit == rules.OpenDayOfMonth && w.Day > 20 {
			p.wrong(at+".day", nil, "day に何日かを書いてください(日は1から31、開庁日は1から20)")
		}
	case rules.WeekdayOfMonth:
		if w.Day < 1 || w.Day > 5 {
			p.wrong(at+".day", nil, "day に第何かを1から5で書いてください(5は最後)")
		}
		if !slices.Contains(rules.Weekdays(), w.Weekday) {
			p.wrong(at+".weekday", words(rules.Weekdays()), "「%s」という曜日はありません", w.Weekday)
		}
	}
	if w.Weekday != "" && w.Unit != rules.WeekdayOfMonth {
		p.wrong(at+".weekday", nil, "weekday は weekdayOfMonth にだけ使えます")
	}
	if w.Clear && (w.Unit != rules.Days && w.Unit != rules.OpenDays || w.N < 1) {
		p.wrong(at+".clear", nil, "「中何日」は days と openDays に、1以上で使えます")
	}
	fixed := slices.Contains([]rules.Unit{rules.QuarterEnd, rules.HalfYearEnd, rules.FiscalYearEnd, rules.Blocks, rules.NoPeriod}, w.Unit)
	if w.Backward && fixed {
		p.wrong(at+".backward", nil, "さかのぼれるのは、長さ(days など)と、月の中の日(monthEnd、dayOfMonth など)です")
	}
	if to := w.After; to != nil {
		p.place(at+".after", *to, w.Basis)
		if fixed {
			p.wrong(at+".after", nil, "「%s」は、ほかの日から数えるものではありません", w.Unit)
		}
	}
	if w.Minus < 0 || w.Minus > 20 || w.Minus > 0 && w.Unit != rules.LastOpenDay {
		p.wrong(at+".minus", nil, "minus は lastOpenDay(最後の開庁日の何開庁日前)にだけ、1から20で使えます")
	}
}

// place looks at what a period is counted after.
func (p *page) place(at string, w rules.Period, around rules.Basis) {
	if !slices.Contains(rules.Places(), w.Unit) || w.After != nil {
		p.wrong(at, words(rules.Places()), "「%s」は使えません。そこから数える日を書きます", w.Unit)
		return
	}
	if w.Source == "" {
		w.Basis = around
	}
	p.period(at, w)
}

func (p *page) arrival(at string, a rules.Arrival) {
	if !a.Says() && a.Then == "" {
		return
	}
	if a.Closing < 0 || a.Closing > 28 {
		p.wrong(at+".closing", nil, "締め日は1から28の日で書いてください")
	}
	if a.ClosingRoll != "" {
		oneOf(p, at+".closingRoll", a.ClosingRoll, rules.RollNone, rules.RollNext, rules.RollPrevious)
		if a.Closing == 0 || a.ClosingRoll == rules.RollNext && a.Closing > 20 {
			p.wrong(at+".closingRoll", nil, "closingRoll は closing(締め日)と書きます。next は、翌月にまたがらない20日まで使えます")
		}
	}
	p.basis(at, a.Basis)
	if a.Until != "" {
		p.hour(at+".until", a.Until)
	}
	for _, c := range sorted(a.Channels) {
		p.hour(at+".channels."+c, a.Channels[c])
		p.channel(at+".channels."+c, c)
	}
	if a.Until != "" || len(a.Channels) > 0 {
		oneOf(p, at+".then", a.Then, rules.NextDay, rules.NextOpenDay)
	}
	if a.OnClosed != "" {
		oneOf(p, at+".onClosed", a.OnClosed, rules.SameDay, rules.NextOpenDay)
	}
}

func (p *page) channel(at, id string) {
	if _, ok := p.set.ChannelNamed(id); !ok {
		var known []string
		for _, c := range p.set.Channels {
			known = append(known, c.ID)
		}
		p.wrong(at, known, "「%s」という提出方法は channels: にありません", id)
	}
}

func (p *page) roll(at string, k rules.Clock) {
	r := k.Roll
	oneOf(p, at, r.Is, rules.RollNone, rules.RollNext, rules.RollPrevious)
	p.basis(at, r.Basis)
	if k.Period.Rewinds() && r.Is == rules.RollNext {
		p.wrong(at, []string{string(rules.RollNone), string(rules.RollPrevious)}, "さかのぼって数える期限は、次の開庁日に動かせません(地方自治法4条の2第4項は及ばない)")
	}
	if r.Only != "" {
		oneOf(p, at+".only", r.Only, rules.YearEnd)
	}
	if r.Cutoff != "" {
		p.hour(at+".cutoff", r.Cutoff)
	}
	if r.Is == rules.RollNone && (r.Only != "" || r.Cutoff != "") {
		p.wrong(at, []string{string(rules.RollNext), string(rules.RollPrevious)}, "動かさないのに、動かしたときの決まりがあります")
	}
}

func (p *page) cutoff(at string, c rules.Cutoff) {
	p.hour(at, c.At)
	p.basis(at, c.Basis)
	for _, ch := range sorted(c.Channels) {
		p.hour(at+".channels."+ch, c.Channels[ch])
		p.channel(at+".channels."+ch, ch)
	}
}

func (p *page) dates(at string, k rules.Clock) {
	once := p.unique()
	for i, d := range k.Dates {
		in := fmt.Sprintf("%s.dates[%d]", at, i)
		when := d.Month.String() + d.End.String()
		if d.InMonth != 0 {
			when += fmt.Sprintf("毎年%d月", d.InMonth)
		}
		if n := given(!d.Month.IsZero(), !d.End.IsZero(), d.InMonth != 0); n != 1 {
			p.wrong(in, []string{"month", "inMonth", "instead"}, "どの期限の代わりか、month(その年の月)、inMonth(毎年の月)、instead(計算された日)のどれか一つで書いてください")
		}
		once(in, when)
		switch {
		case d.Due.IsZero() && d.Day == 0 && d.Roll.Is == "" && d.Cutoff == "":
			p.wrong(in, []string{"due", "day", "roll", "cutoff"}, "期限の日 due がありません")
		case !d.Due.IsZero() && (d.Day != 0 || d.Roll.Is != "" || d.InMonth != 0):
			p.wrong(in, nil, "due は、その日だけの期限です。inMonth、day、roll とは一緒に使えません")
		}
		if d.InMonth < 0 || d.InMonth > 12 || d.Day < 0 || d.Day > 31 {
			p.wrong(in, nil, "inMonth は1から12、day は1から31で書いてください")
		}
		if d.Roll.Is != "" {
			k.Roll = d.Roll
			p.roll(in+".roll", k)
		}
		if d.Cutoff != "" {
			p.hour(in+".cutoff", d.Cutoff)
		}
		p.basis(in, d.Basis)
	}
}

func given(each ...bool) (n int) {
	for _, is := range each {
		if is {
			n++
		}
	}
	return n
}

func choice[T ~string](p *page, at string, v rules.Choice[T], allowed ...T) {
	oneOf(p, at, v.Is, allowed...)
	p.basis(at, v.Basis)
}
