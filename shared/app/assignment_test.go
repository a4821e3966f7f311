package app_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// assignment is what a received set of a fresh person would get.
func assignment(b *apptest.Bench, c plan.Case, chosen *app.Choice) (plan.Assignment, error) {
	return b.Whole("test").Assignment(b.T.Context(), b.In, c, chosen)
}

func received(b *apptest.Bench, person string) plan.Case {
	return plan.Case{ID: "X", Town: apptest.Town, Person: person, Received: b.Now(), Complete: b.Now(), Sealed: apptest.Person()}
}

func TestAnAssignmentFollowsTheAddressAndCountsTheClock(t *testing.T) {
	b := apptest.New(t)
	a, err := assignment(b, received(b, "p"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Centre != "c1" || a.District != "k1" || a.How != plan.ByAddress || a.Routed == "" || a.Reviewer != "r1" || a.Proposed == "" {
		t.Errorf("%+v", a)
	}
	k := a.Clock
	if k.ID != "review" || k.From != day.On(b.Now()) || k.Due != day.MustParse("2026-05-07") || !k.LapseAt.Equal(day.MustParse("2026-05-08").At(0, 0)) {
		t.Errorf("%+v", k)
	}
	if len(k.Because) < 3 || k.Because[2].Source == "" || len(k.Stages) != 3 || k.Stages[0].Due != k.Due {
		t.Errorf("%+v", k)
	}
}

func TestAnAddressWithoutADistrictIsLeftToAChoice(t *testing.T) {
	b := apptest.New(t)
	c := received(b, "p")
	c.Sealed.Address = plan.Address{Area: "西町一丁目"}
	a, err := assignment(b, c, nil)
	if err != nil || a.Centre != "" || a.Routed == "" {
		t.Fatalf("%+v %v", a, err)
	}
	a, err = assignment(b, c, &app.Choice{Centre: "c2", Reason: "市の境のため"})
	if err != nil || a.Centre != "c2" || a.District != "k2" || a.How != plan.ByHand || a.Reviewer != "" || a.Proposed == "" {
		t.Errorf("nobody reviews at c2, so the queue has it: %+v %v", a, err)
	}
	for name, x := range map[string]app.Choice{
		"an unknown centre":            {Centre: "c9", Reason: "x"},
		"a district of another centre": {District: "k1", Centre: "c2", Reason: "x"},
		"nothing":                      {Reason: "x"},
		"a district without a reason":  {District: "k1"},
	} {
		if a, err := assignment(b, c, &x); err == nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestAChoiceByHandHoldsForTheNextRoundUntilTheAddressChanges(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	to, err := assignment(b, c, &app.Choice{District: "k2", Reason: "圏域の表の誤り"})
	if err != nil {
		t.Fatal(err)
	}
	b.Do(c.ID, func(c *plan.Case) error { return c.Reroute(b.Now(), to) })
	c = b.Do(c.ID, func(c *plan.Case) error { return c.SendBackBy(b.Now(), "目標の補正") })
	if a, err := assignment(b, c, nil); err != nil || a.Centre != "c2" || a.How != plan.ByHand || a.Routed != "圏域の表の誤り" {
		t.Errorf("%+v %v", a, err)
	}
	s := c.Sealed
	s.Address.Block = "14"
	c = b.Do(c.ID, func(c *plan.Case) error { return c.Amend(s) })
	if a, err := assignment(b, c, nil); err != nil || a.Centre != "c1" || a.How != plan.ByAddress {
		t.Errorf("another address: %+v %v", a, err)
	}
}

func TestTheReviewerIsWhoHadThePersonElseWhoHasRoom(t *testing.T) {
	b := apptest.New(t)
	first := b.InReview(plan.New)
	b.Do(first.ID, func(c *plan.Case) error { return c.Reassign("r2", "前から知る人") })
	if a, err := assignment(b, received(b, first.Person), nil); err != nil || a.Reviewer != "r2" {
		t.Errorf("the same person: %+v %v", a.Reviewer, err)
	}
	if a, err := assignment(b, received(b, "p"), nil); err != nil || a.Reviewer != "r1" {
		t.Errorf("another person: %+v %v", a.Reviewer, err)
	}
	book := apptest.Book()
	for i := range book.Staff {
		if book.Staff[i].ID == "r2" {
			book.Staff[i].AbsentFrom = day.On(b.Now())
		}
		if book.Staff[i].ID == "r1" {
			book.Staff[i].Districts = nil
		}
	}
	if err := b.Whole("test").SaveBook(t.Context(), b.In, "import", book); err != nil {
		t.Fatal(err)
	}
	if a, err := assignment(b, received(b, first.Person), nil); err != nil || a.Reviewer != "r1" {
		t.Errorf("who had the person is away: %+v %v", a.Reviewer, err)
	}
}

func TestAnExtensionKeepsItsDerivationAndNotItsReason(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	k, err := b.Whole("test").Extended(t.Context(), b.In, c, day.MustParse("2026-05-20"))
	if err != nil || k.Due != day.MustParse("2026-05-20") || len(k.Because) != len(c.Clock.Because)+1 || len(k.Stages) != 3 {
		t.Fatalf("%+v %v", k, err)
	}
	if !k.LapseAt.Equal(day.MustParse("2026-05-21").At(0, 0)) {
		t.Errorf("lapses at %s", k.LapseAt)
	}
	for _, to := range []string{"2026-05-07", "2026-05-01", "2105-01-01"} {
		if _, err := b.Whole("test").Extended(t.Context(), b.In, c, day.MustParse(to)); err == nil {
			t.Errorf("extended to %s", to)
		}
	}
}

func TestASetThatIsRegisteredAfterItsCentreEndedGoesToTodaysCentre(t *testing.T) {
	b := apptest.New(t)
	yesterday := day.On(b.Now()).AddDays(-1)
	b.Import(func(book *town.Book) {
		book.Centres[0].To, book.Districts[0].To = yesterday, yesterday
		next := book.Districts[0]
		next.Base.From, next.Base.To, next.Centre = day.On(b.Now()), day.Date{}, "c2"
		book.Districts = append(book.Districts, next)
	})
	c := received(b, "p")
	c.Received = yesterday.At(0, 0)
	a, err := assignment(b, c, nil)
	if err != nil || a.Centre != "c2" || a.District != "k1" {
		t.Errorf("%+v %v", a, err)
	}
}
