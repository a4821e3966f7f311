package content

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// directSince is the first day on which an office may hold the contract itself.
// Source: KUM-01 (令和6年4月1日).
var directSince = day.Of(2024, 4, 1)

// trackForCare: 介護予防ケアマネジメント is the centre's; an office does it on
// commission. Source: KUM-01, TOS-05, TOS-13, KAW-3-2.
func trackForCare(e *exam) {
	if e.Track == rules.Direct && e.Care == rules.Management {
		e.say("direct-only-support", "track")
	}
}

// directFrom: no direct contract before the law. Source: KUM-01.
func directFrom(e *exam) {
	if d := e.Period.From; e.Track == rules.Direct && !d.IsZero() && d.Before(directSince) {
		e.say("direct-before-law", "period.from", directSince.Wareki())
	}
}

// designated: the office was designated when it made the plan and when the plan
// begins. A plan that moves to it may be older. Source: KUM-01, TOS-08.
func designated(e *exam) {
	if e.Track != rules.Direct || len(e.Designations) == 0 {
		return
	}
	days := []day.Date{e.Period.From}
	if e.Event != rules.Transfer {
		days = append(days, e.Made)
	}
	for _, on := range days {
		if !on.IsZero() && !e.designatedOn(on) {
			e.say("designation-not-covering", "designations", on.Wareki())
			return
		}
	}
	if to := e.Period.To; !to.IsZero() && !e.designatedOn(to) {
		e.say("designation-ends", "designations", to.Wareki())
	}
}

func (p Plan) designatedOn(d day.Date) bool {
	return slices.ContainsFunc(p.Designations, func(x Period) bool { return x.Holds(d) })
}

// transferred: 移行 goes from the centre to a designated office. Source: TOS-06.
func transferred(e *exam) {
	if e.Event == rules.Transfer && e.Track == rules.Commissioned {
		e.say("transfer-not-direct", "track")
	}
}

// commissionNotified: the mayor hears of a commission before it starts, where the
// town asks for it. Source: KAW-4-2.
func commissionNotified(e *exam) {
	c := e.Commission
	switch {
	case c == nil || e.Track != rules.Commissioned || e.set.Setting("commission.notice") != "before":
	case c.Office == "" || c.Address == "" || c.Content == "" || c.Notified.IsZero() || c.Start.IsZero():
		e.say("commission-notice-incomplete", "commission")
	case !c.Notified.Before(c.Start):
		e.say("commission-notice-late", "commission.notified", c.Notified.Wareki(), c.Start.Wareki())
	}
}

// switchTold: the office says why the care changes. Source: TOS-17.
func switchTold(e *exam) {
	if s := e.Switch; e.Event == rules.Switch && s != nil && (s.Reason == "" || s.Situation == "") {
		e.say("switch-reason-missing", "switch")
	}
}

// switchContracted: without a 同時契約 each way back and forth takes a contract
// and a 届出 of its own. Source: TOS-12, TOS-51, AMB-14.
func switchContracted(e *exam) {
	if e.Event == rules.Switch && e.set.Setting("contract.mode") == "simultaneous" && e.Simultaneous == No {
		e.say("switch-without-contract", "simultaneous")
	}
}

// notificationSigned: from the second 届出 on, under a 同時契約, nobody signs.
// Source: TOS-19.
func notificationSigned(e *exam) {
	n := e.Notification
	if n == nil || n.SelfSigned != No || e.set.Setting("contract.mode") != "simultaneous" {
		return
	}
	if n.Nth < 2 || e.Simultaneous != Yes {
		e.say("notification-unsigned", "notification.selfSigned")
	}
}

// notified: the 届出書 is filed, after an explanation, before the services start.
// Source: MHLW-5-05, TOS-18, TOS-52.
func notified(e *exam) {
	n := e.Notification
	switch {
	case n == nil:
		if e.wants() && e.Event == rules.New {
			e.say("notification-missing", "notification")
		}
	case n.Filed.IsZero():
		e.say("notification-missing", "notification.filed")
	case n.Explained == No:
		e.say("notification-unexplained", "notification.explained")
	case !e.ServiceStart.IsZero() && n.Filed.After(e.ServiceStart):
		e.say("notification-late", "notification.filed", n.Filed.Wareki(), e.ServiceStart.Wareki())
	}
}

// kihonMade: on the commissioned track a town may want the first 利用者基本情報 from
// the centre and the later ones from the office. Source: TOS-22.
func kihonMade(e *exam) {
	first := Party(e.set.Setting("intake.kihonFirstBy"))
	if e.Track != rules.Commissioned || e.KihonBy == "" || first == "" || e.before() == Untold {
		return
	}
	want := ByOffice
	if e.before() == No {
		want = first
	}
	if e.KihonBy != want {
		e.say("kihon-by-other", "kihonBy", map[Party]string{ByOffice: "事業所", ByCentre: "センター"}[want])
	}
}

// draftChecked: on the commissioned track the centre sees the draft before the
// meeting, where the town reviews drafts. Source: TOS-24, AMB-04.
func draftChecked(e *exam) {
	switch {
	case e.Track != rules.Commissioned || e.reviewed() != "draft":
	case e.DraftChecked.IsZero():
		if e.wants() && !e.Confirmed.IsZero() {
			e.say("draft-not-checked", "draftChecked")
		}
	case e.Meeting != nil && !e.Meeting.On.IsZero() && e.DraftChecked.After(e.Meeting.On):
		e.say("draft-checked-late", "draftChecked", e.DraftChecked.Wareki(), e.Meeting.On.Wareki())
	}
}

// reviewed is what the centre reviews of a commissioned plan: a town may say it
// apart. Source: TOS-24.
func (e *exam) reviewed() string {
	if stage := e.set.Setting("review.stageCommissioned"); stage != "" {
		return stage
	}
	return e.set.Setting("review.stage")
}

// plannerKnown: somebody is in charge, of a profession that may be. Source:
// MHLW-4-02, MHLW-6-06, KAW-13-3, KAW-33-1-ア.
func plannerKnown(e *exam) {
	managers := []Role{CareManager, ChiefCareManager}
	all := append(managers, PublicNurse, SocialWorker, Nurse, WelfareOfficer, Self)
	switch r := e.Planner.Role; {
	case r == Self && e.Care == rules.Management:
		e.say("plan-self-made", "planner.role")
	case e.Planner.Name == "" && e.wants():
		e.say("planner-missing", "planner.name")
	case r != "" && !slices.Contains(all, r):
		e.say("planner-role", "planner.role", "保健師、社会福祉士、主任介護支援専門員、介護支援専門員など")
	case r != "" && e.Track != "" && !slices.Contains(managers, r):
		e.say("planner-role", "planner.role", "介護支援専門員")
	}
}
