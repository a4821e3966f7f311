package boot

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/store"
)

// due is the sort key of whatever lies under a due time.
var due = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]{20}#.`) })

// understood tells whether an item of the stream is one of ours; of an
// announcement it gives the event. A relay that took an announcement it does not
// understand to the bus, and out of the outbox, would lose it.
func understood(it store.Item) (events.Event, error) {
	switch {
	case it.P == "" || it.S == "" || it.Version == 0 || it.Body == nil:
		return events.Event{}, stray("a record that is no item of the table")
	case strings.HasPrefix(it.P, app.Dues) && !due().MatchString(it.S):
		return events.Event{}, stray("an item under no due time")
	case !app.Outbox(it.Key):
		return events.Event{}, nil
	}
	p, err := app.ReadPromise(it)
	switch {
	case err != nil:
		return events.Event{}, err
	case !p.Relay:
		return events.Event{}, stray("a promise in the place of an announcement")
	case app.Dues+p.Event.Town != it.P:
		return events.Event{}, stray("an announcement of another municipality")
	}
	if err := events.Check(p.Event); err != nil {
		return events.Event{}, fmt.Errorf("read the announcement: %w", err)
	}
	return p.Event, nil
}

func stray(what string) error { return &events.Unfit{Code: events.Malformed, Says: what} }
