package content

import (
	"github.com/sasae-care/sasae/shared/checklist"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// All people, offices and centres here are invented.

var d = day.MustParse

func span(from, to string) Period { return Period{d(from), d(to)} }

// town is a rule set with these settings: id, value, id, value, …
func town(settings ...string) rules.Set {
	s := rules.Set{Title: "試験市の規則", Settings: map[string]rules.Setting{}}
	for i := 0; i < len(settings); i += 2 {
		s.Settings[settings[i]] = rules.Setting{Is: settings[i+1]}
	}
	return s
}

// today is what the submission form of today states.
func today(mods ...func(*Plan)) Plan {
	p := Plan{
		Care: rules.Support, Track: rules.Direct, Event: rules.New, Channel: "portal",
		Certification: Certification{Status: Certified, Level: number.Support1, Period: span("2026-04-01", "2027-03-31")},
		Period:        span("2026-05-01", "2026-10-31"),
	}
	p.Consents.Plan = d("2026-04-28")
	return p.with(mods...)
}

func (p Plan) with(mods ...func(*Plan)) Plan {
	for _, m := range mods {
		m(&p)
	}
	return p
}

// full is a plan that states everything.
func full(mods ...func(*Plan)) Plan {
	p := today()
	p.Whole = true
	p.Planner = Planner{"試験 花子", CareManager}
	p.Designations = []Period{{From: d("2024-10-01")}}
	p.Notification = &Notification{Filed: d("2026-04-20"), Nth: 1, SelfSigned: Yes, Explained: Yes}
	p.Made, p.ServiceStart = d("2026-04-22"), d("2026-05-01")
	p.Monitoring = &Monitoring{Every: 3}
	p.Services = []Service{{Kind: Preventive}, {Kind: DayService, Manner: Designated}}
	p.Explanation = &Explanation{On: d("2026-04-18"), Agreed: d("2026-04-18"), Method: "paper"}
	p.Consents.User, p.Consents.Written = d("2026-04-18"), Yes
	p.Assessment = &Assessment{On: d("2026-04-20"), Place: "home", Mode: "interview", User: Yes, Family: Yes}
	p.Domains = &Domains{
		{Now: "つかまれば歩ける", Issue: Yes, Background: "膝の痛み"}, {Now: "調理は家族", Issue: No}, {Now: "週1回外出", Issue: No}, {Now: "高血圧", Issue: No},
	}
	p.LifeGoal = LifeGoal{"散歩する", "温泉に行く"}
	p.Issues = []Issue{{"歩く力", "体操", "やってみたい", "1キロ歩く", "転ばないように", "通所", span("2026-05-01", "2026-10-31")}}
	p.Meeting = &Meeting{How: "held", On: d("2026-04-25")}
	p.Confirmed, p.Delivered = d("2026-04-28"), d("2026-04-29")
	return p.with(mods...)
}

// managed is 介護予防ケアマネジメントA on commission.
func managed(mods ...func(*Plan)) Plan {
	return full(func(p *Plan) {
		p.Care, p.Track, p.Type, p.Designations = rules.Management, rules.Commissioned, rules.TypeA, nil
		p.Services = []Service{{Kind: DayService, Manner: Designated}}
	}).with(mods...)
}

// target is managed for a 事業対象者 whose answers meet K6.
func target(mods ...func(*Plan)) Plan {
	return managed(func(p *Plan) {
		p.Certification, p.Age = Certification{Status: Target, Level: number.Target}, 78
		p.Checklist = &Checklist{Sheet: answers(20), By: "self"}
	}).with(mods...)
}

// answers is a whole checklist with points in these items only.
func answers(points ...int) *checklist.Sheet {
	s := checklist.Sheet{Age: 78, Body: checklist.Body{Height: 1500, Weight: 50_000}}
	for no := 1; no <= checklist.Last; no++ {
		if s.Answers[no] = checklist.Yes; checklist.Questions[no].Point == checklist.Yes {
			s.Answers[no] = checklist.No
		}
	}
	for _, no := range points {
		s.Answers[no] = checklist.Questions[no].Point
	}
	return &s
}

// simple is ケアマネジメントC on 様式第1, by the centre itself.
func simple(mods ...func(*Plan)) Plan {
	return target(func(p *Plan) {
		p.Track, p.Type, p.Form, p.Centre = "", rules.TypeC, "F-C-RESULT", "試験センター"
		p.Services = []Service{{Kind: LifeSupport}}
		p.Monitoring, p.Domains, p.Issues, p.Meeting = nil, nil, nil, nil
		p.Sheet = &Sheet{
			Name: "見本 太郎", Goal: "配食を使う", Policy: "外に出る", Signed: []string{"見本 太郎"},
			Housework: [3]string{"本人", "本人", "家族"}, Measures: []Measure{{"かわさき健幸UP!!プログラム", "試験事業所"}},
			Items: printed(),
		}
		for i := range p.Sheet.Domains {
			p.Sheet.Domains[i] = SheetDomain{Domain{Now: "よい", Issue: No}, "", Period{}}
		}
	}).with(mods...)
}

// printed are the 25 items as 様式第1 prints them, 【11】 for the bus.
func printed() []Item {
	all := []Item{{Moving, 11}}
	for no := 2; no <= checklist.Last; no++ {
		all = append(all, Item{rowOf[no], no})
	}
	return all
}
