package notify

import (
	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// rerouted tells the heads of the centre before and whoever reviews now.
func rerouted(e events.Event, c plan.Case, dir *town.Directory, on day.Date) []audience {
	moved, err := events.Read[events.Rerouted](e)
	if err != nil {
		return nil
	}
	return append([]audience{{"rerouted", heads(moved.From, dir, on)}}, started(c, reviewers(c, dir, on))...)
}

// deadline: what rings on the day after is told as the lapse of the review. What
// is tracked beside it is the office's, or whose standing record it is (NTF-05,
// NTF-09, NTF-12).
func deadline(e events.Event, c plan.Case, dir *town.Directory, on day.Date) []audience {
	near, err := events.Read[events.DeadlineNear](e)
	switch {
	case err != nil:
		return nil
	case c.Clock == nil || near.Clock != c.Clock.ID:
		return late(near, c, audience{tracked(near, c), owner(c, dir, on)}, dir, on)
	case c.Clock.Rang(near.Stage) && c.Clock.Stays:
		return late(near, c, audience{"overdue", reviewers(c, dir, on)}, dir, on)
	case near.Stage == "after1":
		return nil
	}
	return []audience{{"deadline-" + near.Stage, reviewers(c, dir, on)}}
}

func finished(e events.Event, office, centre []string) []audience {
	end, err := events.Read[events.ReviewFinished](e)
	if err != nil {
		return nil
	}
	if end.Outcome == string(plan.Lapsed) {
		return []audience{{"lapsed", distinct(office, centre)}}
	}
	return []audience{{end.Outcome, office}}
}

// both is the reviewing side and, after a move, the heads of both centres
// (TOS-43: both centres know).
func both(c plan.Case, dir *town.Directory, on day.Date, centre []string) []string {
	out := centre
	for _, s := range c.Situation {
		out = distinct(out, ids(append(dir.Heads(s.From, on), dir.Heads(c.Centre, on)...)))
	}
	return out
}

func ids(staff []town.Staff) []string {
	out := make([]string, len(staff))
	for i, s := range staff {
		out[i] = s.ID
	}
	return out
}
