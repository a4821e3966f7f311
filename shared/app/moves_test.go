package app_test

import (
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// districts is a file in which the case's 町丁目 goes to the other centre from
// a day on.
func districts(from string) app.ImportOrder {
	csv := "town,district,name,centre,postcode,area,blockFrom,blockTo,from,to\n" +
		apptest.Town + ",k2,東圏域,c2,,本町一丁目,,," + from + ",\n"
	return app.ImportOrder{Kind: "districts", Names: []string{"d.csv"}, Files: map[string][]byte{"d.csv": []byte(csv)}}
}

func importing(t *testing.T, b *apptest.Bench, order app.ImportOrder, apply bool) app.Imported {
	t.Helper()
	order.Apply = apply
	got, err := b.Whole("import").Import(t.Context(), order)
	if err != nil || len(got.Bad) > 0 {
		t.Fatalf("%v %+v", err, got.Bad)
	}
	b.Settle()
	return got
}

func TestAChangedDistrictIsPreviewedAndThenMovesWhatIsOpen(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	order := districts("2026-04-20")
	if got := importing(t, b, order, false); len(got.Cases) != 1 || got.Applied || b.Case(c.ID).Centre != "c1" {
		t.Fatalf("the preview: %+v, centre %s", got, b.Case(c.ID).Centre)
	}
	importing(t, b, order, true)
	if now := b.Case(c.ID); now.Centre != "c2" || now.District != "k2" || now.DueDay() != c.DueDay() {
		t.Fatalf("%s %s due %s", now.Centre, now.District, now.DueDay())
	}
	if got := importing(t, b, order, true); len(got.Cases) != 0 || got.Moved != 0 {
		t.Errorf("the second import moves again: %+v", got)
	}
}

func TestAnImportThatACrashCutShortMovesTheRestWhenItIsRepeated(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	whole := b.Whole("import")
	importing(t, b, districts("2026-04-20"), true)
	// back to where the crash left it: the new edition in force, the case unmoved
	b.Do(c.ID, func(k *plan.Case) error {
		return k.Reroute(b.Now(), plan.Assignment{District: "k1", Centre: "c1", Routed: "test", How: plan.ByAddress, Reviewer: "r1"})
	})
	if _, err := whole.Town(t.Context(), b.In); err != nil {
		t.Fatal(err)
	}
	importing(t, b, districts("2026-04-20"), true)
	if now := b.Case(c.ID); now.Centre != "c2" {
		t.Errorf("centre %s", now.Centre)
	}
}

func TestACaseThatSomebodyPlacedStaysWhereItIs(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	b.Do(c.ID, func(k *plan.Case) error {
		return k.Reroute(b.Now(), plan.Assignment{District: "k2", Centre: "c2", Routed: "本人の希望", How: plan.ByHand})
	})
	if got := importing(t, b, app.ImportOrder{Kind: "closed-days", Names: []string{"c.csv"}, Files: map[string][]byte{
		"c.csv": []byte("town,centre,date,name\n" + apptest.Town + ",,2026-08-01,祭り\n")}}, true); len(got.Cases) != 0 {
		t.Errorf("moved: %+v", got.Cases)
	}
	if now := b.Case(c.ID); now.Centre != "c2" {
		t.Errorf("centre %s", now.Centre)
	}
}

func TestARowThatBeginsLaterMovesTheCaseOnItsDay(t *testing.T) {
	for name, restart := range map[string]time.Time{
		"on the day":              day.MustParse("2026-04-22").At(1, 0),
		"days later, if it slept": day.MustParse("2026-04-25").At(9, 0),
	} {
		t.Run(name, func(t *testing.T) {
			b := apptest.New(t)
			c := b.InReview(plan.New)
			importing(t, b, districts("2026-04-22"), true)
			b.Advance(day.MustParse("2026-04-21").At(23, 30))
			if now := b.Case(c.ID); now.Centre != "c1" {
				t.Fatalf("moved too early: %s", now.Centre)
			}
			b.Set(restart.Add(-time.Minute))
			b.Advance(restart)
			if now := b.Case(c.ID); now.Centre != "c2" {
				t.Errorf("centre %s", now.Centre)
			}
		})
	}
}

// nowhere is a file that takes the case's 町丁目 out of its district from a day on.
func nowhere(t *testing.T, b *apptest.Bench, last string) {
	t.Helper()
	whole := b.Whole("import")
	old, err := whole.Book(t.Context(), b.In)
	if err != nil {
		t.Fatal(err)
	}
	b.Import(func(book *town.Book) { book.Districts[0].To = day.MustParse(last) })
	next, err := whole.Book(t.Context(), b.In)
	if err != nil {
		t.Fatal(err)
	}
	moves, err := whole.Moves(t.Context(), b.In, old, next)
	if err == nil {
		err = whole.Move(t.Context(), b.In, "import", moves)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.Settle()
}

func TestACaseWithoutADistrictSurfacesOnTheTownsDesk(t *testing.T) {
	for name, last := range map[string]string{"at the import": "2026-04-19", "when the row has ended": "2026-04-21"} {
		t.Run(name, func(t *testing.T) {
			b := apptest.New(t)
			c := b.InReview(plan.New)
			nowhere(t, b, last)
			b.Set(day.MustParse("2026-04-24").At(8, 59)) // it slept
			b.Advance(day.MustParse("2026-04-24").At(9, 0))
			desk, err := b.Whole("test").Summaries(t.Context(), app.OfDesk(b.In))
			if err != nil || len(desk) != 1 || desk[0].ID != c.ID {
				t.Fatalf("on the desk: %+v %v", desk, err)
			}
			if now := b.Case(c.ID); !now.Stray || now.Centre != "c1" {
				t.Errorf("%+v", now)
			}
			b.Do(c.ID, func(k *plan.Case) error {
				return k.Reroute(b.Now(), plan.Assignment{District: "k2", Centre: "c2", Routed: "市の判断", How: plan.ByHand})
			})
			b.Advance(day.MustParse("2026-04-25").At(9, 0))
			if now := b.Case(c.ID); now.Stray || now.Centre != "c2" {
				t.Errorf("the choice is undone: %+v", now)
			}
		})
	}
}

func TestAMoveThatCameFirstIsNotOverwritten(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	whole := b.Whole("import")
	moves := []town.Move{{ID: c.ID, From: town.Place{District: "k1", Centre: "c1"}, ByHand: true}}
	b.Do(c.ID, func(k *plan.Case) error {
		return k.Reroute(b.Now(), plan.Assignment{District: "k2", Centre: "c2", Routed: "本人の希望", How: plan.ByHand})
	})
	if err := whole.Move(t.Context(), b.In, "import", moves); err != nil {
		t.Fatal(err)
	}
	if now := b.Case(c.ID); now.Centre != "c2" || now.Stray {
		t.Errorf("%+v", now)
	}
}

func TestAnAddressToldMeanwhileDecidesWhereACaseGoes(t *testing.T) {
	b := apptest.New(t)
	c := b.InReview(plan.New)
	b.Do(c.ID, func(k *plan.Case) error {
		return k.Tell(b.Now(), plan.News{Kind: "moved", On: day.On(b.Now()), Address: plan.Address{Area: "東町一丁目", Block: "1"}})
	})
	moves := []town.Move{{ID: c.ID, From: town.Place{District: "k1", Centre: "c1"}, ByHand: true}}
	if err := b.Whole("import").Move(t.Context(), b.In, "import", moves); err != nil {
		t.Fatal(err)
	}
	if now := b.Case(c.ID); now.Centre != "c2" || now.Stray {
		t.Errorf("%s %v", now.Centre, now.Stray)
	}
}
