package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// decided tells which set with a receipt nobody has decided on; "" when none.
func (s *siege) decided() string {
	return s.every(func(k *set, c *clerk) string {
		v := c.see("m1", k.id)
		switch v.State {
		case plan.Held: // the scanner was killed with its verdict: the town looks, and releases the file
			for _, d := range v.Documents {
				if d.State == "held" {
					c.post("k1", "/v1/submissions/"+k.id+"/release", object{"document": d.ID, "reason": "手元で確かめました"}, nil)
				}
			}
			fallthrough
		case plan.Submitted, plan.Accepted:
			return fmt.Sprintf("%s is still %s", k.id, v.State)
		}
		return ""
	})
}

// over tells which alarm has not rung, which review has not ended, or what else was
// owed when the process began.
func (s *siege) over() string {
	rings := s.every(func(k *set, c *clerk) string {
		v := c.see("m1", k.id)
		if v.State == plan.InReview && !late(v) {
			return k.id + " is still in review"
		}
		if v.Clock == nil {
			return ""
		}
		for _, a := range v.Clock.Alarms {
			if a.Outcome == "" {
				return fmt.Sprintf("the alarm %s of %s has not rung", a.Stage, k.id)
			}
		}
		return ""
	})
	if rings != "" {
		return rings
	}
	var out, errs bytes.Buffer
	run([]string{"--json", "overdue", "--data", s.dir}, &out, &errs) // its code says that there is something
	var all owed
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		s.Fatalf("what is overdue: %v\n%s%s", err, &out, &errs)
	}
	for _, o := range all.Owed {
		if o.Due.Before(s.now) {
			return o.Name + " is still owed"
		}
	}
	return ""
}

// late tells of a review that began when its days were over: the town released
// the set too late. Nothing rings for it; it waits for the centre (filed_test.go of
// shared/plan).
func late(v api.Submission) bool {
	return v.Clock != nil && !slices.ContainsFunc(v.Clock.Alarms, func(a api.AlarmView) bool { return a.Why != "registered-late" })
}

// every asks for each set that got a receipt, until one has something to say.
func (s *siege) every(ask func(*set, *clerk) string) string {
	c := &clerk{siege: s, name: fmt.Sprintf("look%d", time.Now().UnixNano())} // its keys are its own
	c.http.Timeout = 5 * time.Second
	for _, k := range s.sets {
		if k.receipt == "" {
			continue
		}
		if says := ask(k, c); says != "" {
			return says
		}
	}
	return ""
}

// folder is what stands in a data folder that nobody serves.
type folder struct {
	*siege
	cases   map[string]plan.Case
	rang    map[string]map[string]int // entries "outcome stage" by case
	owed    map[string]bool           // sort keys of DUE and OUTBOX
	notices map[string]notice.Notice
	sent    map[string]int // messages in the outbox by notice
}

// look ends the process, verifies the chains and holds what stands in the
// folder against what was promised.
func (s *siege) look(check func(*folder)) {
	s.Helper()
	s.end()
	s.run("audit", "verify", "--data", s.dir)
	d, err := embedded.Open(s.dir, embedded.Options{Bus: later{}})
	if err != nil {
		s.Fatal(err)
	}
	f := &folder{
		siege: s, cases: map[string]plan.Case{}, rang: map[string]map[string]int{}, owed: map[string]bool{},
		notices: map[string]notice.Notice{}, sent: map[string]int{},
	}
	err = d.DB.Items(func(it store.Item) error { return f.take(it) })
	if err != nil {
		s.Fatal(err)
	}
	f.count()
	f.once()
	check(f)
	if err := d.Close(); err != nil {
		s.Error(err)
	}
}

func (f *folder) take(it store.Item) error {
	id := it.P[strings.LastIndexByte(it.P, '#')+1:]
	switch {
	case strings.HasPrefix(it.P, "CASE#") && it.S == "HEAD":
		var r struct{ Case plan.Case }
		err := json.Unmarshal(it.Body, &r)
		f.cases[id] = r.Case
		return err
	case strings.HasPrefix(it.P, "LOG#"):
		var of struct{ Entries []audit.Entry }
		err := json.Unmarshal(it.Body, &of)
		for _, e := range of.Entries {
			f.entry(e)
		}
		return err
	case strings.HasPrefix(it.P, "DUE#"), strings.HasPrefix(it.P, "OUTBOX#"):
		f.owed[it.S] = true
	case strings.HasPrefix(it.P, "NOTICE#"):
		var n notice.Notice
		err := json.Unmarshal(it.Body, &n)
		f.notices[it.S] = n
		return err
	}
	return nil
}

// entry counts the alarms that an entry tells of.
func (f *folder) entry(e audit.Entry) {
	rang := f.rang[e.Chain]
	if rang == nil {
		rang = map[string]int{}
		f.rang[e.Chain] = rang
	}
	if outcome, ok := strings.CutPrefix(e.Action, "alarm-"); ok {
		rang[outcome+" "+e.Facts["stage"]]++
	}
	for _, stage := range strings.Fields(e.Facts["moot"]) { // over when the review began
		rang[plan.Moot+" "+stage]++
	}
}

// count counts the messages that the outbox accepted, by notice number.
func (f *folder) count() {
	for _, channel := range []string{"email", "sms"} {
		found, err := os.ReadDir(filepath.Join(f.dir, "outbox", channel))
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range found {
			if number, _, ok := strings.Cut(e.Name(), "."); ok && number != "" {
				f.sent[number]++
			}
		}
	}
}

// once: nothing is doubled, and nothing that was answered is lost.
func (f *folder) once() {
	if len(f.cases) != len(f.sets) {
		f.Errorf("%d cases for %d openings", len(f.cases), len(f.sets))
	}
	receipts := map[string]string{}
	for _, k := range f.sets {
		c, there := f.cases[k.id]
		if !there || c.Receipt != k.receipt {
			f.Errorf("%s: there %t, receipt %q, was promised %q", k.id, there, c.Receipt, k.receipt)
		}
		if other := receipts[c.Receipt]; other != "" && c.Receipt != "" {
			f.Errorf("%s and %s have one receipt", other, k.id)
		}
		receipts[c.Receipt] = k.id
	}
	for id, c := range f.cases {
		f.alarms(id, c)
	}
	for number, n := range f.sent {
		kind := f.notices[number].Kind
		if n > 1 && !(notice.Templates[kind].Deadline && n == 2) {
			f.Errorf("notice %s (%s) was sent %d times", number, kind, n)
		}
		if kind == "" {
			f.Errorf("notice %s was sent and is in no table", number)
		}
	}
	for number, n := range f.notices {
		if n.State == notice.Sent && f.sent[number] == 0 {
			f.Errorf("notice %s (%s) is marked as sent, and was not", number, n.Kind)
		}
	}
}

// alarms: the chain says once of each alarm that it rang, or was over when its
// clock began; one that was moot before it rang is told by what made it moot.
func (f *folder) alarms(id string, c plan.Case) {
	want := map[string]int{}
	for _, a := range c.Alarms() {
		if !a.Done.IsZero() {
			want[a.Outcome+" "+a.Name]++
		}
	}
	if fmt.Sprint(want) != fmt.Sprint(f.rang[id]) && len(want)+len(f.rang[id]) > 0 {
		f.Errorf("%s has the alarms %v, its chain says %v", id, want, f.rang[id])
	}
}

// promised: each set with a receipt is decided, and the next alarm of a received
// one is promised.
func (f *folder) promised() {
	for _, k := range f.sets {
		if k.receipt == "" {
			continue
		}
		c := f.cases[k.id]
		if k.flawed != (c.State == plan.SentBack) {
			f.Errorf("%s is %s %v, flawed %t", k.id, c.State, c.Reasons, k.flawed)
		}
		if c.State == plan.SentBack {
			continue
		}
		if c.State != plan.Withdrawn && (c.Centre != "c1" || c.Clock == nil || len(c.Clock.Stages) == 0) {
			f.Errorf("%s is %s at the centre %q with the clock %+v", k.id, c.State, c.Centre, c.Clock)
		}
		for _, a := range c.Alarms() { // those of one day stand in order
			if a.Outcome != "" {
				continue
			}
			due := fmt.Sprintf("%020d#case#%s#alarm-review-%s@%s", a.At.Add(5*time.Minute).UnixNano(), k.id, a.Name, a.At.UTC().Format(time.RFC3339))
			if !f.owed[due] {
				f.Errorf("the alarm %s of %s at %s is not promised", a.Name, k.id, a.At)
			}
			break
		}
	}
}

// kept: every act that was answered has its end, every alarm has rung, and
// nothing is overdue.
func (f *folder) kept() {
	for _, k := range f.sets {
		c := f.cases[k.id]
		for state := range k.told {
			if c.State != state {
				f.Errorf("%s is %s, was told %s", k.id, c.State, state)
			}
		}
		if c.State == plan.Advised && len(c.Advices) != 2 {
			f.Errorf("%s has %d advices", k.id, len(c.Advices))
		}
		for _, a := range c.Alarms() {
			if a.Outcome == "" {
				f.Errorf("the alarm %s of %s never rang", a.Name, k.id)
			}
		}
	}
	for due := range f.owed {
		if due < fmt.Sprintf("%020d", f.now.UnixNano()) {
			f.Errorf("overdue: %s", due)
		}
	}
}
