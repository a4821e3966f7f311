package content

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// explained: 重要事項 are explained and agreed to before the services start.
// Source: MHLW-5-12, KAW-7-1.
func explained(e *exam) {
	x := e.Explanation
	switch {
	case x == nil:
		if e.wants() && e.Event == rules.New {
			e.say("explanation-missing", "explanation")
		}
	case x.On.IsZero() || x.Agreed.IsZero():
		e.say("explanation-missing", "explanation")
	case !e.ServiceStart.IsZero() && (x.On.After(e.ServiceStart) || x.Agreed.After(e.ServiceStart)):
		e.say("explanation-late", "explanation.agreed", e.ServiceStart.Wareki())
	}
}

// electronic: an electronic document takes a consent that still holds, which
// names the means and the format, and can be printed. Source: KAW-7-4 to KAW-7-7.
func electronic(e *exam) {
	x := e.Explanation
	if x == nil || x.Method == "" || x.Method == "paper" {
		return
	}
	switch {
	case x.Method != "electronic":
		e.say("explanation-method-unknown", "explanation.method")
		return
	case x.Asked.IsZero() || !x.On.IsZero() && x.Asked.After(x.On):
		e.say("electronic-without-consent", "explanation.asked")
	case !x.Revoked.IsZero() && !x.Revoked.Before(x.Asked) && (x.On.IsZero() || !x.Revoked.After(x.On)):
		e.say("electronic-revoked", "explanation.revoked", x.Revoked.Wareki())
	}
	if !slices.Contains([]string{"mail", "web", "medium"}, x.Means) || x.Format == "" {
		e.say("electronic-unspecified", "explanation.means")
	}
	if x.Printable == No {
		e.say("electronic-not-printable", "explanation.printable")
	}
}

// meetingWanted tells whether the rule asks for a meeting: 46 and A do, C does
// not, B as the town says. Source: MHLW-U-01, KAW-5-1, AMB-13.
func (e *exam) meetingWanted() bool {
	return e.Care != rules.Management || e.Type == rules.TypeA || e.Type == rules.TypeB && e.set.Setting("typeB.meeting") == "required"
}

// met: a meeting, or an inquiry with its reason. Source: MHLW-U-01, KAW-33-3-ウ.
func met(e *exam) {
	m := e.Meeting
	switch {
	case m == nil:
		if e.wants() && e.meetingWanted() {
			e.say("meeting-missing", "meeting")
		}
	case m.How == "omitted":
		if e.meetingWanted() {
			e.say("meeting-omitted", "meeting.how")
		}
	case m.How != "held" && m.How != "inquiry", m.On.IsZero():
		e.say("meeting-missing", "meeting.on")
	case m.How == "inquiry" && m.Reason == "":
		e.say("inquiry-without-reason", "meeting.reason")
	}
}

// dataShared: nothing about user or family goes into a meeting before they agreed
// to it. Source: KAW-24-3.
func dataShared(e *exam) {
	m := e.Meeting
	if m == nil || m.How == "omitted" {
		return
	}
	open := func(agreed day.Date) bool { return agreed.IsZero() || !m.On.IsZero() && agreed.After(m.On) }
	if open(e.Consents.User) {
		e.say("user-data-consent-missing", "consents.user")
	}
	if m.Family == Yes && open(e.Consents.Family) {
		e.say("family-data-consent-missing", "consents.family")
	}
}

// planAgreed: the user agrees in writing before the plan is confirmed. Source:
// MHLW-E-01, KAW-33-3-エ, KAW-33-3C-オ.
func planAgreed(e *exam) {
	c := e.Consents
	switch {
	case !e.Confirmed.IsZero() && c.Plan.IsZero():
		e.say("consent-missing", "consents.plan")
	case !e.Confirmed.IsZero() && c.Plan.After(e.Confirmed):
		e.say("consent-after-confirmation", "consents.plan", c.Plan.Wareki(), e.Confirmed.Wareki())
	}
	if c.Written == No {
		e.say("consent-not-written", "consents.written")
	}
}

// inOrder compares the steps of a plan, as far as their days are stated. A
// provisional plan goes ahead of its own steps. Source: MHLW-3-02.
func inOrder(e *exam) {
	if e.Certification.Status == Pending || e.Event == rules.Provisional {
		return
	}
	var assessedOn, metOn day.Date
	if e.Assessment != nil {
		assessedOn = e.Assessment.On
	}
	if e.Meeting != nil {
		metOn = e.Meeting.On
	}
	for _, s := range []struct {
		field, first, then string
		a, b               day.Date
	}{
		{"made", "アセスメント", "計画の作成", assessedOn, e.Made},
		{"meeting.on", "アセスメント", "サービス担当者会議", assessedOn, metOn},
		{"consents.plan", "サービス担当者会議", "計画への同意", metOn, e.Consents.Plan},
		{"consents.plan", "計画の作成", "計画への同意", e.Made, e.Consents.Plan},
		{"delivered", "計画への同意", "計画の交付", e.Consents.Plan, e.Delivered},
		{"delivered", "計画の確定", "計画の交付", e.Confirmed, e.Delivered},
		{"serviceStart", "計画への同意", "サービスの開始", e.Consents.Plan, e.ServiceStart},
	} {
		if !s.a.IsZero() && !s.b.IsZero() && s.a.After(s.b) {
			e.say("steps-out-of-order", s.field, s.then, s.b.Wareki(), s.first, s.a.Wareki())
		}
	}
}

// evaluated: a 評価表 is about the plan before. There is none for a first plan;
// where the town wants it at this event, a later plan has one. Source: KUM-15,
// MHLW-KU-01, AMB-01.
func evaluated(e *exam) {
	first := e.before() == No
	if e.Event == rules.Renewal && first {
		e.say("renewal-without-plan", "before")
	}
	switch {
	case first && e.Evaluated == Yes:
		e.say("evaluation-without-plan", "evaluated")
	case !first && e.Evaluated == No && e.wantsForm("F-EVAL-F"):
		e.say("evaluation-missing", "evaluated")
	}
}

func (e *exam) wantsForm(form string) bool {
	d := e.set.DocumentsFor(rules.Wanted{Event: e.Event, Track: e.Track, Type: e.Type})
	return slices.ContainsFunc(d.Required, func(x rules.Document) bool { return x.Form == form })
}

// provisionalMeeting: at a provisional plan the centre is there, or has checked
// the plan before. Source: TOS-39.
func provisionalMeeting(e *exam) {
	m := e.Meeting
	if e.Event != rules.Provisional || m == nil || m.Present != No || e.set.Setting("provisional.centre") != "presentOrChecked" {
		return
	}
	if e.DraftChecked.IsZero() || !m.On.IsZero() && e.DraftChecked.After(m.On) {
		e.say("provisional-centre-absent", "meeting.present")
	}
}

// assistanceTold: of a user on 生活保護 the 福祉事務所 hears before the services of
// a provisional plan start. Source: TOS-41.
func assistanceTold(e *exam) {
	a := e.Assistance
	if a == nil || e.Event != rules.Provisional || e.set.Setting("provisional.welfareOffice") != "contact" {
		return
	}
	if a.Contacted.IsZero() || !e.ServiceStart.IsZero() && a.Contacted.After(e.ServiceStart) {
		e.say("welfare-not-contacted", "assistance.contacted")
	}
	if a.Slip == No {
		e.say("welfare-slip-missing", "assistance.slip")
	}
}
