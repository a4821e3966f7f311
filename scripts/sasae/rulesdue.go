package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

type rulesDueCmd struct {
	which    `embed:""`
	Clock    string   `required:"" placeholder:"ID" help:"期限の名。review, renewal, payment など。"`
	From     []string `required:"" placeholder:"[ANCHOR=]WHEN" sep:"none" help:"起点と日時。2026-04-20、2026-04-20T16:31、2026-04。起点がいくつもあるときはくり返す。"`
	Channel  string   `placeholder:"C" help:"提出方法。時刻の決まりが違うとき。"`
	Closed   []string `placeholder:"DATE" help:"ほかに閉庁する日。"`
	Holidays string   `placeholder:"FILE" type:"path" help:"祝日の表 (内閣府のCSV)。その年はこの表による。"`
	Stopped  []string `placeholder:"FROM/TO" help:"書類を直していた間。求めた日/届いた日。"`
	Duration string   `placeholder:"P" help:"期間の長さを置き換える。P2W、14日、10開庁日。"`
	Round    int      `placeholder:"N" help:"くり返す期限の何回目か。初めは0。"`
}

type dueStep struct {
	deadline.Step
	Text string `json:"text"`
}

type due struct {
	Rules       string          `json:"rules"`
	Clock       string          `json:"clock"`
	Due         *string         `json:"due"` // null: no day is set
	Cutoff      string          `json:"cutoff"`
	From        string          `json:"from"`
	Opens       string          `json:"opens,omitempty"`
	Closes      string          `json:"closes,omitempty"`
	Soft        bool            `json:"soft"`
	Provisional bool            `json:"provisional"`
	Because     []dueStep       `json:"because"`
	Alarms      []deadline.Ring `json:"alarms"` // when the clock rings
}

// Run counts one deadline and says why.
func (c *rulesDueCmd) Run(s *session) error {
	set, err := c.set(rules.Case{On: day.On(time.Now()), Centre: []string{c.Centre}})
	if err != nil {
		return err
	}
	k, ok := set.Clock(c.Clock)
	if !ok {
		return refusal(fmt.Sprintf("%s に期限「%s」はありません。あるもの: %s", set.Version(), c.Clock, strings.Join(slices.Sorted(maps.Keys(set.Clocks)), "、")))
	}
	if c.Duration != "" {
		p, err := rules.ParsePeriod(c.Duration)
		if err != nil {
			return misuse(err.Error())
		}
		k.Period.N, k.Period.Unit, k.Period.Clear = p.N, p.Unit, k.Period.Clear && p.Unit == rules.Days
	}
	given, err := c.given(set, k)
	if err != nil {
		return err
	}
	cal, err := c.calendar(set, k)
	if err != nil {
		return err
	}
	r, err := deadline.Due(k, given, cal)
	if err != nil {
		return refusal(err.Error())
	}
	rings := []deadline.Ring{}
	if !r.Due.IsZero() {
		rings = append(rings, deadline.Rings(k, r.Due, cal)...)
	}
	return s.give(shownDue(set, r, rings), func() { fmt.Fprintln(s.out, r.Told(rings)) })
}

func shownDue(set rules.Set, r deadline.Result, rings []deadline.Ring) due {
	out := due{
		Rules: set.Version(), Clock: r.Clock, Cutoff: r.Cutoff, From: r.From.String(), Opens: r.Opens.String(), Closes: r.Closes.String(),
		Soft: r.Soft, Provisional: r.Provisional, Because: []dueStep{}, Alarms: rings,
	}
	if !r.Due.IsZero() {
		d := r.Due.String()
		out.Due = &d
	}
	for _, b := range r.Because {
		text := b.Text()
		b.Source = b.Ground()
		out.Because = append(out.Because, dueStep{b, text})
	}
	return out
}

func (c *rulesDueCmd) given(set rules.Set, k rules.Clock) (deadline.Given, error) {
	g := deadline.Given{Channel: c.Channel, Round: c.Round}
	if _, ok := set.ChannelNamed(c.Channel); c.Channel != "" && !ok {
		var ids []string
		for _, ch := range set.Channels {
			ids = append(ids, ch.ID)
		}
		return g, refusal(fmt.Sprintf("提出方法「%s」はこのルールにありません。使えるもの: %s", c.Channel, strings.Join(ids, "、")))
	}
	for _, from := range c.From {
		f, err := fact(set, k, c.Channel, from)
		if err != nil {
			return g, err
		}
		if slices.ContainsFunc(g.Facts, func(o deadline.Fact) bool { return o.Anchor == f.Anchor }) {
			return g, misuse(fmt.Sprintf("--from の起点「%s」が二度あります", f.Anchor))
		}
		g.Facts = append(g.Facts, f)
	}
	for _, span := range c.Stopped {
		from, to, ok := strings.Cut(span, "/")
		a, err1 := day.ParseAny(from)
		b, err2 := day.ParseAny(to)
		if !ok || err1 != nil || err2 != nil || b.Before(a) {
			return g, misuse(fmt.Sprintf("--stopped 「%s」を読めません。2026-04-22/2026-04-25 のように、求めた日/届いた日で書いてください", span))
		}
		g.Stopped = append(g.Stopped, deadline.Span{From: a, To: b})
	}
	return g, nil
}

// fact reads serviceStart=2026-04-20T16:31. Without a name it is the clock's anchor.
func fact(set rules.Set, k rules.Clock, channel, typed string) (deadline.Fact, error) {
	name, when, named := strings.Cut(typed, "=")
	anchors := k.StartsFrom.All()
	if !named {
		when = name
		if len(anchors) != 1 && len(k.StartsFrom.Either) == 0 {
			return deadline.Fact{}, misuse(fmt.Sprintf("この期限の起点はいくつもあります。%s=日付 のように、起点の名を付けてください", anchors[0]))
		}
	}
	f := deadline.Fact{Anchor: anchors[0]}
	if !named {
		f.Anchor = k.Principle.Anchor(f.Anchor, channel)
	}
	if named {
		a, ok := set.ParseAnchor(name)
		if !ok {
			return f, misuse(fmt.Sprintf("起点「%s」はありません。この期限の起点: %s", name, strings.Join(names(anchors), "、")))
		}
		f.Anchor = a
	}
	if m, err := day.ParseMonth(when); err == nil {
		f.On = m.First()
		return f, nil
	}
	date, hour, timed := strings.Cut(when, "T")
	d, err := day.ParseAny(date)
	if err != nil {
		return f, misuse(err.Error())
	}
	f.On, f.Timed = d, timed
	if timed {
		h, m, err := rules.ParseHour(hour)
		if err != nil {
			return f, misuse(err.Error())
		}
		f.Minute = h*60 + m
	}
	return f, nil
}

func names(anchors []rules.Anchor) (out []string) {
	for _, a := range anchors {
		out = append(out, string(a))
	}
	return out
}

func (c *rulesDueCmd) calendar(set rules.Set, k rules.Clock) (day.Calendar, error) {
	own, _ := set.CalendarOf(k, c.Centre)
	spec := own.Spec()
	for _, typed := range c.Closed {
		d, err := day.ParseAny(typed)
		if err != nil {
			return day.Calendar{}, misuse(err.Error())
		}
		spec.Closed = append(spec.Closed, day.SpecialDay{Date: d, Name: "閉庁日"})
	}
	if c.Holidays != "" {
		b, err := os.ReadFile(c.Holidays)
		if err != nil {
			return day.Calendar{}, fmt.Errorf("%s を読めません: %w", c.Holidays, err)
		}
		if spec.Proclaimed, err = day.ParseProclaimed(b); err != nil {
			return day.Calendar{}, refusal(err.Error())
		}
	}
	return day.NewCalendar(spec), nil
}
