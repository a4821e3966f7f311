package notify

import (
	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// audiences says who hears of an event. Source: NTF-01..14.
func audiences(e events.Event, c plan.Case, dir *town.Directory, on day.Date) []audience {
	office := managers(c, dir, on)
	centre := reviewers(c, dir, on)
	switch e.Type {
	case events.Accepted{}.EventType():
		return []audience{{"accepted", office}}
	case events.SentBack{}.EventType():
		return []audience{{"sent-back", office}}
	case events.SetHeld{}.EventType():
		return []audience{{"set-held", office}, {"desk", ids(dir.Clerks(on))}}
	case events.RoutingNeeded{}.EventType():
		return []audience{{"desk", ids(dir.Clerks(on))}}
	case events.ReviewStarted{}.EventType():
		return begun(e, c, centre)
	case events.ReviewerChanged{}.EventType():
		return taken(e, c, centre)
	case events.Rerouted{}.EventType():
		return rerouted(e, c, dir, on)
	case events.DeadlineNear{}.EventType():
		return deadline(e, c, dir, on)
	case events.RecordRequested{}.EventType():
		return []audience{{"record-requested", office}}
	case events.RecordSent{}.EventType():
		return []audience{{"record-sent", centre}}
	case events.DocumentRefused{}.EventType():
		return []audience{{"document-refused", office}}
	case events.ReviewFinished{}.EventType():
		return finished(e, office, centre)
	case events.Answered{}.EventType():
		return []audience{{"answered", centre}}
	case events.PlanConfirmed{}.EventType():
		return []audience{{"plan-confirmed", centre}}
	case events.SituationChanged{}.EventType():
		return []audience{{"situation", both(c, dir, on, centre)}}
	case events.Withdrawn{}.EventType():
		return []audience{{"withdrawn", centre}}
	}
	return nil
}
