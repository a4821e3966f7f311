package access_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/town"
)

func TestATokenIsGoodForOnePersonUntilItEnds(t *testing.T) {
	ring := func(b byte) seal.Ring {
		r, err := seal.NewRing([]byte(strings.Repeat(string(rune(b)), 32)))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	now := apptest.Start
	good := access.Issue(ring('a'), apptest.Town, "m1", now.Add(time.Hour))
	parts := strings.Split(good, ".")
	other := strings.Split(access.Issue(ring('a'), apptest.Town, "k1", now.Add(time.Hour)), ".")
	if s, err := access.Verify(ring('a'), good, now); err != nil || s.Staff != "m1" || s.SessionTown() != apptest.Town {
		t.Fatalf("%+v %v", s, err)
	}
	for name, c := range map[string]struct {
		token string
		at    time.Time
	}{
		"an ended one":                {good, now.Add(time.Hour)},
		"one of another installation": {access.Issue(ring('b'), apptest.Town, "m1", now.Add(time.Hour)), now},
		"another claim":               {parts[0] + "." + other[1] + "." + parts[2], now},
		"another kind":                {"prod." + parts[1] + "." + parts[2], now},
		"no signature":                {parts[0] + "." + parts[1] + ".", now},
		"one part more":               {good + ".x", now},
		"nothing":                     {"", now},
		"a padded signature":          {good + "=", now},
	} {
		if s, err := access.Verify(ring('a'), c.token, c.at); err == nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestCanForbidsWhatTheTableDoesNotKnow(t *testing.T) {
	p := access.Principal{Session: access.Session{Town: "1", Staff: "h"}, Role: "head", Org: "c1"}
	c := plan.Case{Town: "1", Centre: "c1", State: plan.InReview}
	if err := access.Can(p, "approve", &c); err == nil {
		t.Error("an unknown action is allowed")
	}
	if err := access.Can(access.Principal{}, access.List, nil); err == nil {
		t.Error("nobody may list")
	}
	c.Centre, p.Org = "", ""
	if err := access.Can(p, access.Read, &c); err == nil {
		t.Error("a centre without a name sees a case without a centre")
	}
}

func FuzzATokenThatNobodyIssuedIsRefused(f *testing.F) {
	ring, err := seal.NewRing([]byte(strings.Repeat("a", 32)))
	if err != nil {
		f.Fatal(err)
	}
	good := access.Issue(ring, apptest.Town, "m1", apptest.Start.Add(time.Hour))
	for _, s := range []string{good, good[:len(good)-1], "dev..", "dev.e30.AAAA", "", strings.ToUpper(good), good + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if s, err := access.Verify(ring, token, apptest.Start); err == nil && token != good {
			t.Fatalf("%q is %+v", token, s)
		}
	})
}

// towns opens one book for every scope.
type towns struct{ book town.Book }

func (s towns) Town(context.Context, app.Scope) (*town.Directory, error) {
	return town.Open(s.book), nil
}

func TestACentreReadsTheFinishedCasesOfItsDistrictsAndDoesNoMore(t *testing.T) {
	head := func(staff string) access.Principal {
		p, _, err := access.Know(t.Context(), towns{apptest.Book()}, access.Session{Town: apptest.Town, Staff: staff}, day.On(apptest.Start))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	c := plan.Case{Town: apptest.Town, Receipt: "R", State: plan.NoAdvice, Centre: "c2", District: "k1"}
	if err := access.Can(head("h1"), access.Read, &c); err != nil || !head("h1").Knows(&c) {
		t.Errorf("the centre that has the district: %v", err)
	}
	for _, action := range []string{access.OpenDocument, access.SendBack, access.Reroute, access.Advise, access.Tell} {
		if err := access.Can(head("h1"), action, &c); err == nil {
			t.Errorf("it may %s", action)
		}
	}
	if head("m1").Keeps(&c) || head("k1").Keeps(&c) || head("h2").Keeps(&c) {
		t.Error("others keep the register too")
	}
	for name, change := range map[string]func(*plan.Case){
		"another town's":                     func(c *plan.Case) { c.Town = "1" },
		"one that was never handed in":       func(c *plan.Case) { c.Receipt = "" },
		"one that never went to a centre":    func(c *plan.Case) { c.Centre = "" },
		"one of a district nobody heard of":  func(c *plan.Case) { c.District = "k9" },
		"one of another centre's district":   func(c *plan.Case) { c.District = "k2" },
		"one without a district and a state": func(c *plan.Case) { c.District, c.State = "", "" },
	} {
		other := c
		change(&other)
		if err := access.Can(head("h1"), access.Read, &other); err == nil {
			t.Errorf("a centre reads %s", name)
		}
	}
}
