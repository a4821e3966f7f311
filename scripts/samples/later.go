package samples

import (
	"time"

	"github.com/sasae-care/sasae/scripts/samples/forms"
	"github.com/sasae-care/sasae/shared/day"
)

// later writes what happens after a set was accepted: the ordinary course, then
// what its twist makes of it.
func (s *script) later(d *draft) {
	switch d.twist {
	case dies, movesOut, withdrawn:
		d.end()
		return
	case lapsed, lapsedAgain:
		d.Then.Outcome = OutcomeLapse
		d.confirm(d.due().At(12, 0), 2)
		return
	}
	d.review(d.reviewed())
	d.confirm(d.Then.At, 3)
	switch d.twist {
	case movedAway:
		d.move()
	case goesToFacility:
		d.happen("facility", d.Then.At, 2)
	case levelRises:
		d.happen("level", d.Then.At, 4)
		d.Then.Situation.Level = "21" // 要介護1
	case confirmedEarly:
		d.Then.Confirmed = nil
		d.confirm(d.Submitted, 1)
	case wrongDistrict:
		d.Then.Reroute = &Reroute{At: after(d.r, d.Submitted, 1), By: "r-" + d.District, District: d.Person.District}
	}
}

// due is the last day of the two weeks (KUM-10).
func (d *draft) due() day.Date {
	if !d.Received.IsZero() {
		return d.Received.AddDays(14)
	}
	return day.On(d.Submitted).AddDays(14)
}

// reviewed is when the centre is done with a set.
func (d *draft) reviewed() time.Time {
	switch d.twist {
	case adviceLate:
		d.Then.Late = true
		return after(d.r, d.due().At(12, 0), 1)
	case extended:
		return d.extend()
	case asked:
		return d.ask()
	case quarantined:
		return d.quarantine()
	case confirmedEarly, movedAway, wrongDistrict:
		return d.within(7)
	}
	return d.within(2 + d.r.IntN(10))
}

// within is n days after the set was sent, but not after the due date.
func (d *draft) within(n int) time.Time {
	at := after(d.r, d.Submitted, n)
	if last := openUntil(d.due()); last.Before(day.On(at)) {
		return inHours(d.r, last)
	}
	return at
}

func (d *draft) extend() time.Time {
	at := d.within(7)
	until := openFrom(d.due().AddDays(7))
	d.Then.Extension = &Extension{At: at, Until: until, Reason: pick(d.r, extensionReasons)}
	return after(d.r, d.due().At(12, 0), 2)
}

// ask has the centre ask for 経過記録, and the office send it.
func (d *draft) ask() time.Time {
	at := d.within(1)
	answered := after(d.r, at, 2)
	d.Then.Ask = &Ask{At: at, Answered: answered,
		File: d.laterFile(forms.Progress, answered, func(*forms.Case) {}, forms.ProgressSheet)}
	return latest(d.within(7), after(d.r, answered, 1))
}

func (d *draft) review(at time.Time) {
	d.Then.Outcome, d.Then.At = OutcomeNone, at
	if d.twist != refusesAdvice && d.twist != adviceLate && d.r.IntN(100) < 55 {
		return
	}
	d.Then.Outcome, d.Then.Advice = OutcomeAdvice, d.advice()
	d.Then.Answer = d.answer(at)
}

// advice is one to three remarks, each from another viewpoint.
func (d *draft) advice() (list []Advice) {
	views := 4
	if d.Kind == "renewal" {
		views = 5
	}
	for _, v := range d.r.Perm(views)[:1+d.r.IntN(3)] {
		list = append(list, Advice{Viewpoint: v + 1, Text: pick(d.r, adviceTexts[v])})
	}
	return list
}

func (d *draft) answer(at time.Time) *Answer {
	a := &Answer{At: after(d.r, at, 1+d.r.IntN(3)), Kind: "taken-up"}
	switch n := d.r.IntN(100); {
	case d.twist == refusesAdvice || n < 10:
		a.Kind, a.Reason = "not", pick(d.r, refusals)
	case n < 25:
		a.Kind = "minor-change"
	case n < 35:
		a.Kind = "next-renewal"
	}
	return a
}

// confirm files the confirmed plan n days or a little more after t; one plan in
// twenty is never filed.
func (d *draft) confirm(t time.Time, n int) {
	if d.twist == ordinary && d.r.IntN(20) == 0 {
		return
	}
	if d.twist != confirmedEarly {
		n += d.r.IntN(6)
		if a := d.Then.Answer; a != nil {
			t = latest(t, a.At)
		}
	}
	at := after(d.r, t, n)
	consent := openUntil(day.On(at).AddDays(-1))
	d.Then.Confirmed = &Confirmed{At: at,
		File: d.laterFile(forms.Plan, at, func(c *forms.Case) { c.Consent = consent }, forms.PlanSheet)}
}

// end closes the case before the review is done.
func (d *draft) end() {
	switch d.twist {
	case withdrawn:
		d.Then.Withdrawn = &Withdrawal{At: d.within(1), Reason: pick(d.r, withdrawals)}
	case dies:
		d.happen("died", d.Submitted, 4)
	default:
		d.happen("moved-out", d.Submitted, 3)
	}
}

// happen reports a change of situation; one that ends the support takes the
// confirmed plan away.
func (d *draft) happen(kind string, t time.Time, n int) {
	d.Then.Situation = &Situation{At: after(d.r, t, n), Kind: kind}
	d.Then.Confirmed = nil
}

// move is within the town, during the review, into a district of another centre.
func (d *draft) move() {
	to := pick(d.r, places)
	for centreOf(to.district) == d.Person.Centre || to.area == "緑が丘" {
		to = pick(d.r, places)
	}
	d.Then.Situation = &Situation{At: d.within(3), Kind: "moved", Address: addressIn(d.r, to), District: to.district}
}

// quarantine has the town release one file; the review ends later.
func (d *draft) quarantine() time.Time {
	released := d.within(2)
	d.Then.Quarantine = &Quarantine{File: d.r.IntN(len(d.Files)), Released: released, By: Clerk,
		Reason: "検査の結果が届かないため、事業所に内容を確かめて公開した。"}
	return latest(d.within(7), after(d.r, released, 1))
}

var extensionReasons = []string{
	"担当者の不在により、検証に日数を要するため。",
	"主治医への照会の回答を待つため。",
	"受付が集中し、検証に日数を要するため。",
}

var withdrawals = []string{
	"計画の内容を本人と見直すことになったため。",
	"サービスの利用を見合わせることになったため。",
	"提出先の市町村を誤ったため。",
}

var refusals = []string{
	"本人が通所の回数を増やすことを望まないため。",
	"勧められたサービスが住まいの近くにないため。",
	"主治医から運動の量を控えるよう指示があるため。",
}

// adviceTexts are by viewpoint, 1 to 5. Source: KUM-18 to KUM-22.
var adviceTexts = [5][]string{
	{
		"本人が自分でできることを計画に加えると、自立に向けた支援になります。",
		"サービスの利用が目的になっていないか、本人の暮らしから見直してください。",
		"家でできる運動を具体的に書くと、介護予防の取組が続きやすくなります。",
	},
	{
		"歩く力が落ちた原因を、痛みと筋力に分けて書いてください。",
		"チェックリストの栄養の項目に該当があります。課題としての検討をお願いします。",
		"閉じこもりの背景を本人に確かめ、課題を明らかにしてください。",
	},
	{
		"目標が「安全に暮らす」となっています。本人の望む1日の姿で書いてください。",
		"期間の終わりに達成を確かめられるよう、回数や距離を入れてください。",
		"1年の目標に近づく途中の目標を置くとよいと思います。",
	},
	{
		"地区の集いの場が毎週開かれています。利用を検討してください。",
		"短期集中予防サービスの対象になり得ます。3か月の利用を検討してください。",
		"地域支え合い型サービスの買物の手伝いが使えます。",
	},
	{
		"前回の目標が未達成です。方法を変えるか、目標を見直してください。",
		"達成した目標がそのまま続いています。次の目標を検討してください。",
		"評価表の経過を踏まえ、サービスの回数を減らせないか検討してください。",
	},
}
