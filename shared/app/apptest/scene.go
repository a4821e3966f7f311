package apptest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// Scene is everything a town holds at an instant, without hashes and ids of
// commits, so that two runs can be compared.
type Scene struct {
	Cases   map[string]plan.Case
	Done    []string        // audit entries: case, seq, action, facts
	Lists   []string        // keys under which cases are found
	Owed    []string        // promises and announcements, by name
	Told    map[string]Told // notices by number
	Alarms  []string        // set schedules, by name
	Files   []string        // stored objects
	Anchors []string
}

// Told is a notice and how often the provider accepted it.
type Told struct {
	Kind, Staff, Channel string
	State                notice.State
	Sent                 int
}

// Scene looks at everything the town holds. Each chain must verify, and each
// case must owe just what its state says.
func (b *Bench) Scene() Scene {
	b.T.Helper()
	s := Scene{Cases: map[string]plan.Case{}, Told: map[string]Told{}}
	logs := map[string][]audit.Entry{}
	b.must(b.DB.Items(func(it store.Item) error {
		it.Body = append([]byte{}, it.Body...)
		return s.take(b, it, logs)
	}))
	for _, log := range slices.Sorted(maps.Keys(logs)) {
		s.chained(b, logs[log])
	}
	for id := range s.Cases {
		c := b.Case(id)
		s.keptPromises(b, c)
		c.Head = ""
		s.Cases[id] = c
	}
	for _, a := range b.Timer.Due(b.Now().AddDate(10, 0, 0)) {
		s.Alarms = append(s.Alarms, a.Name+" "+a.At.Format(time.RFC3339))
	}
	b.must(b.Disk.Walk(func(o files.Object) error {
		s.Files = append(s.Files, o.Key+" "+o.SHA256)
		return nil
	}))
	sort.Strings(s.Files)
	sort.Strings(s.Owed)
	return s
}

// Chain are the entries of a chain of the town, in order.
func (b *Bench) Chain(chain string) (out []audit.Entry) {
	b.T.Helper()
	b.must(b.Whole("test").Entries(b.T.Context(), b.In, time.Unix(0, 0), b.Now().AddDate(100, 0, 0), func(e audit.Entry) {
		if e.Chain == chain {
			out = append(out, e)
		}
	}))
	slices.SortFunc(out, func(a, b audit.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// chained looks whether the chains of a log hold.
func (s *Scene) chained(b *Bench, log []audit.Entry) {
	b.T.Helper()
	slices.SortStableFunc(log, func(a, b audit.Entry) int { return cmp.Or(strings.Compare(a.Chain, b.Chain), int(a.Seq-b.Seq)) })
	chains := map[string][]audit.Link{}
	for _, e := range log {
		chains[e.Chain] = append(chains[e.Chain], e.Link(e.Chain, e.Seq))
		s.Done = append(s.Done, fmt.Sprintf("%s %d %s by %s %v", e.Chain, e.Seq, e.Action, e.By, e.Facts))
	}
	for chain, links := range chains {
		if broken := audit.Chain(chain, links); broken != nil {
			b.T.Errorf("the chain does not hold: %+v", *broken)
		}
	}
}

func (s *Scene) take(b *Bench, it store.Item, logs map[string][]audit.Entry) error {
	table, rest, _ := strings.Cut(it.P, "#")
	switch table + "#" {
	case app.Cases:
		if it.S == "HEAD" {
			s.Cases[rest[strings.LastIndex(rest, "#")+1:]] = plan.Case{}
		}
	case app.Offices, app.Centres, app.Districts, app.Persons, app.Receipts, app.Desks:
		s.Lists = append(s.Lists, it.P+" / "+it.S)
	case app.Dues, app.Outboxes:
		s.Owed = append(s.Owed, it.S[21:])
	case app.Logs:
		l, err := b.Whole("test").ReadLogged(it)
		if err != nil {
			return err
		}
		if e := l.Entries[len(l.Entries)-1]; l.Chain != e.Chain || l.Seq != e.Seq {
			return fmt.Errorf("%s ends with entry %d of %s", it.Key, e.Seq, e.Chain)
		}
		logs[it.P] = append(logs[it.P], l.Entries...)
	case app.AnchorsOf:
		s.Anchors = append(s.Anchors, it.S)
	case app.Notices:
		var n notice.Notice
		if err := json.Unmarshal(it.Body, &n); err != nil {
			return err
		}
		s.Told[n.Number] = Told{n.Kind, n.Staff, string(n.Channel), n.State, b.Mail.Sent(n.Number)}
	}
	return nil
}

// keptPromises compares what lies under due times for a case with its state.
func (s *Scene) keptPromises(b *Bench, c plan.Case) {
	b.T.Helper()
	var want, got []string
	for _, p := range c.Owes() {
		want = append(want, "case#"+c.ID+"#"+p.Name)
	}
	for _, name := range s.Owed {
		if strings.HasPrefix(name, "case#"+c.ID+"#") {
			got = append(got, name)
		}
	}
	sort.Strings(want)
	sort.Strings(got)
	if diff := gocmp.Diff(want, got); diff != "" {
		b.T.Errorf("promised otherwise than the %s case owes:\n%s", c.State, diff)
	}
}

// InAnyOrder is the scene without what depends on the order and the time in
// which things happened: the numbers of entries, of notices and of anchors, the
// versions of copies.
func (s Scene) InAnyOrder() Scene {
	told := map[string]Told{}
	for _, n := range s.Told {
		name := fmt.Sprintf("%s to %s by %s", n.Kind, n.Staff, n.Channel)
		for _, taken := told[name]; taken; _, taken = told[name] {
			name += "+"
		}
		told[name] = n
	}
	s.Told, s.Anchors = told, nil
	done := make([]string, len(s.Done))
	for i, d := range s.Done {
		words := strings.SplitN(d, " ", 3)
		done[i] = words[0] + " " + words[2]
	}
	sort.Strings(done)
	s.Done = done
	s.Cases = anyVersion(s.Cases)
	return s
}

// anyVersion leaves the versions of copies out: they tell when they were made.
func anyVersion(cases map[string]plan.Case) map[string]plan.Case {
	out := map[string]plan.Case{}
	for id, c := range cases {
		c.Documents = slices.Clone(c.Documents)
		for i := range c.Documents {
			c.Documents[i].Clean = strings.Repeat("readable", min(1, len(c.Documents[i].Clean)))
		}
		out[id] = c
	}
	return out
}

// Differs tells how two scenes differ, "" when they do not. Of most pairs nothing
// does, to the last bit: that is seen at once, and a report is dear.
func Differs(want, got Scene, opts ...gocmp.Option) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return gocmp.Diff(want, got, opts...)
}

// Same are the options for comparing scenes; loosely leaves instants out, for
// runs that took their time.
func Same(loosely bool) []gocmp.Option {
	opts := []gocmp.Option{cmpopts.EquateEmpty(), cmpopts.EquateComparable(day.Date{}), cmpopts.IgnoreUnexported(plan.Case{})}
	if loosely {
		opts = append(opts, cmpopts.IgnoreTypes(time.Time{}))
	}
	return opts
}
