package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/plan"
)

// number is that of the notice which a person gets by a channel. What ends on one
// day, and is tracked beside the review, is one notice.
func number(e events.Event, c plan.Case, named day.Date, kind, staff string, ch mail.Channel) string {
	about := change(e)
	if near, err := events.Read[events.DeadlineNear](e); err == nil && (c.Clock == nil || near.Clock != c.Clock.ID) {
		about = c.ID + "\x00" + near.Stage + "\x00" + named.String()
	}
	return start(e) + digest(7, about, kind, staff, string(ch))
}

// start is what the numbers of an event's notices begin with, whatever became of
// the case since: so they are found again.
func start(e events.Event) string { return digest(3, e.Type, events.CaseOf(e)) }

// change names what an event is about: the entry of a case's chain. Sweep says
// it again under an id of its own.
func change(e events.Event) string {
	var of struct {
		Seq int64 `json:"seq"`
	}
	_ = json.Unmarshal(e.Data, &of) // every event that people hear of has a number
	return fmt.Sprintf("%s\x00%s\x00%d", e.Type, events.CaseOf(e), of.Seq)
}

func digest(size int, of ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(of, "\x00")))
	return strings.ToUpper(hex.EncodeToString(sum[:size]))
}
