package content

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/sasae-care/sasae/shared/rules"
)

// Result is that of ケアマネジメントC. Source: MHLW-3-05, MHLW-6-02.
type Result struct{ LifeGoal, Issue, Measures, Efforts, Attention string }

// A part is a field that must not be empty, by its Japanese name.
type part struct {
	field, name string
	there       bool
}

// blanks says a code once for each part that is not there.
func (e *exam) blanks(code string, parts []part) {
	for _, p := range parts {
		if !p.there {
			e.say(code, p.field, p.name)
		}
	}
}

// planPeriod: the period is agreed and written down. Source: MHLW-I-05, KAW-34-3.
func planPeriod(e *exam) {
	p := e.Period
	if e.makes() && (p.From.IsZero() || p.To.IsZero()) || !p.To.IsZero() && p.To.Before(p.From) {
		e.say("plan-period-wrong", "period")
	}
}

// monitoringSet: the interval is agreed and written down, and within the town's.
// B is free. Source: MHLW-I-05, MHLW-3-03, MHLW-3-04, KAW-33-3-コ-x.
func monitoringSet(e *exam) {
	m := e.Monitoring
	if m == nil {
		if e.wants() && e.Type != rules.TypeC {
			e.say("monitoring-missing", "monitoring")
		}
		return
	}
	excused := slices.ContainsFunc(m.Exceptions, func(x Exception) bool { return x.Reason != "" })
	most, err := strconv.Atoi(e.set.Setting("monitoring.visitEveryMonths"))
	switch {
	case m.Every <= 0 && e.Type != rules.TypeC:
		e.say("monitoring-missing", "monitoring.every")
	case err == nil && (e.Care != rules.Management || e.Type == rules.TypeA) && m.Every > most && !excused:
		e.say("monitoring-too-rare", "monitoring.every", m.Every, most)
	}
}

// monitoringExcused: what departs from the rule has a reason. Source: KAW-33-3-コ-x.
func monitoringExcused(e *exam) {
	if e.Monitoring == nil {
		return
	}
	for i, x := range e.Monitoring.Exceptions {
		if x.Reason == "" {
			e.say("exception-without-reason", fmt.Sprintf("monitoring.exceptions[%d]", i))
		}
	}
}

// monitoringRemote: by video where the town allows it. Source: MHLW-K-01, AMB-26.
func monitoringRemote(e *exam) {
	if m := e.Monitoring; m != nil && m.Remote == Yes && e.set.Setting("monitoring.remoteAllowed") == "no" {
		e.say("monitoring-remote", "monitoring.remote")
	}
}

// monitoringOfC: after C nothing recurs, unless the town looks again. Source:
// MHLW-3-05, AMB-11.
func monitoringOfC(e *exam) {
	if m := e.Monitoring; m != nil && m.Every > 0 && e.Type == rules.TypeC && e.set.Setting("typeC.monitoring") == "none" {
		e.say("monitoring-of-c", "monitoring")
	}
}

// assessed: when, where and how. Source: MHLW-A-01, KAW-33-2-イ, KAW-33-2-ウ.
func assessed(e *exam) {
	a := e.Assessment
	if a == nil {
		if e.wants() {
			e.say("assessment-missing", "assessment", "実施日、場所、方法")
		}
		return
	}
	e.blanks("assessment-missing", []part{
		{"assessment.on", "実施日", !a.On.IsZero()}, {"assessment.place", "場所", a.Place != ""}, {"assessment.mode", "方法", a.Mode != ""},
	})
	elsewhere := a.Place != "" && a.Place != "home" || a.Mode != "" && a.Mode != "interview" || a.User == No || a.Family == No
	if elsewhere && a.Reason == "" {
		e.say("assessment-not-at-home", "assessment.reason")
	}
}

// domainsAssessed: all four, with what is an issue and why. Source: KAW-33-2-ア.
func domainsAssessed(e *exam) {
	if e.Domains == nil {
		if e.wants() && e.Sheet == nil && e.Type != rules.TypeC {
			e.say("domain-missing", "domains", "4つすべて")
		}
		return
	}
	for i, d := range e.Domains {
		field := fmt.Sprintf("domains[%d]", i)
		switch {
		case d.Now == "":
			e.say("domain-missing", field+".now", DomainNames[i])
		case d.Issue == Untold || d.Issue == Yes && d.Background == "":
			e.say("domain-issue-open", field+".issue", DomainNames[i])
		}
	}
}

// lifeGoalSet: the life the person aims at. Source: KAW-33-3-イ.
func lifeGoalSet(e *exam) {
	if e.wants() && e.Sheet == nil && e.Result == nil && e.LifeGoal == (LifeGoal{}) {
		e.say("life-goal-missing", "lifeGoal")
	}
}

// issuesWhole: each row of the draft says all that a draft must. Source:
// KAW-33-3-イ, KAW-33-3C-ウ, KAW-34-3.
func issuesWhole(e *exam) {
	if len(e.Issues) == 0 && e.wants() && e.Sheet == nil && e.Type != rules.TypeC {
		e.say("draft-incomplete", "issues", "課題と目標")
	}
	for i, x := range e.Issues {
		at := fmt.Sprintf("issues[%d].", i)
		e.blanks("draft-incomplete", []part{
			{at + "issue", "総合的課題", x.Issue != ""}, {at + "proposal", "課題に対する目標と具体策の提案", x.Proposal != ""},
			{at + "will", "具体策についての意向", x.Will != ""}, {at + "goal", "目標", x.Goal != ""},
			{at + "attention", "支援の留意点", x.Attention != ""}, {at + "support", "支援内容", x.Support != ""},
			{at + "period", "期間", !x.Period.From.IsZero() && !x.Period.To.IsZero()},
		})
	}
}

// goalsInPeriod: a goal's time lies in the plan's. Source: KAW-34-3.
func goalsInPeriod(e *exam) {
	for i, x := range e.Issues {
		if !x.Period.within(e.Period) {
			e.say("goal-outside-period", fmt.Sprintf("issues[%d].period", i), dates(x.Period), dates(e.Period))
		}
	}
}

// resultOfC: what the person takes home. Source: MHLW-3-05, MHLW-6-02.
func resultOfC(e *exam) {
	if e.Type != rules.TypeC || e.Sheet != nil || e.Result == nil && !e.wants() {
		return
	}
	r := e.Result
	if r == nil {
		r = &Result{}
	}
	e.blanks("c-result-incomplete", []part{
		{"result.lifeGoal", "生活の目標", r.LifeGoal != ""}, {"result.issue", "維持・改善すべき課題", r.Issue != ""},
		{"result.measures", "課題を解決するための具体的対策", r.Measures != ""}, {"result.efforts", "目標を達成するための取組", r.Efforts != ""},
		{"result.attention", "注意事項", r.Attention != ""},
	})
}
