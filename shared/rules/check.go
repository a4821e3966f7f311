package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// check collects the mistakes of one file, each with its line.
type check struct {
	file string
	tree *ast.File
	errs []error
}

var townCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{6}$`) })

func (c *check) bad(at, format string, args ...any) {
	what := strings.TrimPrefix(at, "$.")
	c.errs = append(c.errs, fmt.Errorf("%s: line %d: %s: %s", c.file, c.line(at), what, fmt.Sprintf(format, args...)))
}

// line is that of the key, or of the nearest key around it.
func (c *check) line(at string) int {
	for at != "$" {
		if p, err := yaml.PathString(at); err == nil {
			if n, err := p.FilterFile(c.tree); err == nil && n != nil {
				return n.GetToken().Position.Line
			}
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 1)]
	}
	return 1
}

func (c *check) set(s Set) {
	c.text("$.name", s.Name)
	c.text("$.title", s.Title)
	c.basis("$.effective", s.Effective.Basis)
	if s.Effective.Date.IsZero() {
		c.bad("$.effective.date", "is missing")
	}
	if len(s.Towns) == 0 && !s.Default {
		c.bad("$.towns", "neither towns nor default: true")
	}
	for i, t := range s.Towns {
		if !townCode().MatchString(t) {
			c.bad(fmt.Sprintf("$.towns[%d]", i), "%q is no municipality code of six digits", t)
		}
	}
	c.track("$.direct", s.Direct)
}

func (c *check) track(at string, t Track) {
	c.clock(at+".review", t.Review)
	if len(t.Documents) == 0 {
		c.bad(at+".documents", "are missing")
	}
	for _, event := range slices.Sorted(maps.Keys(t.Documents)) {
		in := at + ".documents." + event
		oneOf(c, in, event, EventNew, EventRenewal, EventLevelChange, EventPlanChange, EventTransfer, EventProvisional)
		c.documents(in, t.Documents[event])
	}
	for i, v := range t.Viewpoints {
		in := fmt.Sprintf("%s.viewpoints[%d]", at, i)
		if v.N != i+1 {
			c.bad(in+".n", "is %d, want %d", v.N, i+1)
		}
		c.text(in+".text", v.Text)
		c.basis(in, v.Basis)
	}
	c.answers(at+".answers", t.Answers)
	oneOf(c, at+".confirmedPlan.due", t.ConfirmedPlan.Due, "none")
	c.basis(at+".confirmedPlan", t.ConfirmedPlan.Basis)
	c.channels(at+".channels", t.Channels)
}

func (c *check) clock(at string, k Clock) {
	c.text(at+".id", k.ID)
	c.text(at+".name", k.Name)
	choice(c, at+".startsFrom", k.StartsFrom, Received, Complete, Expiry, Completed)
	choice(c, at+".firstDay", k.FirstDay, Excluded, Included)
	choice(c, at+".roll", k.Roll, RollNone, RollNext, RollPrevious)
	choice(c, at+".onLapse", k.OnLapse, CloseNoAdvice, Escalate)
	c.period(at+".period", k.Period)
	c.basis(at+".cutoff", k.Cutoff.Basis)
	c.hour(at+".cutoff.at", k.Cutoff.At)
	if k.Period.Backward && k.Roll.Is == RollNext {
		c.bad(at+".roll.is", "a period counted backward never rolls to the next open day (地方自治法4条の2第4項)")
	}
	once := c.unique()
	for i, s := range k.Stages {
		in := fmt.Sprintf("%s.stages[%d]", at, i)
		once(in+".name", s.Name)
		c.hour(in+".at", s.At)
	}
}

func (c *check) period(at string, p Period) {
	c.basis(at, p.Basis)
	oneOf(c, at+".unit", p.Unit, Days, OpenDays, Weeks, Months, Years)
	if p.N < 1 {
		c.bad(at+".n", "is %d, want at least 1", p.N)
	}
	if p.Clear && p.Unit != Days {
		c.bad(at+".clear", "only days can be clear, not %s", p.Unit)
	}
	if p.Backward && (p.Unit == Months || p.Unit == Years) {
		c.bad(at+".unit", "%s cannot be counted backward: the law does not say to which day", p.Unit)
	}
}

func (c *check) documents(at string, d Documents) {
	once := c.unique()
	for i, doc := range d.Required {
		in := fmt.Sprintf("%s.required[%d]", at, i)
		c.document(in, doc, once)
		if doc.OnRequest {
			c.bad(in+".onRequest", "a required form is not asked for")
		}
	}
	for i, doc := range d.Optional {
		c.document(fmt.Sprintf("%s.optional[%d]", at, i), doc, once)
	}
}

func (c *check) document(at string, d Document, once func(at, name string)) {
	once(at+".form", d.Form)
	if _, ok := FormByID(d.Form); !ok {
		c.bad(at+".form", "there is no form %q", d.Form)
	}
	c.basis(at, d.Basis)
}

func (c *check) answers(at string, answers []Answer) {
	once := c.unique()
	for i, a := range answers {
		in := fmt.Sprintf("%s[%d]", at, i)
		once(in+".id", a.ID)
		c.text(in+".name", a.Name)
		c.basis(in, a.Basis)
	}
}

func (c *check) channels(at string, channels []Channel) {
	once := c.unique()
	for i, ch := range channels {
		in := fmt.Sprintf("%s[%d]", at, i)
		once(in+".id", ch.ID)
		c.text(in+".name", ch.Name)
		oneOf(c, in+".standing", ch.Standing, Principle, Recommended, Allowed, Discouraged)
		c.basis(in, ch.Basis)
	}
}

// basis wants a source for every rule, and a reason where the source is silent.
func (c *check) basis(at string, b Basis) {
	c.text(at+".source", b.Source)
	if b.Open && b.Note == "" {
		c.bad(at+".open", "needs a note that says why the value was chosen")
	}
}

func (c *check) text(at, s string) {
	if strings.TrimSpace(s) == "" {
		c.bad(at, "is missing")
	}
}

func (c *check) hour(at, s string) {
	if _, _, err := ParseHour(s); err != nil {
		c.bad(at, "%v", err)
	}
}

// unique gives a function that refuses an empty or a repeated name.
func (c *check) unique() func(at, name string) {
	seen := map[string]bool{}
	return func(at, name string) {
		c.text(at, name)
		if seen[name] {
			c.bad(at, "%q stands here twice", name)
		}
		seen[name] = true
	}
}

func choice[T ~string](c *check, at string, v Choice[T], words ...T) {
	oneOf(c, at+".is", v.Is, words...)
	c.basis(at, v.Basis)
}

func oneOf[T ~string](c *check, at string, v T, words ...T) {
	if !slices.Contains(words, v) {
		c.bad(at, "is %q, want one of %v", v, words)
	}
}
