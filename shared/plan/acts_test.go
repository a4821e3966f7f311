package plan

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

type given = func(testing.TB) *Case

// What each act refuses, and with which code.
var refusals = []struct {
	name  string
	given given
	act   func(*Case) error
	code  string
}{
	{"a submission of no known kind", blank, openWith(func(o *Opening) { o.Kind = "other" }), "kind-unknown"},
	{"a meeting is no submission", blank, openWith(func(o *Opening) { o.Kind = Kind(rules.Conference) }), "kind-unknown"},
	{"a care that is none", blank, openWith(func(o *Opening) { o.Care = "nursing" }), "binding-unknown"},
	{"a type that is none", blank, openWith(func(o *Opening) { o.Care, o.Type = rules.Management, "D" }), "binding-unknown"},
	{"介護予防ケアマネジメント of 居宅指定", blank, openWith(func(o *Opening) { o.Care, o.Track, o.Type = rules.Management, rules.Direct, rules.TypeA }), "direct-only-support"},
	{"介護予防ケアマネジメント of no type", blank, openWith(func(o *Opening) { o.Care = rules.Management }), "type-missing"},
	{"介護予防支援 of a type", blank, openWith(func(o *Opening) { o.Type = rules.TypeA }), "type-not-for-support"},
	{"a transfer to 居宅指定 on commission", blank, openWith(func(o *Opening) { o.Kind, o.Track = Transfer, rules.Commissioned }), "transfer-not-direct"},
	{"C→A that is still of type C", blank, openWith(func(o *Opening) { o.Kind, o.Care, o.Type = TypeCToA, rules.Management, rules.TypeC }), "type-not-a"},
	{"a submission by e-mail", blank, openWith(func(o *Opening) { o.Channel = "email" }), "channel-unknown"},
	{"a submission without a name", blank, openWith(func(o *Opening) { o.Sealed.Name = "" }), "name-missing"},
	{"a submission without an address", blank, openWith(func(o *Opening) { o.Sealed.Address = Address{} }), "name-missing"},
	{"a correction after the set was handed in", submitted, amend(func(*Sealed) {}), "set-closed"},
	{"a correction that takes the name away", draft, amend(func(s *Sealed) { s.Name = "" }), "name-missing"},

	{"a file for a set that was handed in", submitted, add(file("a")), "set-closed"},
	{"a file for a set in review", inReview, add(file("a")), "set-closed"},
	{"a file for a case that is over", withdrawn, add(purposed(PlanForm, ForConfirmed)), "already-over"},
	{"a record nobody asked for", inReview, add(purposed("r", ForRecord)), "record-not-requested"},
	{"a confirmed plan before the receipt", draft, add(purposed(PlanForm, ForConfirmed)), "not-accepted"},
	{"a second confirmed plan", confirmed, add(purposed(PlanForm, ForConfirmed)), "already-confirmed"},
	{"a program", draft, with(func(d *Document) { d.Type = "application/x-msdownload" }), "type-not-allowed"},
	{"a file without a size", draft, with(func(d *Document) { d.Size = 0 }), "document-empty"},
	{"a file without a hash", draft, with(func(d *Document) { d.SHA256 = "" }), "document-empty"},
	{"a file over the limit", draft, with(func(d *Document) { d.Size = MaxDocument + 1 }), "document-too-large"},
	{"a form upload over the limit", draft, with(func(d *Document) { d.Most = MaxDocument + 1 }), "document-too-large"},
	{"a set over the limit", full, with(func(d *Document) { d.Size = 1 }), "set-too-large"},
	{"a list whose second file nobody asked for", draft, add(file("a"), purposed("r", ForRecord)), "record-not-requested"},
	{"a list over the limit of a set", draft, add(large("a"), large("b"), large("c"), file("d")), "set-too-large"},
	{"a plan sheet as PDF", draft, with(func(d *Document) { d.Format, d.Form = Upyobo, PlanForm }), "format-wrong"},
	{"a statement that states what the submission says", blank, openWith(func(o *Opening) { o.Sealed.Stated = `{"care": "management"}` }), "statement-unreadable"},
	{"the removal of no document", draft, func(c *Case) error { return c.RemoveDocument("d9") }, "document-unknown"},
	{"a removal from a set that was handed in", submitted, func(c *Case) error { return c.RemoveDocument("d1") }, "set-closed"},

	{"an empty set", draft, submit, "set-empty"},
	{"a set that lacks a form", func(t testing.TB) *Case { return did(t, draft(t), add(file("a"))) }, submit, "missing-form"},
	{"a set with a form twice", func(t testing.TB) *Case { return did(t, declaredSet(t), looked("d1"), add(file("a"))) }, submit, "doubled-form"},
	{"a set with a form nobody wants", func(t testing.TB) *Case { return did(t, declaredSet(t), add(file("z"))) }, submit, "unexpected-form"},
	{"the submission of what was withdrawn", withdrawn, submit, "already-over"},
	{"a withdrawal after advice", advisedCase, withdraw, "already-reviewed"},
	{"a withdrawal after the word that there is none", noAdvice, withdraw, "already-reviewed"},
	{"a withdrawal after the lapse", lapsed, withdraw, "already-reviewed"},
	{"an answer after a withdrawal", withdrawn, answer(Answer{"a1", "taken-up", ""}), "already-over"},
	{"a withdrawal for a reason of spaces", inReview, func(c *Case) error { return c.Withdraw(t0, " \u3000") }, "reason-missing"},
	{"a reassignment for a reason of spaces", inReview, reassign("r2", "\u3000"), "reason-missing"},
	{"a new centre for a reason of spaces", inReview, reroute("k2", "c2", "  "), "reason-missing"},
	{"sending back for a reason of spaces", inReview, func(c *Case) error { return c.SendBackBy(t0, "\u3000\u3000") }, "reason-missing"},
	{"an extension for a reason of spaces", inReview, extend("2026-05-20", "  "), "reason-missing"},
	{"a release for a reason of spaces", heldCase, release("d1", "\u3000"), "reason-missing"},
	{"advice of spaces", inReview, func(c *Case) error { return c.Advise(t0, "r1", []Word{{1, " \u3000 "}}) }, "advice-empty"},
	{"not taking it up for a reason of spaces", advisedCase, answer(Answer{"a1", "not", "\u3000"}), "answer-reason-missing"},
	{"a withdrawal without a reason", inReview, func(c *Case) error { return c.Withdraw(t0, "") }, "reason-missing"},
	{"the withdrawal of a case that the person's death ended", ended, withdraw, "already-over"},

	{"our look at no document", submitted, looked("d9"), "document-unknown"},
	{"a verdict on no document", submitted, scanned("d9", VerdictClean), "document-unknown"},
	{"the copy of no document", submitted, copied("d9"), "document-unknown"},
	{"giving up no document", submitted, func(c *Case) error { return c.GiveUp(t0, "d9") }, "document-unknown"},
	{"the release of no document", heldCase, release("d9", "確認した"), "document-unknown"},
	{"a release without a reason", heldCase, release("d1", ""), "reason-missing"},
	{"the release of a document that is not held", readable, release("d1", "確認した"), "not-held"},
	{"the release of a document with a virus", infected, release("d1", "確認した"), "not-held"},
	{"the opening of no document", inReview, opened("d9"), "document-unknown"},
	{"the opening of a document that is not clean", heldCase, opened("d1"), "document-not-readable"},

	{"the opening of a document of an erased record", erased, opened("d1"), "erased"},
	{"erasing a record early without a ground", inReview, func(c *Case) error { return c.EraseEarly("whim", t0) }, "ground-unknown"},
	{"erasing a record that is kept", kept, func(c *Case) error { return c.EraseEarly("request", t0) }, "record-kept"},
	{"disclosing an erased record", erased, (*Case).Disclose, "erased"},
	{"keeping an erased record", erased, func(c *Case) error { return c.Keep("請求中") }, "erased"},
	{"keeping a record without a reason", inReview, func(c *Case) error { return c.Keep(" ") }, "reason-missing"},
	{"a fact of a draft", draft, func(c *Case) error { return c.TellFact(Told{Fact: "serviceStart", On: day.On(t0)}, false) }, "not-accepted"},
	{"a fact that is none", inReview, func(c *Case) error { return c.TellFact(Told{On: day.On(t0)}, false) }, "fact-unknown"},
	{"a fact without a day", inReview, func(c *Case) error { return c.TellFact(Told{Fact: "serviceStart"}, false) }, "date-missing"},
	{"a fact of another century", inReview, func(c *Case) error {
		return c.TellFact(Told{Fact: "serviceStart", On: day.MustParse("1999-12-31")}, false)
	}, "date-out-of-range"},
	{"a duty that will be done tomorrow", visited, func(c *Case) error { return c.Done(t0, "filing", day.On(t0).AddDays(1), day.Date{}) }, "done-in-future"},
	{"a visit of a block that was visited", visited, func(c *Case) error { return c.Done(t0, "monitoring-visit", day.On(t0), day.Date{}) }, "done-before"},
	{"a late visit of no round that is told", late, func(c *Case) error {
		return c.Done(t0.AddDate(1, 0, 0), "monitoring-visit", day.MustParse("2026-08-03"), day.Date{})
	}, "done-for-which"},
	{"a visit for a day that is none", visited, func(c *Case) error { return c.Done(t0, "monitoring-visit", day.On(t0), day.MustParse("2026-07-30")) }, "done-for-no-day"},
	{"a fact that nobody told", inReview, func(c *Case) error { return c.TakeFact(Told{Fact: "serviceStart", On: day.On(t0)}) }, "fact-not-told"},
	{"a duty that nobody has", inReview, func(c *Case) error { return c.Done(t0, "evaluation", day.On(t0), day.Date{}) }, "clock-unknown"},

	{"paper without a day", draft, register(Paper{Forms: []string{"a", "b"}}), "date-missing"},
	{"paper that comes tomorrow", draft, register(Paper{Received: t0.AddDate(0, 0, 1), Forms: []string{"a", "b"}}), "received-in-future"},

	{"a new centre for a case that is over", withdrawn, reroute("k2", "c2", "転居"), "already-over"},
	{"a new centre that is none", inReview, reroute("", "", "転居"), "centre-unknown"},
	{"a new centre without a reason", inReview, reroute("k2", "c2", ""), "reason-missing"},
	{"a new centre for a draft", draft, reroute("k2", "c2", "転居"), "not-accepted"},
	{"a reviewer for a case that is over", ended, reassign("r2", "担当を分ける"), "already-over"},
	{"a reviewer for a set that is not received", submitted, reassign("r2", "担当を分ける"), "not-accepted"},
	{"no reviewer", inReview, reassign("", "担当を分ける"), "reviewer-unknown"},
	{"a reviewer without a reason", inReview, reassign("r2", ""), "reason-missing"},
	{"sending a draft back", draft, sendBack, "not-in-review"},
	{"sending back without a reason", inReview, func(c *Case) error { return c.SendBackBy(t0, "") }, "reason-missing"},
	{"sending back what was advised on", advisedCase, sendBack, "not-in-review"},
	{"asking for the record twice", asked, askRecord, "record-already-requested"},
	{"asking for the record after the review", noAdvice, askRecord, "not-in-review"},
	{"a record that was not asked for", inReview, func(c *Case) error { return c.SendRecord("d1") }, "record-not-requested"},
	{"a record that is another document", asked, func(c *Case) error { return c.SendRecord("d1") }, "document-unknown"},
	{"a second advice", advisedCase, advise(2), "advice-already-sent"},
	{"advice on a draft", draft, advise(1), "not-in-review"},
	{"advice after none", noAdvice, advise(1), "not-in-review"},
	{"advice of no words", inReview, advise(), "advice-empty"},
	{"advice whose text is empty", inReview, func(c *Case) error { return c.Advise(t0, "r1", []Word{{1, ""}}) }, "advice-empty"},
	{"a sixth viewpoint", inReview, advise(6), "viewpoint-unknown"},
	{"a viewpoint 0", inReview, advise(0), "viewpoint-unknown"},
	{"viewpoint 5 at a new plan", inReview, advise(1, 5), "viewpoint-renewal-only"},
	{"no advice after advice", advisedCase, adviseNone, "advice-already-sent"},
	{"no advice after the lapse", lapsed, adviseNone, "not-in-review"},
	{"an extension after the review", noAdvice, extend("2026-05-20", "資料待ち"), "not-in-review"},
	{"an extension without a reason", inReview, extend("2026-05-20", ""), "reason-missing"},
	{"an extension to an earlier day", inReview, extend("2026-05-06", "資料待ち"), "extension-not-later"},

	{"no answer", advisedCase, answer(), "answer-unknown"},
	{"an answer to no advice", advisedCase, answer(Answer{"a9", "taken-up", ""}), "advice-unknown"},
	{"an answer of no known kind", advisedCase, answer(Answer{"a1", "perhaps", ""}), "answer-unknown"},
	{"not taking it up without a reason", advisedCase, answer(Answer{"a1", "not", ""}), "answer-reason-missing"},
	{"another answer", answered, answer(Answer{"a1", "not", "本人の希望"}), "already-answered"},
	{"another confirmed plan", confirmed, confirm("d9", day.On(t0)), "already-confirmed"},
	{"a confirmed plan of a withdrawn case", planFiled(withdrawnAfterPlan), confirm("d3", day.On(t0)), "already-over"},
	{"a confirmed plan before the receipt", draft, confirm("d1", day.On(t0)), "not-accepted"},
	{"a confirmed plan that is another document", inReview, confirm("d1", day.On(t0)), "document-unknown"},
	{"a confirmed plan without consent", planFiled(inReview), confirm("d3", day.Date{}), "consent-missing"},
	{"a confirmed plan whose file was refused", func(t testing.TB) *Case { return did(t, planFiled(inReview)(t), looked("d3", flaw)) }, confirm("d3", day.On(t0)), "document-refused"},
	{"a confirmed plan with a virus", func(t testing.TB) *Case { return did(t, planFiled(inReview)(t), scanned("d3", VerdictInfected)) }, confirm("d3", day.On(t0)), "document-refused"},
	{"a confirmed plan of another form", func(t testing.TB) *Case { return did(t, inReview(t), add(purposed("F-KIHON", ForConfirmed))) }, confirm("d3", day.On(t0)), "confirmed-form-wrong"},
	{"a confirmed plan with tomorrow's consent", planFiled(inReview), confirm("d3", day.On(t0).AddDays(1)), "consent-in-future"},
	{"a record that was refused", func(t testing.TB) *Case { return did(t, recordFiled(t), looked("d3", flaw)) }, func(c *Case) error { return c.SendRecord("d3") }, "document-refused"},
	{"news of the day after tomorrow", inReview, func(c *Case) error { return c.Tell(t0, News{Kind: "died", On: day.On(t0).AddDays(2)}) }, "situation-in-future"},
	{"the originals of a direct case", noAdvice, takeBack, "not-commissioned"},
	{"the originals while the review is open", commissioned(inReview), takeBack, "review-open"},
	{"news of no known kind", inReview, tell("married"), "situation-unknown"},
	{"news without a day", inReview, func(c *Case) error { return c.Tell(t0, News{Kind: "died"}) }, "date-missing"},
	{"a result with news of a death", inReview, resulted("died", "12"), "result-not-level"},
	{"a result of no known level", inReview, resulted("level", "11"), "result-unknown"},
	{"要支援 without its period", inReview, func(c *Case) error {
		return c.Tell(t0, News{Kind: "level", On: day.On(t0), Certified: &Certification{Level: "12"}})
	}, "result-period-wrong"},
	{"a move to nowhere", inReview, func(c *Case) error { return c.Tell(t0, News{Kind: "moved", On: day.On(t0)}) }, "address-missing"},
}

func takeBack(c *Case) error { return c.TakeBack(t0) }

// commissioned is the same case on the other track.
func commissioned(g given) given {
	return func(t testing.TB) *Case {
		c := g(t)
		c.Track = rules.Commissioned
		return c
	}
}

// resulted tells a result whose period is half a year from today on.
func resulted(kind, level string) func(*Case) error {
	return func(c *Case) error {
		on := day.On(t0)
		return c.Tell(t0, News{Kind: kind, On: on, Certified: &Certification{Level: level, From: on, To: on.AddDays(180)}})
	}
}

func full(t testing.TB) *Case {
	big := file("x")
	big.Size = MaxDocument
	c := draft(t)
	for _, form := range []string{"x1", "x2", "x3"} {
		big.Form = form
		c = did(t, c, add(big))
	}
	return c
}

func planFiled(g given) given {
	return func(t testing.TB) *Case {
		c := g(t)
		if c.Over() {
			return c
		}
		return did(t, c, add(purposed(PlanForm, ForConfirmed)))
	}
}

func withdrawnAfterPlan(t testing.TB) *Case {
	return did(t, inReview(t), add(purposed(PlanForm, ForConfirmed)), withdraw)
}

func confirmed(t testing.TB) *Case {
	return did(t, planFiled(inReview)(t), confirm("d3", day.On(t0)))
}

func answered(t testing.TB) *Case {
	return did(t, advisedCase(t), answer(Answer{"a1", "taken-up", ""}))
}

func recordFiled(t testing.TB) *Case { return did(t, asked(t), add(purposed("r", ForRecord))) }

func TestWhatIsRefusedAndThatNothingChanges(t *testing.T) {
	for _, x := range refusals {
		t.Run(x.name, func(t *testing.T) {
			c := x.given(t)
			was := saved(c)
			err := x.act(c)
			if got := codeOf(err); got != x.code {
				t.Fatalf("it says %q (%v), want %q", got, err, x.code)
			}
			if len(c.Happened()) != 0 {
				t.Errorf("and yet happened %v", c.Happened())
			}
			if diff := cmp.Diff(was, saved(c), sameCase...); diff != "" {
				t.Errorf("and yet it changed (-before +after):\n%s", diff)
			}
		})
	}
}

// What each act allows: where, what follows, who hears.
var allowances = []struct {
	name  string
	given given
	act   func(*Case) error
	want  State
	hear  []string
}{
	{"an office opens a submission", blank, openWith(func(*Opening) {}), Draft, nil},
	{"it corrects what it said, while it works on the set", draft, amend(func(s *Sealed) { s.Kana = "シケン" }), Draft, nil},
	{"and after the set was sent back", sentBackCase, amend(func(s *Sealed) { s.Kana = "シケン" }), SentBack, nil},
	{"it declares a file", draft, add(file("a")), Draft, nil},
	{"a file of at most the limit", draft, with(func(d *Document) { d.Size = MaxDocument }), Draft, nil},
	{"a file whose size and hash nobody knows yet", draft, with(func(d *Document) { d.Size, d.SHA256, d.Most = 0, "", 1<<20 }), Draft, nil},
	{"it takes a file out again", declaredSet, func(c *Case) error { return c.RemoveDocument("d1") }, Draft, nil},
	{"it hands a complete set in", declaredSet, submit, Submitted, nil},
	{"one whose files may be read is received at once", ready(), submit, Accepted, []string{"accepted.v1"}},
	{"one with a file that is refused is sent back at once", ready(flaw), submit, SentBack, []string{"sent-back.v1"}},
	{"and not while a file is awaited", func(t testing.TB) *Case { return did(t, declaredSet(t), looked("d1", flaw)) }, submit, Submitted, nil},
	{"an office opens one for 介護予防ケアマネジメント", blank, openWith(func(o *Opening) { o.Care, o.Type = rules.Management, rules.TypeB }), Draft, nil},
	{"a centre gets the originals of a commission back", commissioned(noAdvice), takeBack, NoAdvice, nil},
	{"it takes its submission back", inReview, withdraw, Withdrawn, []string{"withdrawn.v1"}},
	{"it takes a draft back", draft, withdraw, Withdrawn, []string{"withdrawn.v1"}},
	{"a clerk registers paper", draft, register(Paper{Received: t0.AddDate(0, 0, -1), Forms: []string{"a", "b"}}), Accepted, []string{"accepted.v1"}},
	{"paper that lacks a form is sent back", draft, register(Paper{Received: t0, Forms: []string{"a"}}), SentBack, []string{"sent-back.v1"}},

	{"a file is looked at", submitted, looked("d1"), Submitted, nil},
	{"a verdict comes", submitted, scanned("d1", VerdictClean), Submitted, nil},
	{"a set that is complete and clean is received", readable, validate(time.Minute), Accepted, []string{"accepted.v1"}},
	{"a set waits for its verdicts", submitted, validate(time.Minute), Submitted, nil},
	{"a set whose file nobody looked for waits", submitted, validate(24 * time.Hour), Submitted, nil},
	{"a set without a verdict is held after half an hour", func(t testing.TB) *Case {
		return did(t, submitted(t), looked("d1"), looked("d2"))
	}, validate(VerdictPeriod), Held, []string{"set-held.v1"}},
	{"the half hour of a file that came later begins with it", lateFile, validate(VerdictPeriod), Submitted, nil},
	{"and ends", lateFile, validate(2 * VerdictPeriod), Held, []string{"set-held.v1"}},
	{"a file that never came is given up", submitted, func(c *Case) error { return c.GiveUp(t0.Add(VerdictPeriod), "d1") }, Submitted, nil},
	{"and not before", submitted, func(c *Case) error { return c.GiveUp(t0.Add(VerdictPeriod-1), "d1") }, Submitted, nil},
	{"the town releases a held document", heldCase, release("d1", "確認した"), Held, []string{"document-released.v1"}},
	{"a held set whose document was released is received", func(t testing.TB) *Case {
		return did(t, heldCase(t), release("d1", "確認した"), copied("d1"))
	}, validate(time.Hour), Accepted, []string{"accepted.v1"}},

	{"a received set gets its centre", accepted, assign, InReview, []string{"review-started.v1"}},
	{"a set without a district waits for a choice", accepted, func(c *Case) error { return c.Assign(t0, Assignment{}) }, Unrouted, []string{"routing-needed.v1"}},
	{"the choice starts the review", unrouted, reroute("k1", "c1", "電話で確認"), InReview, []string{"review-started.v1"}},
	{"another centre takes over", inReview, reroute("k2", "c2", "転居"), InReview, []string{"rerouted.v1"}},
	{"another district of the centre is nobody's news", inReview, reroute("k3", "c1", "区割りの変更"), InReview, nil},
	{"a move to nowhere known asks the town", inReview, func(c *Case) error { return c.LoseDistrict() }, InReview, []string{"routing-needed.v1"}},
	{"the head gives it to another reviewer", inReview, reassign("r2", "担当を分ける"), InReview, []string{"reviewer-changed.v1"}},
	{"also after the advice", advisedCase, reassign("r2", "担当を分ける"), Advised, []string{"reviewer-changed.v1"}},
	{"the centre sends a set back", inReview, sendBack, SentBack, []string{"sent-back.v1"}},
	{"also before its review begins", accepted, sendBack, SentBack, []string{"sent-back.v1"}},
	{"it asks for the record", inReview, askRecord, InReview, []string{"record-requested.v1"}},
	{"it advises along viewpoints 1 to 4", inReview, advise(1, 2, 3, 4), Advised, []string{"review-finished.v1"}},
	{"and along viewpoint 5 at a renewal", renewal, advise(5), Advised, []string{"review-finished.v1"}},
	{"it has nothing to advise", inReview, adviseNone, NoAdvice, []string{"review-finished.v1"}},
	{"it advises after the lapse", lapsed, advise(1), Advised, []string{"review-finished.v1"}},
	{"it moves the day", inReview, extend("2026-05-20", "資料待ち"), InReview, []string{"clock-moved.v1"}},
	{"somebody opens a readable document", inReview, opened("d1"), InReview, nil},

	{"the office takes an advice up", advisedCase, answer(Answer{"a1", "taken-up", ""}), Advised, []string{"answered.v1"}},
	{"or not, with a reason", advisedCase, answer(Answer{"a1", "not", "本人の希望"}), Advised, []string{"answered.v1"}},
	{"it sends the record", recordFiled, func(c *Case) error { return c.SendRecord("d3") }, InReview, []string{"record-sent.v1"}},
	{"a record that is refused is told", recordFiled, looked("d3", flaw), InReview, []string{"document-refused.v1"}},
	{"so is one with a virus", recordFiled, scanned("d3", VerdictInfected), InReview, []string{"document-refused.v1"}},
	{"and one that never came", recordFiled, func(c *Case) error { return c.GiveUp(t0.Add(uploadPeriod+VerdictPeriod), "d3") }, InReview, []string{"document-refused.v1"}},
	{"one without a verdict is the town's", func(t testing.TB) *Case { return did(t, recordFiled(t), looked("d3")) }, scanned("d3", VerdictUnclear), InReview, []string{"set-held.v1"}},
	{"it tells of a move on its eve", inReview, func(c *Case) error {
		return c.Tell(t0, News{Kind: "moved", On: day.On(t0).AddDays(1), Address: Address{Area: "東町"}})
	}, InReview, []string{"situation-changed.v1"}},
	{"it tells that the person moved", inReview, tell("moved"), InReview, []string{"situation-changed.v1"}},
	{"or that the level changed", inReview, tell("level"), InReview, []string{"situation-changed.v1"}},
	{"a death ends the review", inReview, tell("died"), Ended, []string{"situation-changed.v1"}},
	{"a move away too", inReview, tell("moved-out"), Ended, []string{"situation-changed.v1"}},
	{"and a facility", inReview, tell("facility"), Ended, []string{"situation-changed.v1"}},
	{"a death after the review leaves its outcome", advisedCase, tell("died"), Advised, []string{"situation-changed.v1"}},
}

func TestWhatIsAllowedAndWhoHears(t *testing.T) {
	for _, x := range allowances {
		t.Run(x.name, func(t *testing.T) {
			c := x.given(t)
			if err := x.act(c); err != nil {
				t.Fatal(err)
			}
			if c.State != x.want {
				t.Errorf("it is %s, want %s", c.State, x.want)
			}
			if diff := cmp.Diff(x.hear, announced(c)); diff != "" {
				t.Errorf("announced (-want +got):\n%s", diff)
			}
		})
	}
}

// Two openings of a document are two entries: that is what the log of who looked
// at what is for. A file declared twice is two files.
var notIdempotent = map[string]bool{"somebody opens a readable document": true}

func TestTheSameActTwiceChangesNothingTheSecondTime(t *testing.T) {
	for _, x := range allowances {
		if notIdempotent[x.name] {
			continue
		}
		t.Run(x.name, func(t *testing.T) {
			c := did(t, x.given(t), x.act)
			again := saved(c)
			err := x.act(again)
			if len(again.Happened()) != 0 && codeOf(err) == "" && !declares(again) {
				t.Errorf("it happened again: %v", again.Happened())
			}
			if err == nil && !declares(again) {
				if diff := cmp.Diff(c, again, sameCase...); diff != "" {
					t.Errorf("it changed (-once +twice):\n%s", diff)
				}
			}
		})
	}
}

func declares(c *Case) bool {
	return len(c.Happened()) == 1 && c.Happened()[0].Action == "document-declared"
}

// The refusals that a second, equal act may get: the rule says that it is done.
func TestASecondEqualActIsASilentSuccessOrSaysThatItWasDone(t *testing.T) {
	said := map[string]bool{"": true, "advice-already-sent": true, "record-already-requested": true}
	for _, x := range allowances {
		c := did(t, x.given(t), x.act)
		if code := codeOf(x.act(c)); !said[code] {
			t.Errorf("%s, again: %s", x.name, code)
		}
	}
}

func TestTheReviewNeverHoldsUpTheConfirmedPlan(t *testing.T) {
	for _, g := range []given{submitted, heldCase, accepted, unrouted, inReview, advisedCase, noAdvice, lapsed, sentBackCase} {
		c := g(t)
		t.Run(fmt.Sprintf("in a case that is %s", c.State), func(t *testing.T) {
			c = did(t, c, add(purposed(PlanForm, ForConfirmed)))
			id := c.Documents[len(c.Documents)-1].ID
			was := c.State
			c = did(t, c, confirm(id, day.On(t0)))
			if c.Confirmed == nil || c.State != was || c.Sealed.Consent != day.On(t0) {
				t.Errorf("confirmed %v, %s", c.Confirmed, c.State)
			}
			for _, a := range c.Advices {
				if a.Closing != "taken-up" {
					t.Errorf("advice %s is %q", a.ID, a.Closing)
				}
			}
		})
	}
}
