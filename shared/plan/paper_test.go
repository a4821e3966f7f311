package plan_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

var noon = day.MustParse("2026-04-20").At(12, 0)

// onPaper is a set of the forms given that came by post.
func onPaper(t *testing.T, forms ...string) (plan.Case, plan.Sealed, content.Rules) {
	t.Helper()
	bound, err := rules.For("999997", day.On(noon))
	set := content.Rules{Set: bound}
	if err != nil {
		t.Fatal(err)
	}
	who := plan.Sealed{
		Insured: "0000012345", Name: "試験 花子", Birth: day.MustParse("1940-02-03"), Address: plan.Address{Area: "本町一丁目"},
		Certification: plan.Certification{Status: "pending"}, PlanFrom: day.MustParse("2026-05-01"), PlanTo: day.MustParse("2027-03-31"),
	}
	c := plan.Case{ID: "X", Town: "999997"}
	err = errors.Join(
		c.Open(noon, plan.Opening{Office: "o", Person: "p", Channel: "post", Kind: plan.New, Sealed: who}),
		c.Register(noon, "R", plan.Paper{Received: noon, Forms: forms}, set))
	if err != nil {
		t.Fatal(err)
	}
	return c, who, set
}

func TestACorrectionOnPaperHandsTheWholeSetInAgain(t *testing.T) {
	c, who, set := onPaper(t, "F-KIHON")
	if c.State != plan.SentBack {
		t.Fatalf("an incomplete set is %s", c.State)
	}
	correct := func(channel string, received time.Time) error {
		return c.Correct(noon, channel, who, plan.Paper{Received: received, Forms: []string{"F-KIHON", "F-KCL", "F-PLAN"}}, set)
	}
	for _, x := range []struct {
		channel  string
		received time.Time
		code     string
	}{
		{"portal", noon, "channel-unknown"}, {"mail", noon, "channel-unknown"}, {"post", time.Time{}, "date-missing"},
		{"post", noon.AddDate(0, 0, 1), "received-in-future"}, {"window", noon, ""}, {"window", noon, "set-closed"},
	} {
		var r *plan.Refusal
		if err := correct(x.channel, x.received); x.code == "" && err != nil || x.code != "" && (!errors.As(err, &r) || r.Code != x.code) {
			t.Errorf("%s on %s: %v, want %q", x.channel, x.received, err, x.code)
		}
	}
	if c.State != plan.Accepted || c.Round != 2 || c.Receipt != "R" || len(c.Forms()) != 3 || c.Channel != "window" || c.Reasons != nil {
		t.Errorf("%+v", c)
	}
}

func TestAPlanSeenOnPaperIsConfirmedOnce(t *testing.T) {
	c, _, _ := onPaper(t, "F-KIHON", "F-KCL", "F-PLAN")
	for range 2 {
		if err := c.ConfirmPaper(noon, "F-PLAN", day.On(noon), nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.Documents) != 4 || !c.Documents[3].Paper || c.Confirmed == nil || c.Confirmed.Document != c.Documents[3].ID {
		t.Errorf("%+v", c)
	}
}
