package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/seal"
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
