package plan

import (
	"testing"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// provisional is a case in review whose person's certification is pending.
func provisional(t testing.TB) *Case {
	c := inReview(t)
	c.Pending, c.Sealed.Certification = true, Certification{Status: "pending"}
	return saved(c)
}

func TestWhileTheCertificationIsPendingEveryOutcomeIsPrepared(t *testing.T) {
	all := provisional(t).Prospects()
	ends := map[Outcome]bool{}
	for _, p := range all {
		ends[p.Outcome] = p.Ends
		if p.Came || p.Month.Text == "" || p.Month.Source == "" || len(p.Steps) == 0 {
			t.Errorf("%+v", p)
		}
		for _, s := range p.Steps {
			if s.Text == "" || s.Source == "" || s.Done || s.By != "office" && s.By != "centre" {
				t.Errorf("%s: %+v", p.Outcome, s)
			}
		}
	}
	if len(all) != 4 || ends[ToSupport] || !ends[ToCare] || !ends[ToTarget] || !ends[ToNone] {
		t.Errorf("%v", ends)
	}
	if got := inReview(t).Prospects(); got != nil {
		t.Errorf("nobody waits for a result: %+v", got)
	}
}

func TestOf介護予防ケアマネジメントATargetPersonStays(t *testing.T) {
	c := provisional(t)
	c.Care, c.Track = rules.Management, rules.Commissioned
	for _, p := range c.Prospects() {
		if p.Ends != (p.Outcome == ToCare || p.Outcome == ToNone) {
			t.Errorf("%+v", p)
		}
		if p.Steps[0].By != "centre" {
			t.Errorf("on commission the centre keeps the record: %+v", p.Steps[0])
		}
	}
	c = did(t, c, resulted("level", "06"))
	if c.State != InReview || c.Pending || c.Sealed.Certification.Status != content.Target || c.Clock.Stopped != "" {
		t.Errorf("%s %+v", c.State, c.Sealed.Certification)
	}
}

func TestTheResultSettlesWhatWasProvisional(t *testing.T) {
	for _, x := range []struct {
		level, status string
		want          State
		stopped       string
	}{
		{"12", "certified", InReview, ""},
		{"21", "certified", Ended, "situation-level"},
		{"06", "target", Ended, "situation-level"},
		{"01", "not-eligible", Ended, "situation-level"},
	} {
		c := did(t, provisional(t), resulted("level", x.level))
		if c.State != x.want || c.Clock.Stopped != x.stopped || c.Pending || c.Sealed.Certification.Status != x.status || c.Sealed.Certification.Level != x.level {
			t.Errorf("%s: %s, %q, %+v", x.level, c.State, c.Clock.Stopped, c.Sealed.Certification)
		}
		p := c.Prospects()
		if len(p) != 1 || !p[0].Came || !p[0].Steps[0].Done || p[0].Ends != (x.want == Ended) {
			t.Errorf("%s: what follows is %+v", x.level, p)
		}
		again := saved(c)
		if err := resulted("level", x.level)(again); err != nil || len(again.Happened()) != 0 {
			t.Errorf("%s again: %v %v", x.level, err, again.Happened())
		}
	}
}

func TestThePlanIsStatedAnewWithTheResult(t *testing.T) {
	on := day.On(t0)
	told := News{Kind: "level", On: on, Certified: &Certification{Level: "13", From: on, To: on.AddDays(180)}}
	c := did(t, provisional(t), func(c *Case) error { return c.Tell(t0, told) })
	covered := func() bool { return c.Prospects()[0].Steps[1].Done }
	if covered() {
		t.Fatal("a plan beyond the certified period is taken for covered")
	}
	told.Plan = content.Period{From: on.AddDays(10), To: on.AddDays(180)}
	c = did(t, c, func(c *Case) error { return c.Tell(t0, told) })
	if !covered() || c.Sealed.PlanTo != told.Plan.To || c.State != InReview {
		t.Errorf("%v %s %s", covered(), c.Sealed.PlanTo, c.State)
	}
}

func TestEverySituationSaysWhoBillsItsMonth(t *testing.T) {
	for kind := range situations {
		if g := MonthOf(Situation{Kind: kind}); g.Text == "" || g.Source == "" {
			t.Errorf("%s: %+v", kind, g)
		}
	}
	if MonthOf(Situation{Kind: "level", Result: ToCare}) != months[ToCare] {
		t.Error("a result says more than that the level changed")
	}
}
