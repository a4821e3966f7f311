package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
)

// Erasure is the end of what a case held: head and audit chain stay, what is
// about the person goes, then the files. Source: KAW-31-2, AMB-17.
type Erasure struct {
	At    time.Time `json:"at"`
	Files time.Time `json:"files,omitzero"` // when the last file was gone
}

// Keep holds the record beyond its time, for an open claim or complaint; the
// reason is sealed. Source: AMB-17.
func (c *Case) Keep(reason string) error {
	switch {
	case c.Erased != nil:
		return Refuse("erased")
	case wordless(reason):
		return Refuse("reason-missing")
	case c.Hold && c.Sealed.Texts["kept"] == reason:
		return nil
	}
	c.Hold = true
	c.text("kept", reason)
	c.did("record-kept", nil, nil)
	return nil
}

// LetGo ends the holding; a record whose time is over is erased at once.
func (c *Case) LetGo(at time.Time) error {
	if !c.Hold {
		return nil
	}
	c.Hold = false
	c.did("record-let-go", nil, nil)
	rung := func(s Stage) bool { return s.Name == over && s.Outcome == Rung }
	if t := c.running(retention); t != nil && slices.ContainsFunc(t.Clock.Stages, rung) {
		c.erase(at)
	}
	return nil
}

// Grounds are why a record is erased before its time: the person asked for it
// and the town agreed (個人情報の保護に関する法律98条, 100条), it was made by
// mistake, or an authority ordered it.
var Grounds = []string{"request", "mistake", "order"}

// EraseEarly ends what the case holds before its time. A record that is kept
// stays until it is let go; an erased one stays as it is. Source: AMB-17.
func (c *Case) EraseEarly(ground string, at time.Time) error {
	switch {
	case c.Erased != nil:
		return nil
	case !slices.Contains(Grounds, ground):
		return Refuse("ground-unknown", strings.Join(Grounds, ", "))
	case c.Hold:
		return Refuse("record-kept")
	}
	c.did("erased-early", map[string]string{"ground": ground}, nil)
	c.erase(at)
	return nil
}

// Disclose notes that somebody took out what is held about the person, to be
// given to the person (個人情報の保護に関する法律76条).
func (c *Case) Disclose() error {
	if c.Erased != nil {
		return Refuse("erased")
	}
	c.did("disclosed", nil, nil)
	return nil
}

// erase ends what the case holds about the person. Nothing runs on.
func (c *Case) erase(at time.Time) {
	for i := range c.Tracked {
		if t := &c.Tracked[i]; t.Runs() {
			t.Clock.stop("erased")
		}
	}
	if c.stopClock("erased"); !c.reviewed() && !c.Over() {
		c.State = Ended // a review that nobody ended in all those years
	}
	c.Sealed = Sealed{}
	c.Erased = &Erasure{At: at}
	c.did("content-erased", nil, func(seq int64) events.Body { return events.ContentErased{Case: c.ID, Seq: seq} })
}

// FilesGone notes that the last file of an erased case is gone.
func (c *Case) FilesGone(at time.Time) {
	if c.Erased == nil || !c.Erased.Files.IsZero() {
		return
	}
	c.Erased.Files = at
	c.did("files-erased", nil, nil)
}
