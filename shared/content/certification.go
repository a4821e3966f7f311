package content

import (
	"slices"
	"strconv"

	"github.com/sasae-care/sasae/shared/checklist"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// certificationGiven: what the 被保険者証 says is written down. Source: KAW-10.
func certificationGiven(e *exam) {
	c := e.Certification
	if c.Status == "" && !e.makes() {
		return
	}
	known := slices.Contains([]string{Certified, Pending, Target}, c.Status)
	if !known || c.Status == Certified && (c.Level == "" || c.Period.From.IsZero() || c.Period.To.IsZero()) {
		e.say("certification-missing", "certification")
	}
	if p := c.Period; !p.To.IsZero() && p.To.Before(p.From) {
		e.say("certification-period-wrong", "certification.period", dates(p))
	}
}

// certificationPending: it is taken in and flagged. Source: KAW-10, TOS-37, MHLW-6-04.
func certificationPending(e *exam) {
	if e.Certification.Status == Pending {
		e.say("certification-pending", "certification.status")
	}
}

// certificationCovers: the plan lies within what was certified. Source: KAW-10.
func certificationCovers(e *exam) {
	c := e.Certification
	if (c.Status == Certified || c.Status == Target) && !e.Period.within(c.Period) {
		e.say("certification-not-covering", "period", dates(e.Period), dates(c.Period))
	}
}

// levelForCare: 46 is for 要支援1・2, AF for 事業対象者 too. Who was found 非該当 may
// be one by the checklist. A pending application has no level yet. Source:
// KUM-01, MHLW-1-01, MHLW-6-07.
func levelForCare(e *exam) {
	c, management := e.Certification, e.Care == rules.Management
	switch {
	case c.Status == Target && !management:
		e.say("target-not-support", "certification.status")
	case c.Status == Target && !slices.Contains([]number.Level{"", number.Target, number.NotEligible}, c.Level),
		c.Status == Certified && c.Level != "" && !c.Level.Support():
		e.say("level-not-support", "certification.level", named(c.Level.Name()))
	}
}

// targetAge: 事業対象者 are 65 or over. Source: MHLW-5-11.
func targetAge(e *exam) {
	if e.Certification.Status == Target && e.Age > 0 && e.Age < 65 {
		e.say("target-too-young", "age")
	}
}

// targetValid: a town may let the standing of 事業対象者 end. Source: AMB-27, KAW-10.
func targetValid(e *exam) {
	months, err := strconv.Atoi(e.set.Setting("targetPerson.validMonths"))
	from := e.Certification.Period.From
	if e.Certification.Status != Target || err != nil || months == 0 || e.Period.To.IsZero() {
		return
	}
	if from.IsZero() {
		e.say("target-from-missing", "certification.period.from")
	} else if last := from.AddMonths(months).AddDays(-1); e.Period.To.After(last) {
		e.say("target-expired", "period.to", last.Wareki())
	}
}

// checklistMet: 事業対象者 are those whose answers meet a criterion. For a certified
// person the sheet is material. Source: MHLW-1-01, MHLW-5-04.
func checklistMet(e *exam) {
	if e.Certification.Status != Target {
		return
	}
	if e.Checklist == nil || e.Checklist.Sheet == nil {
		if e.wants() {
			e.say("checklist-missing", "checklist")
		}
		return
	}
	r := checklist.Score(*e.Checklist.Sheet)
	open := slices.ContainsFunc(r.Findings, func(f checklist.Finding) bool { return f.Open })
	switch {
	case len(r.Criteria) > 0:
	case open:
		e.say("checklist-open", "checklist", len(r.Missing))
	default:
		e.say("checklist-not-met", "checklist")
	}
}

// counted are the items of the six 該当数 of a 計画書.
var counted = [6][2]int{{6, 10}, {11, 12}, {13, 15}, {16, 17}, {18, 20}, {21, 25}}

// checklistCounts: the counts of the plan are those of the sheet. Source: MHLW-5-04.
func checklistCounts(e *exam) {
	c := e.Checklist
	if c == nil || c.Sheet == nil || c.Counts == nil {
		return
	}
	for i, of := range counted {
		if n := c.Sheet.Points(of[0], of[1]); n != c.Counts[i] {
			e.say("checklist-counts", "checklist.counts", of[0], of[1], n)
		}
	}
}

// checklistFollowed: when the person did not fill it in on the spot, the centre
// sees the state during care management. Source: MHLW-5-10.
func checklistFollowed(e *exam) {
	c := e.Checklist
	switch {
	case c == nil || c.By == "" || c.By == "self":
	case !slices.Contains([]string{"phone", "family", "office"}, c.By):
		e.say("respondent-unknown", "checklist.by")
	case c.Followed.IsZero():
		e.say("respondent-not-followed", "checklist.followed")
	}
}

// opinionTaken: a 審査会意見 of the card is explained, and the plan goes along it.
// Source: KAW-33-4-オ.
func opinionTaken(e *exam) {
	if c := e.Certification; c.Opinion == Yes && (c.OpinionTold != Yes || c.OpinionTaken != Yes) {
		e.say("opinion-not-attested", "certification.opinion")
	}
}
