package content

import (
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/rules"
)

// rulesFit: the set is one for this plan. Source: KUM-03, TOS-02, TOS-03, KAW-1, AMB-16.
func rulesFit(e *exam) {
	b := e.set.Binds
	since := slices.MinFunc(append(slices.Clone(e.Designations), Period{}), oldest).From
	switch {
	case b.Care != "" && b.Care != e.care():
		e.say("rules-not-for-this", "care", e.set.Title)
	case len(b.Tracks) > 0 && e.Track != "" && !slices.Contains(b.Tracks, e.Track):
		e.say("rules-not-for-this", "track", e.set.Title)
	case len(b.Centres) > 0 && e.Centre != "" && !slices.Contains(b.Centres, e.Centre):
		e.say("rules-not-for-this", "centre", e.set.Title)
	case !since.IsZero() && since.Before(b.DesignatedFrom):
		e.say("rules-not-for-this", "designations", e.set.Title)
	}
}

// oldest sorts by the first day; none goes last.
func oldest(a, b Period) int {
	if a.From.IsZero() != b.From.IsZero() {
		return -a.From.Compare(b.From)
	}
	return a.From.Compare(b.From)
}

// eventTaken: what the rules do not ask for is welcome, and said. A switch is like
// a minor change. Source: KUM-05, KUM-07, TOS-25, TOS-53, AMB-02, AMB-28.
func eventTaken(e *exam) {
	if e.Event == "" || len(e.set.Documents) == 0 || e.set.Takes(rules.Wanted{Event: e.Event, Track: e.Track, Type: e.Type}) {
		return
	}
	if e.Event != rules.Switch || e.set.Setting("switch.requiresSubmission") != "yes" {
		e.say("event-not-asked", "event", named(e.Event.Name()))
	}
}

// channelTaken compares the way of submission with the town's. Source: KUM-23,
// KUM-25, AMB-25.
func channelTaken(e *exam) {
	if e.Channel == "" || len(e.set.Channels) == 0 {
		return
	}
	switch c, ok := e.set.ChannelNamed(e.Channel); {
	case !ok:
		e.say("channel-not-foreseen", "channel")
	case c.Standing == rules.Refused:
		e.say("channel-refused", "channel", c.Name)
	case c.Standing == rules.Discouraged:
		e.say("channel-discouraged", "channel", c.Name)
	}
}

// formForType: 様式第1 is C's; C may also use the ordinary form. Source:
// KAW-33-3-ア, KAW-33-3C-イ.
func formForType(e *exam) {
	ordinary := strings.HasPrefix(e.Form, "F-PLAN")
	if e.Form != "" && !ordinary && (e.Form != "F-C-RESULT" || e.Type != rules.TypeC) {
		f, _ := e.set.Form(e.Form)
		e.say("form-for-type", "form", named(f.Name))
	}
}

// editionTaken: where the town names the editions it takes, it is one of them.
// Source: MHLW-6-01, TOS-26.
func editionTaken(e *exam) {
	listed := false
	for _, f := range e.set.Forms {
		if e.Edition == "" || f.Form != e.Form {
			continue
		}
		listed = true
		if f.Version == e.Edition && (e.Made.IsZero() || (Period{f.From, f.Until}).Holds(e.Made)) {
			return
		}
	}
	if listed {
		f, _ := e.set.Form(e.Form)
		e.say("form-edition", "edition", named(f.Name))
	}
}
