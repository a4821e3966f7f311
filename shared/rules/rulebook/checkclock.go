package rulebook

import (
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/rules"
)

// clock looks at one deadline with what it inherits and what the law adds.
func (p *page) clock(at string, written rules.Clock) {
	k := written.Complete()
	p.text(at+".name", k.Name)
	p.basis(at, k.Basis)
	p.start(at+".startsFrom", k.StartsFrom)
	p.period(at+".period", k.Period)
	choice(p, at+".principle", k.Principle, rules.ByArrival, rules.BySending)
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
	if k.Stop.Is == rules.StopPapers && (k.Period.After != "" || k.Period.Backward || !k.Period.Unit.Spans()) {
		p.wrong(at+".stop", nil, "補正の間を除けるのは、起点から先へ数える長さ(days など)だけです")
	}
	p.dates(at, k.Dates)
	if k.Extension.Allowed {
		p.basis(at+".extension", k.Extension.Basis)
		if m := k.Extension.Most; m.Unit != "" && (!m.Unit.Spans() || m.N < 1 || m.N > 1200) {
			p.wrong(at+".extension.most", words(rules.Units()[:5]), "延長の上限は日数などの長さで書いてください")
		}
	}
	once := p.unique()
	for i, s := range k.Stages {
		in := fmt.Sprintf("%s.stages[%d]", at, i)
		once(in+".name", s.Name)
		p.hour(in+".at", s.At)
		if s.Days != 0 && s.OpenDays != 0 {
			p.wrong(in, nil, "days と openDays は一緒に使えません")
		}
	}
}

func (p *page) every(at string, k rules.Clock) {
	turn := k.Period.Unit
	if k.Period.After != "" {
		turn = k.Period.After
	}
	unit := map[rules.Unit]int{rules.QuarterEnd: 3, rules.FiscalYearEnd: 12, rules.Blocks: k.Period.N}[turn]
	switch {
	case k.Every < 0 || k.Every > 0 && turn.Spans():
		p.wrong(at, nil, "くり返しは、月末・月の日・ブロックなど、月で決まる期限にだけ使えます")
	case turn == rules.Blocks && k.Every > 0 && k.Every != unit, unit > 0 && k.Every%unit != 0:
		p.wrong(at, nil, "くり返しの月数は、四半期なら3、年度なら12、ブロックならその月数で書いてください")
	}
}

func (p *page) start(at string, s rules.Start) {
	given := 0
	for _, is := range []bool{s.Is != "", len(s.Earliest) > 0, len(s.Latest) > 0, len(s.Either) > 0} {
		if is {
			given++
		}
	}
	if given != 1 {
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
	}
	if w.Clear && (w.Unit != rules.Days && w.Unit != rules.OpenDays || w.N < 1) {
		p.wrong(at+".clear", nil, "「中何日」は days と openDays に、1以上で使えます")
	}
	if w.Backward && slices.Contains([]rules.Unit{rules.QuarterEnd, rules.FiscalYearEnd, rules.Blocks, rules.NoPeriod}, w.Unit) {
		p.wrong(at+".backward", nil, "さかのぼれるのは、長さ(days など)と、月の中の日(monthEnd、dayOfMonth など)です")
	}
	if w.After != "" {
		oneOf(p, at+".after", w.After, rules.Places()...)
		if slices.Contains([]rules.Unit{rules.QuarterEnd, rules.FiscalYearEnd, rules.Blocks, rules.NoPeriod}, w.Unit) {
			p.wrong(at+".after", nil, "「%s」は、どこかの末日から数えるものではありません", w.Unit)
		}
	}
	if w.Minus < 0 || w.Minus > 20 || w.Minus > 0 && w.Unit != rules.LastOpenDay {
		p.wrong(at+".minus", nil, "minus は lastOpenDay(最後の開庁日の何開庁日前)にだけ、1から20で使えます")
	}
}

func (p *page) arrival(at string, a rules.Arrival) {
	if !a.Says() && a.Then == "" {
		return
	}
	if a.Closing < 0 || a.Closing > 28 {
		p.wrong(at+".closing", nil, "締め日は1から28の日で書いてください")
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

func (p *page) dates(at string, dates []rules.Fixed) {
	once := p.unique()
	for i, d := range dates {
		in := fmt.Sprintf("%s.dates[%d]", at, i)
		if d.Month.IsZero() == d.End.IsZero() {
			p.wrong(in, []string{"month", "instead"}, "どの期限の代わりか、month(月)か instead(計算された日)のどちらか一つで書いてください")
		}
		once(in, d.Month.String()+d.End.String())
		if d.Due.IsZero() {
			p.wrong(in, nil, "期限の日 due がありません")
		}
		if d.Cutoff != "" {
			p.hour(in+".cutoff", d.Cutoff)
		}
		p.basis(in, d.Basis)
	}
}

func choice[T ~string](p *page, at string, v rules.Choice[T], allowed ...T) {
	oneOf(p, at, v.Is, allowed...)
	p.basis(at, v.Basis)
}
