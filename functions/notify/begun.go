package notify

import (
	"slices"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/plan"
)

func started(c plan.Case, centre []string) []audience {
	if !slices.Contains(centre, c.Reviewer) {
		return []audience{{"unassigned", centre}}
	}
	return []audience{{"review-started", centre}}
}

// begun tells who reviews of the review. One that went to somebody else since is
// told by what moved it, and so by no late event.
func begun(e events.Event, c plan.Case, centre []string) []audience {
	was, err := events.Read[events.ReviewStarted](e)
	if err != nil || was.Centre != c.Centre || was.Reviewer != c.Reviewer {
		return nil
	}
	return started(c, centre)
}

// taken tells who took a review over, unless somebody else has it since.
func taken(e events.Event, c plan.Case, centre []string) []audience {
	was, err := events.Read[events.ReviewerChanged](e)
	if err != nil || was.Reviewer != c.Reviewer {
		return nil
	}
	return started(c, centre)
}
