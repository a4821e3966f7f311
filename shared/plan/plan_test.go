package plan

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

// t0 is Monday 2026-04-20, 10:00 in Tokyo.
var t0 = day.MustParse("2026-04-20").At(10, 0)

// wants is a rule set: a new plan wants a and b, a renewal c too; x is allowed.
type wants struct{}

func (wants) Version() string { return "wants@2026-04-01" }

func (wants) FormName(id string) string { return id }

func (wants) Check(p content.Plan) []content.Finding { return content.Check(p, rules.Set{}) }

func (wants) Missing(w rules.Wanted, forms []string) (missing, doubled, unexpected []string) {
	need := map[string]int{"a": 0, "b": 0}
	if w.Event == rules.Renewal {
		need["c"] = 0
	}
	for _, f := range forms {
		n, known := need[f]
		switch {
		case known && n == 1:
			doubled = append(doubled, f)
		case !known && f != "x":
			unexpected = append(unexpected, f)
		}
		need[f]++
	}
	for _, f := range []string{"a", "b", "c"} {
		if n, ok := need[f]; ok && n == 0 {
			missing = append(missing, f)
		}
	}
	return missing, doubled, unexpected
}

func person() Sealed {
	return Sealed{
		Insured: "0000012345", Name: "試験 花子", Birth: day.MustParse("1940-02-03"), Address: Address{Area: "本町一丁目"},
		Certification: Certification{Status: "certified", Level: "12", From: day.MustParse("2026-04-01"), To: day.MustParse("2027-03-31")},
		PlanFrom:      day.MustParse("2026-05-01"), PlanTo: day.MustParse("2027-03-31"),
	}
}

func opening(k Kind) Opening {
	return Opening{Office: "1370000018", Manager: "m1", Person: "p", Insurer: "999995", Channel: "portal", Kind: k, Sealed: person()}
}

// saved is the case as it is read again after its change was committed.
func saved(c *Case) *Case {
	next := *c
	next.Seq += int64(len(c.happened))
	next.happened = nil
	b, err := json.Marshal(next)
	if err != nil {
		panic(err)
	}
	out := Case{}
	if err := json.Unmarshal(b, &out); err != nil {
		panic(err)
	}
	out.Sealed = c.Sealed
	out.Sealed.Texts = map[string]string{}
	for k, v := range c.Sealed.Texts {
		out.Sealed.Texts[k] = v
	}
	return &out
}

// did does acts one after the other, each committed.
func did(t testing.TB, c *Case, acts ...func(*Case) error) *Case {
	t.Helper()
	for i, act := range acts {
		if err := act(c); err != nil {
			t.Fatalf("act %d on a %s case: %v", i, c.State, err)
		}
		c = saved(c)
	}
	return c
}

func file(form string) Document {
	return Document{Form: form, Purpose: ForSet, Type: "application/pdf", Size: 1000, SHA256: strings.Repeat("a", 64)}
}

func add(list ...Document) func(*Case) error {
	return func(c *Case) error { return c.AddDocument(t0, list...) }
}
func looked(id string, why ...Reason) func(*Case) error {
	return func(c *Case) error {
		return c.Inspected(id, Seen{Version: "v-" + id, ETag: "e", Arrived: t0, Pages: 1, Reasons: why})
	}
}
func scanned(id, verdict string) func(*Case) error {
	return func(c *Case) error { return c.Scanned(id, "v-"+id, verdict) }
}
func copied(id string) func(*Case) error { return func(c *Case) error { return c.Copied(id, "c-"+id) } }
func submit(c *Case) error               { return c.Submit(t0, "K7F-2MQ-9XD", wants{}) }
func validate(after time.Duration) func(*Case) error {
	return func(c *Case) error { return c.Validate(t0.Add(after), wants{}) }
}

// clock is a review's clock that ends on a day.
func clock(due string) Clock {
	d := day.MustParse(due)
	return Clock{ID: "review", From: day.On(t0), Due: d, Because: []deadline.Step{{Kind: deadline.Length, What: "weeks", N: 2, Date: d, Source: "KUM-10"}}, LapseAt: d.AddDays(1).At(0, 0), Stages: []Stage{
		{Name: "before3", At: d.AddDays(-3).At(8, 30), Due: d}, {Name: "due", At: d.At(8, 30), Due: d}, {Name: "after1", At: d.AddDays(1).At(8, 30), Due: d},
	}}
}

const firstDue = "2026-05-07"

func place(district, centre string) Assignment {
	return Assignment{District: district, Centre: centre, Routed: "本町一丁目のため", How: ByAddress, Reviewer: "r1", Proposed: "この圏域の担当", Clock: clock(firstDue)}
}

func assign(c *Case) error { return c.Assign(t0, place("k1", "c1")) }

// The states a case can be in, each brought about by acts alone.
func draft(t testing.TB) *Case {
	return did(t, &Case{ID: "01CASE", Town: "999997"}, func(c *Case) error { return c.Open(t0, opening(New)) })
}
func declaredSet(t testing.TB) *Case { return did(t, draft(t), add(file("a")), add(file("b"))) }
func submitted(t testing.TB) *Case   { return did(t, declaredSet(t), submit) }
func readable(t testing.TB) *Case {
	c := submitted(t)
	for _, id := range []string{"d1", "d2"} {
		c = did(t, c, looked(id), scanned(id, VerdictClean), copied(id))
	}
	return c
}

// ready is a set that was not handed in, whose files may be read; but the first has
// these flaws.
func ready(flaws ...Reason) given {
	return func(t testing.TB) *Case {
		c := did(t, declaredSet(t), looked("d2"), scanned("d2", VerdictClean), copied("d2"), looked("d1", flaws...), scanned("d1", VerdictClean))
		if len(flaws) > 0 {
			return c
		}
		return did(t, c, copied("d1"))
	}
}

func lateFile(t testing.TB) *Case {
	return did(t, submitted(t), looked("d1"), scanned("d1", VerdictClean), copied("d1"), func(c *Case) error {
		return c.Inspected("d2", Seen{Version: "v-d2", Arrived: t0.Add(VerdictPeriod)})
	})
}
func heldCase(t testing.TB) *Case {
	return did(t, submitted(t), looked("d1"), looked("d2"), scanned("d2", VerdictClean), copied("d2"), validate(VerdictPeriod))
}
func infected(t testing.TB) *Case {
	return did(t, submitted(t), looked("d1"), scanned("d1", VerdictInfected), looked("d2"), scanned("d2", VerdictClean), copied("d2"), validate(time.Minute))
}
func accepted(t testing.TB) *Case { return did(t, readable(t), validate(time.Minute)) }
func unrouted(t testing.TB) *Case {
	return did(t, accepted(t), func(c *Case) error { return c.Assign(t0, Assignment{Routed: "2つの圏域"}) })
}
func inReview(t testing.TB) *Case { return did(t, accepted(t), assign) }
func renewal(t testing.TB) *Case {
	c := did(t, &Case{ID: "01CASE", Town: "999997"}, func(c *Case) error { return c.Open(t0, opening(Renewal)) },
		add(file("a")), add(file("b")), add(file("c")), submit)
	for _, id := range []string{"d1", "d2", "d3"} {
		c = did(t, c, looked(id), scanned(id, VerdictClean), copied(id))
	}
	return did(t, c, validate(time.Minute), assign)
}
func advisedCase(t testing.TB) *Case { return did(t, inReview(t), advise(1)) }
func noAdvice(t testing.TB) *Case    { return did(t, inReview(t), adviseNone) }
func lapsed(t testing.TB) *Case {
	return did(t, inReview(t), ring("after1", clock(firstDue).Stages[2].At))
}
func withdrawn(t testing.TB) *Case    { return did(t, inReview(t), withdraw) }
func ended(t testing.TB) *Case        { return did(t, inReview(t), tell("died")) }
func sentBackCase(t testing.TB) *Case { return did(t, inReview(t), sendBack) }
func asked(t testing.TB) *Case        { return did(t, inReview(t), askRecord) }

func advise(viewpoints ...int) func(*Case) error {
	return func(c *Case) error {
		var words []Word
		for _, v := range viewpoints {
			words = append(words, Word{v, "目標を具体的に"})
		}
		return c.Advise(t0.Add(time.Hour), "r1", words)
	}
}
func adviseNone(c *Case) error { return c.AdviseNone(t0.Add(time.Hour)) }
func withdraw(c *Case) error   { return c.Withdraw(t0, "利用者の希望") }
func sendBack(c *Case) error   { return c.SendBackBy(t0.Add(time.Hour), "別の方の書類") }
func askRecord(c *Case) error  { return c.RequestRecord(t0, "r1") }
func tell(kind string) func(*Case) error {
	return func(c *Case) error {
		return c.Tell(t0, News{Kind: kind, On: day.On(t0), Address: Address{Area: "東町"}})
	}
}
func ring(stage string, due time.Time) func(*Case) error {
	return func(c *Case) error { return c.Ring(due, "review", stage, due) }
}
func answer(as ...Answer) func(*Case) error {
	return func(c *Case) error { return c.Answer(t0, as) }
}
func confirm(doc string, consent day.Date) func(*Case) error {
	return func(c *Case) error { return c.Confirm(t0, doc, consent, nil) }
}
func purposed(form, purpose string) Document {
	d := file(form)
	d.Purpose = purpose
	return d
}
func extend(due, reason string) func(*Case) error {
	return func(c *Case) error { return c.Extend(clock(due), reason) }
}
func reroute(district, centre, why string) func(*Case) error {
	a := place(district, centre)
	a.Routed = why
	return func(c *Case) error { return c.Reroute(t0, a) }
}
func reassign(who, why string) func(*Case) error {
	return func(c *Case) error { return c.Reassign(who, why) }
}
func release(doc, why string) func(*Case) error {
	return func(c *Case) error { return c.Release(doc, why) }
}
func opened(doc string) func(*Case) error {
	return func(c *Case) error { return c.OpenedBy("r1", doc, "確認のため") }
}
func register(p Paper) func(*Case) error {
	return func(c *Case) error { return c.Register(t0, "K7F-2MQ-9XD", p, wants{}) }
}
func amend(change func(*Sealed)) func(*Case) error {
	return func(c *Case) error { s := person(); change(&s); return c.Amend(s) }
}
func openWith(change func(*Opening)) func(*Case) error {
	return func(c *Case) error { o := opening(New); change(&o); return c.Open(t0, o) }
}
func with(change func(*Document)) func(*Case) error {
	d := file("a")
	change(&d)
	return add(d)
}
func blank(testing.TB) *Case { return &Case{ID: "01CASE", Town: "999997"} }

// codeOf is the code with which an act was refused.
func codeOf(err error) string {
	var r *Refusal
	var i *Incomplete
	switch {
	case errors.As(err, &r):
		return r.Code
	case errors.As(err, &i):
		return i.Reasons[0].Code
	case err == nil:
		return ""
	}
	return err.Error()
}

var sameCase = []cmp.Option{cmpopts.EquateEmpty(), cmpopts.EquateComparable(day.Date{}), cmpopts.IgnoreUnexported(Case{})}

// announced lists the types of what an act announced.
func announced(c *Case) (out []string) {
	for _, h := range c.Happened() {
		if h.Event != nil {
			out = append(out, h.Event.EventType())
		}
	}
	return out
}
