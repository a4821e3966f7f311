package boot

import (
	"fmt"
	"regexp"
	"sync"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/store"
)

// sort is the sort key of an announcement.
var sort = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]{20}#.`) })

// understood tells whether an item of the stream is one of ours; of an
// announcement it gives the event. A relay that took an announcement it does not
// understand to the bus, and out of the outbox, would lose it.
func understood(it store.Item) (events.Event, error) {
	switch {
	case it.P == "" || it.S == "" || it.Version == 0 || it.Body == nil:
		return events.Event{}, stray("a record that is no item of the table")
	case !app.Outbox(it.Key):
		return events.Event{}, nil
	case !sort().MatchString(it.S):
		return events.Event{}, stray("an announcement under no time")
	}
	p, err := app.ReadPromise(it)
	switch {
	case err != nil:
		return events.Event{}, err
	case app.Outboxes+p.Event.Town != it.P:
		return events.Event{}, stray("an announcement of another municipality")
	}
	if err := events.Check(p.Event); err != nil {
		return events.Event{}, fmt.Errorf("read the announcement: %w", err)
	}
	return p.Event, nil
}

func stray(what string) error { return &events.Unfit{Code: events.Malformed, Says: what} }
