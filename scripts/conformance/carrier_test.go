package main

import (
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// invented is a small set of a town that does not exist.
func invented() []rules.Set {
	week := rules.Period{N: 1, Unit: rules.Weeks}
	return []rules.Set{{
		Name: "invented", Effective: rules.Effective{From: day.MustParse("2026-04-01")},
		Binds: rules.Binding{Towns: []string{"999997"}, Care: rules.Support},
		Clocks: map[string]rules.Clock{
			"first":  {Name: "一つめ", StartsFrom: rules.Start{Is: rules.Received}, Period: week, FirstDay: rules.Choice[rules.FirstDay]{Is: rules.Excluded}},
			"second": {Name: "二つめ", StartsFrom: rules.Start{Is: rules.Received}, Period: rules.Period{Unit: rules.NoPeriod, Words: "速やかに"}},
		},
		Documents: []rules.DocumentSet{
			{Events: []rules.Event{rules.New}, Required: []rules.Document{{Form: "F-PLAN"}, {OneOf: []string{"F-MON", "F-PROG-E"}}}},
		},
		Viewpoints: []rules.Viewpoint{{N: 1}, {N: 2, RenewalOnly: true}},
		Channels:   []rules.Channel{{ID: "post", Standing: rules.Allowed}},
		Settings:   map[string]rules.Setting{"review.stage": {Is: "draft"}},
	}}
}

func TestARowCarriesWhatFailsWithoutIt(t *testing.T) {
	first := func(c carrier) carrier { c.Clock, c.From = "first", "2026-04-01"; return c }
	for name, c := range map[string]struct {
		carrier
		want string // in the error; none: it holds
	}{
		"a clock":                        {carrier{Row: "clocks.first", From: "2026-04-01", Due: "2026-04-08"}, ""},
		"a length":                       {carrier{Row: "clocks.first.period", From: "2026-04-01", Due: "2026-04-08"}, ""},
		"words":                          {carrier{Row: "clocks.second", From: "2026-04-01", Due: "速やかに"}, ""},
		"a wrong day":                    {carrier{Row: "clocks.first", From: "2026-04-01", Due: "2026-04-09"}, "2026-04-08"},
		"a row that does not matter":     {first(carrier{Row: "clocks.second", Due: "2026-04-08"}), "without the row too"},
		"a field that says the ordinary": {carrier{Row: "clocks.first.firstDay", From: "2026-04-01", Due: "2026-04-08"}, "without the row too"},
		"a clock that is not there":      {carrier{Row: "clocks.third", From: "2026-04-01", Due: "2026-04-08"}, "no clock third"},
		"a field that is not there":      {carrier{Row: "clocks.first.every", From: "2026-04-01", Due: "2026-04-08"}, "no field every"},
		"a row that is not there":        {first(carrier{Row: "settings.other", Due: "2026-04-08"}), "no row settings.other"},
		"a part that is not there":       {first(carrier{Row: "stars.one", Due: "2026-04-08"}), "no row stars.one"},
		"a start nobody knows":           {carrier{Row: "clocks.first", From: "moon 2026-04-01", Due: "2026-04-08"}, "起点"},
		"no day":                         {carrier{Row: "clocks.first", From: "soon", Due: "2026-04-08"}, "soon"},

		"a document":                    {carrier{Row: "documents.F-PLAN", Event: "new", Documents: "required:F-PLAN"}, ""},
		"one of a choice":               {carrier{Row: "documents.F-MON", Event: "new", Documents: "oneOf:F-PROG-E"}, ""},
		"a document of another event":   {carrier{Row: "documents.F-PLAN", Event: "renewal", Documents: "required:F-PLAN"}, "not required at renewal"},
		"a document and another's row":  {carrier{Row: "documents.F-MON", Event: "new", Documents: "required:F-PLAN"}, "without the row too"},
		"a document that is not listed": {carrier{Row: "documents.F-KCL", Event: "new", Documents: "required:F-PLAN"}, "no row documents.F-KCL"},
		"a list that is none":           {carrier{Row: "documents.F-PLAN", Event: "new", Documents: "wanted:F-PLAN"}, "no list"},
		"an event that is none":         {carrier{Row: "documents.F-PLAN", Event: "full moon", Documents: "required:F-PLAN"}, "no event"},

		"a setting":            {carrier{Row: "settings.review.stage", Setting: "draft"}, ""},
		"another value":        {carrier{Row: "settings.review.stage", Setting: "confirmed"}, `"draft"`},
		"a viewpoint":          {carrier{Row: "viewpoints.2", Viewpoint: 2}, ""},
		"no such viewpoint":    {carrier{Row: "viewpoints.1", Viewpoint: 3}, "no viewpoint 3"},
		"another's viewpoint":  {carrier{Row: "viewpoints.1", Viewpoint: 2}, "without the row too"},
		"a channel":            {carrier{Row: "channels.post", Channel: "post:allowed"}, ""},
		"a channel's standing": {carrier{Row: "channels.post", Channel: "post:refused"}, `"allowed"`},
		"a town it binds":      {carrier{Row: "binds.towns", Town: "999997", On: "2026-04-01", Binds: "yes"}, ""},
		"a town it does not":   {carrier{Row: "binds.towns", Town: "999998", On: "2026-04-01", Binds: "yes"}, "binds: no"},
		"a day before it":      {carrier{Row: "effective.from", Town: "999997", On: "2026-03-31", Binds: "no"}, ""},
		"nothing to look at":   {carrier{Row: "binds.towns"}, "nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			c.Set = "invented"
			if err := c.verify(invented()); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestASetIsNamedSoThatItIsOne(t *testing.T) {
	c := carrier{Set: "invented", Row: "viewpoints.1", Viewpoint: 1}
	if err := c.verify(append(invented(), invented()...)); err == nil {
		t.Error("two sets of that name")
	}
	c.Set = "invented@2026-04-01"
	if err := c.verify(invented()); err != nil {
		t.Error(err)
	}
	c.Set = "other"
	if err := c.verify(invented()); err == nil {
		t.Error("no set of that name")
	}
}

func TestTakingARowOutLeavesTheSetItselfAlone(t *testing.T) {
	s := invented()[0]
	if _, err := remove(s, "documents.F-PLAN"); err != nil || len(s.Documents[0].Required) != 2 {
		t.Errorf("%v, %v", err, s.Documents)
	}
}

func TestACheckCarriesWhatIsItsSource(t *testing.T) {
	heard := map[string]bool{"consent-missing": true}
	for _, c := range []struct {
		r          requirement
		code, want string
	}{
		{requirement{ID: "MHLW-E-01", Class: "E"}, "consent-missing", ""},
		{requirement{ID: "KUM-10", Class: "T"}, "consent-missing", ""},
		{requirement{ID: "KUM-15", Class: "E"}, "consent-missing", "the sources"},
		{requirement{ID: "MHLW-E-01", Class: "E"}, "no-such-code", "no code"},
		{requirement{ID: "MHLW-E-01", Class: "E"}, "consent-not-written", "no example"},
	} {
		err := c.r.holds(carrier{Check: c.code}, nil, heard)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s by %s: %v, want %q", c.r.ID, c.code, err, c.want)
		}
	}
	if err := (requirement{}).holds(carrier{Check: "consent-missing", Setting: "draft"}, nil, heard); err == nil {
		t.Error("a carrier says two things at once")
	}
}
