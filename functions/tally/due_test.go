package tally_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/app/monthtest"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/plan"
)

// due says that the month of the test town is to be closed.
func due(t *testing.T, d *monthtest.Desk) error {
	t.Helper()
	e, err := events.New("month-due-2026-05-"+apptest.Town, apptest.Town, d.Now(), events.MonthDue{Month: "2026-05"})
	if err != nil {
		t.Fatal(err)
	}
	a := d.App("tally").For("tally", func(a *app.App) { a.Store = d.Store })
	return a.Deliver(tally.Step(a))(t.Context(), e)
}

func TestAMonthThatIsDueIsClosedOnce(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 2)...)
	for range 2 {
		if err := due(t, d); err != nil {
			t.Fatal(err)
		}
	}
	m := d.Head()
	if m.State != app.MonthClosed || m.Closed.Claims != 2 || m.Closed.Yen != 2*5215 || m.Closed.By != "tally" {
		t.Errorf("the month is %s: %+v", m.State, m.Closed)
	}
	if got := d.Actions(); !slices.Equal(got, []string{"handed-in", "closed"}) {
		t.Errorf("the chain says %v", got)
	}
	if told, _ := d.Owed(); len(told) != 1 {
		t.Errorf("announced %d times", len(told))
	}
}

func TestAMonthThatTheClerkClosedStaysTheClerks(t *testing.T) {
	d := monthtest.Open(t, nil)
	d.HandIn("m1", monthtest.Records(1, 2)...)
	d.Run("r", "")
	before := d.Head().Closed.Run
	if err := due(t, d); err != nil || d.Head().Closed.Run != before || d.Head().Closed.By != "k1" {
		t.Errorf("%v, closed by %s", err, d.Head().Closed.By)
	}
}

// What hinders a month is a refusal with its code, and nothing is closed.
func TestAMonthThatIsDueIsClosedCarefully(t *testing.T) {
	for code, before := range map[string]func(d *monthtest.Desk){
		"month-empty": func(*monthtest.Desk) {},
		"month-refused": func(d *monthtest.Desk) {
			d.HandIn("m1", monthtest.Record(1), monthtest.Record(2, monthtest.Unpriceable))
		},
		"month-not-over": func(d *monthtest.Desk) {
			d.HandIn("m1", monthtest.Record(1))
			d.Set(day.MustParse("2026-05-31").At(9, 0))
		},
	} {
		d := monthtest.Open(t, nil)
		before(d)
		var no *plan.Refusal
		if err := due(t, d); !errors.As(err, &no) || no.Code != code || d.Head().State != app.MonthOpen {
			t.Errorf("%s: %v, the month is %s", code, err, d.Head().State)
		}
	}
}

func TestAMonthThatIsDueIsClosedWholeWhateverCallOfTheTableFails(t *testing.T) {
	records := []billing.PersonMonth{monthtest.Record(1), monthtest.Record(2)}
	clean := monthtest.Open(t, nil)
	clean.HandIn("m1", records...)
	before := clean.Store.Calls()
	if err := due(t, clean); err != nil {
		t.Fatal(err)
	}
	for call := before + 1; call <= clean.Store.Calls(); call++ {
		for name, o := range failures {
			d := monthtest.Open(t, fault.On(call, o))
			d.HandIn("m1", records...)
			for range 3 { // as it is given again
				if due(t, d) == nil {
					break
				}
			}
			if told, _ := d.Owed(); d.Head().State != app.MonthClosed || len(told) != 1 || d.Head().Closed.Yen != 2*5215 {
				t.Errorf("call %d %s: %s, announced %d times", call, name, d.Head().State, len(told))
			}
		}
	}
}
