package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// maxSkew is how wrong a clock may be.
const maxSkew = 5 * time.Minute

// atTheEnd looks whether everything that was promised has happened. A run that
// broke off has no end.
func (w *world) atTheEnd() {
	if len(w.wrong) > 0 {
		return
	}
	for _, s := range w.scenes {
		w.decided(s)
	}
	for _, t := range towns {
		w.billed(t)
	}
	if err := w.table.Items(w.left); err != nil {
		w.found("the table cannot be read: %v", err)
	}
	w.chained()
}

// decided: a set with a receipt is decided on, its alarms are rung or moot, and
// its office was told how the review ended.
func (w *world) decided(s *scene) {
	if !s.sent {
		w.found("a submission of %s was never answered", s.manager)
		return
	}
	c := w.watch.heads[s.id]
	switch c.State {
	case plan.Submitted, plan.Held, plan.Accepted, plan.Unrouted, plan.Draft:
		w.found("a set is %s at the end", c.State)
	case plan.InReview:
		if c.Clock.Passed(w.now.Add(-48 * time.Hour)) {
			w.found("a review goes on after its day has passed")
		}
	case plan.Advised, plan.NoAdvice, plan.Lapsed:
		if !w.heard(c, string(c.State)) {
			w.found("nobody told the office that its set is %s", c.State)
		}
	}
	if n := len(c.Documents); n > s.declared && c.Channel == "portal" {
		w.found("%d files were declared, and a set has %d: a POST that came again was not known", s.declared, n)
	}
	for _, d := range c.Documents {
		onDesk := d.Verdict == plan.VerdictUnclear && c.NeedsTown() // the town may release it
		if slices.Contains(reviewed, c.State) && !d.Paper && !d.Replaced && len(d.Reasons) == 0 && !d.Readable() && !onDesk {
			w.found("a document (%s) of a set that is %s cannot be opened", d.Purpose, c.State)
		}
	}
	for _, k := range c.Clocks() {
		for _, a := range slices.Concat(k.Past, k.Stages) {
			if a.Outcome == "" && a.At.Before(w.now.Add(-24*time.Hour)) {
				w.found("the alarm %s of %s was never rung", a.Name, k.ID)
			}
		}
	}
	if c.Awaits() {
		w.found("what comes again has no next round")
	}
}

// reviewed are the states in which a centre has had the set.
var reviewed = append([]plan.State{plan.InReview}, final...)

// heard tells whether a notice of that kind was made for the case's manager.
func (w *world) heard(c plan.Case, kind string) bool {
	return w.watch.told[c.ID+" "+kind+" "+c.Manager+" email"] > 0
}

// left looks at an item that is in the table at the end.
func (w *world) left(it store.Item) error {
	switch {
	case strings.HasPrefix(it.P, app.Dues), app.Outbox(it.Key):
		if it.S < stamp(w.now.Add(-24*time.Hour)) {
			w.found("still promised at the end: %s", it.S[21:])
		}
	case strings.HasPrefix(it.P, app.Notices):
		n, err := w.base.ReadNotice(it.Key, it.Body)
		if err != nil {
			return err
		}
		w.settled(n)
	}
	return nil
}

// settled: a notice is sent, given up or refused, and says so truly.
func (w *world) settled(n notice.Notice) {
	taken := len(w.post.sent[n.Number])
	switch {
	case !n.Final():
		w.found("a notice (%s) is %s at the end", n.Kind, n.State)
	case n.State == notice.Sent && taken == 0:
		w.found("a notice (%s) is marked as sent and never was", n.Kind)
	case n.State == notice.Dropped && slices.ContainsFunc(w.post.sent[n.Number], func(a *attempt) bool { return a.heard && !a.shift.failed }):
		w.found("a notice (%s) is given up although it was sent", n.Kind)
	}
}

// chained: every chain holds, and the copies of the anchors are the anchors.
func (w *world) chained() {
	chains, stored := map[string][]audit.Link{}, map[string][]audit.Anchor{}
	err := w.table.Items(func(it store.Item) error {
		switch {
		case strings.HasPrefix(it.P, app.Logs):
			l, err := w.logged(it)
			if err != nil {
				return err
			}
			name := it.P + " " + l.Chain
			chains[name] = append(chains[name], l.Links()...)
		case strings.HasPrefix(it.P, app.AnchorsOf):
			var a audit.Anchor
			if err := json.Unmarshal(it.Body, &a); err != nil {
				return err
			}
			stored[a.Town] = append(stored[a.Town], a)
		}
		return nil
	})
	if err != nil {
		w.found("the audit cannot be read: %v", err)
	}
	for name, links := range chains {
		slices.SortStableFunc(links, func(a, b audit.Link) int { return cmp.Compare(a.Place, b.Place) })
		if broken := audit.Chain(name, links); broken != nil {
			w.found("the chain %s is broken: %+v", name, *broken)
		}
	}
	for town, list := range stored {
		w.anchored(town, list)
	}
}

// logged reads an item of the log: as it was read when it was committed, if it is
// that to the byte.
func (w *world) logged(it store.Item) (app.Logged, error) {
	if was := w.watch.log[it.Key]; bytes.Equal(was.body, it.Body) {
		return was.Logged, nil
	}
	return w.base.ReadLogged(it)
}

func (w *world) anchored(town string, list []audit.Anchor) {
	var copied []audit.Anchor
	for _, a := range list {
		c, there := w.watch.copies[anchorName(a)]
		if !there || c.Hash != a.Hash {
			w.found("anchor %d of %s was never copied", a.Seq, town)
		}
		copied = append(copied, c)
	}
	if broken := audit.Anchors(list, copied, w.ring.Public()...); broken != nil {
		w.found("the anchors of %s are broken: %+v", town, *broken)
	}
}

func anchorName(a audit.Anchor) string { return fmt.Sprintf("%s/%d", a.Town, a.Seq) }

// stamp is the beginning of the sort key of what is due at t.
func stamp(t time.Time) string { return pad(t.UnixNano(), 20) }
