package notify

import (
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// tracked is the kind of notice of a tracked due day.
func tracked(near events.DeadlineNear, c plan.Case) string {
	kind := "tracked-"
	if c.State == plan.Standing {
		kind = "standing-"
	}
	if near.Stage == plan.Over {
		return kind + "over"
	}
	return kind + "near"
}

// late is who hears that a day has passed: those whose duty it is, and the town
// where the rules say so.
func late(near events.DeadlineNear, c plan.Case, own audience, dir *town.Directory, on day.Date) []audience {
	for _, k := range c.Clocks() {
		if k.ID == near.Clock && k.Tells && (near.Stage == plan.Over || k.Rang(near.Stage)) {
			own.who = distinct(own.who, ids(dir.Clerks(on)))
		}
	}
	return []audience{own}
}

// owner are those whose duty it is.
func owner(c plan.Case, dir *town.Directory, on day.Date) []string {
	of, id, _ := strings.Cut(c.Party, "/")
	switch of {
	case "office":
		return orClerks(dir.Managers(id, on), dir, on)
	case "centre":
		return heads(id, dir, on)
	case plan.OfTown:
		return ids(dir.Clerks(on))
	}
	if !c.Returned.IsZero() { // the office gave the originals back, and sees it no more
		return reviewers(c, dir, on)
	}
	return managers(c, dir, on)
}
