package sim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// watch looks at every commit as it happens: what must never be, is not.
type watch struct {
	w       *world
	heads   map[string]plan.Case
	owed    map[string]map[string]bool // promises in the table, by case
	ends    map[string]audit.Head      // of the chains, by town and chain
	log     map[store.Key]logged       // what was entered
	kinds   map[string]string          // of notices, by number
	told    map[string]int             // notices by what they tell whom
	said    map[string]int             // announcements by case and type
	copies  map[string]audit.Anchor
	receipt map[string]string // case by receipt number
}

func newWatch(w *world) *watch {
	return &watch{
		w: w, heads: map[string]plan.Case{}, owed: map[string]map[string]bool{}, ends: map[string]audit.Head{}, log: map[store.Key]logged{}, kinds: map[string]string{},
		told: map[string]int{}, said: map[string]int{}, copies: map[string]audit.Anchor{}, receipt: map[string]string{},
	}
}

// committed is told of each commit, while the table is held.
func (x *watch) committed(ws []store.Write) {
	if x.w.Writes != nil {
		x.w.Writes(ws)
	}
	changed := ""
	for _, w := range ws {
		x.tenant(w.Key)
		table, rest, _ := strings.Cut(w.P, "#")
		switch table {
		case "CASE":
			if w.S == "HEAD" {
				changed = rest[strings.LastIndexByte(rest, '#')+1:]
				x.head(changed, w)
			}
		case "DUE":
			x.due(w)
		case "OUTBOX":
			x.announced(w)
		case "NOTICE":
			x.notice(w)
		case "LOG":
			x.entry(w)
		}
	}
	if changed != "" {
		x.promises(changed)
	}
}

// tenant: whoever is busy with one town's work writes nothing of another's.
func (x *watch) tenant(k store.Key) {
	s := x.w.busy()
	if s == nil {
		return
	}
	_, rest, _ := strings.Cut(k.P, "#")
	if town, _, _ := strings.Cut(rest, "#"); town != s.town {
		x.w.found("%s, busy with %s, writes %s", s.worker.step, s.town, k)
	}
}

// entry: a chain grows by one, each entry on the one before.
func (x *watch) entry(w store.Write) {
	l, err := x.w.base.ReadLogged(store.Item{Key: w.Key, Body: w.Body})
	if err != nil {
		x.w.found("the audit entry %s cannot be read", w.Key)
		return
	}
	name := w.P + " " + l.Chain
	last := x.ends[name]
	for _, e := range l.Entries {
		if e.Seq != last.Seq+1 || e.Prev != last.Hash || e.Chain != l.Chain {
			x.w.found("the chain %s breaks at %d: %s", e.Chain, e.Seq, e.Action)
		}
		last = audit.Head{Chain: e.Chain, Seq: e.Seq, Hash: e.Hash}
	}
	if l.Seq != last.Seq {
		x.w.found("entry %d of %s stands under %d", last.Seq, l.Chain, l.Seq)
	}
	x.ends[name], x.log[w.Key] = last, logged{l, w.Body}
}

// logged is an item of the log as it was committed.
type logged struct {
	app.Logged
	body []byte
}

func pad(n int64, digits int) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, digits-len(s))) + s
}

// head: what was final stays, and a receipt is one case's.
func (x *watch) head(id string, w store.Write) {
	c, err := x.w.base.ReadCase(w.Key, w.Body)
	if err != nil {
		x.w.found("the head of %s cannot be read", id)
		return
	}
	was := x.heads[id]
	if was.Receipt != "" && was.Receipt != c.Receipt {
		x.w.found("%s had the receipt %s and has another", id, was.Receipt)
	}
	if other, taken := x.receipt[c.Receipt]; c.Receipt != "" && taken && other != id {
		x.w.found("two cases have the receipt %s", c.Receipt)
	}
	if c.Receipt != "" {
		x.receipt[c.Receipt] = id
	}
	if slices.Contains(final, was.State) && c.State != was.State && !(was.State == plan.Lapsed && c.State == plan.Advised || c.State == plan.Withdrawn || c.State == plan.Ended) {
		x.w.found("a review that was %s is %s", was.State, c.State)
	}
	for _, k := range c.Clocks() {
		for _, s := range slices.Concat(k.Past, k.Stages) {
			if s.Outcome == plan.Rung && s.Done.Before(s.At.Add(-maxSkew)) {
				x.w.found("an alarm of %s rang before its time", s.Name)
			}
		}
	}
	x.heads[id] = c
}

// final are the states in which a review has ended.
var final = []plan.State{plan.Advised, plan.NoAdvice, plan.Lapsed}

// due keeps the list of what is promised.
func (x *watch) due(w store.Write) {
	name, isCase := strings.CutPrefix(w.S[21:], "case#")
	if !isCase {
		return
	}
	id, promise, _ := strings.Cut(name, "#")
	if x.owed[id] == nil {
		x.owed[id] = map[string]bool{}
	}
	if w.Body == nil {
		delete(x.owed[id], promise)
	} else {
		x.owed[id][promise] = true
	}
}

// announced counts what is announced, and streams it.
func (x *watch) announced(w store.Write) {
	it, ok := app.OutboxItem(w)
	if !ok || w.If > 0 {
		return
	}
	if p, err := x.w.base.ReadPromise(it); err == nil {
		x.said[events.CaseOf(p.Event)+" "+p.Event.Type]++
	}
	x.w.stream(it)
}

// promises: a case has just those that its state asks for, and each thing that
// people must hear is announced with it.
func (x *watch) promises(id string) {
	c := x.heads[id]
	want := c.Owes()
	for _, p := range want {
		if !x.owed[id][p.Name] {
			x.w.found("%s is %s and nobody promises %s", id, c.State, p.Name)
		}
	}
	if len(want) != len(x.owed[id]) {
		x.w.found("%s is %s, owes %d promises and has %d", id, c.State, len(want), len(x.owed[id]))
	}
}

// notice: what one announcement says is told to a person once by one channel.
func (x *watch) notice(w store.Write) {
	if w.Body == nil || w.If > 0 {
		return
	}
	n, err := x.w.base.ReadNotice(w.Key, w.Body)
	if err != nil {
		x.w.found("the notice %s cannot be read", w.S)
		return
	}
	x.kinds[n.Number] = n.Kind
	what := n.Case + " " + n.Kind + " " + n.Staff + " " + string(n.Channel)
	if x.told[what]++; x.told[what] > x.saidOf(n) {
		x.w.found("a notice (%s) is made more often than it was announced", n.Kind)
	}
}

// saidOf is how often something was announced that a kind of notice tells of.
func (x *watch) saidOf(n notice.Notice) (times int) {
	for what, count := range x.said {
		if strings.HasPrefix(what, n.Case+" ") {
			times += count
		}
	}
	if typ := announced[n.Kind]; typ != "" {
		return x.said[n.Case+" "+typ]
	}
	return times
}

// announced names the event behind a kind of notice, where there is just one.
var announced = map[string]string{
	"accepted": "accepted.v1", "sent-back": "sent-back.v1", "advised": "review-finished.v1", "no-advice": "review-finished.v1",
	"lapsed": "review-finished.v1", "answered": "answered.v1", "plan-confirmed": "plan-confirmed.v1", "withdrawn": "withdrawn.v1",
	"deadline-before3": "deadline-near.v1", "deadline-due": "deadline-near.v1", "record-requested": "record-requested.v1",
}
