package tally_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/monthtest"
	"github.com/sasae-care/sasae/shared/fault"
)

var failures = map[string]fault.Outcome{"not done": fault.NotDone, "done unheard": fault.DoneUnheard, "not done unheard": fault.NotDoneUnheard}

// persist posts until it is answered, as a caller does.
func persist(t *testing.T, post func() monthtest.Reply) monthtest.Reply {
	t.Helper()
	for range 4 {
		if r := post(); r.Status < 500 && r.Code() != "busy" {
			return r
		}
	}
	t.Fatal("no answer in four tries")
	return monthtest.Reply{}
}

func TestAMonthIsClosedWholeWhateverCallOfTheTableFails(t *testing.T) {
	month := func(t *testing.T, p fault.Plan) *monthtest.Desk {
		d := monthtest.Open(t, p)
		in := func(key, staff, body string) {
			r := persist(t, func() monthtest.Reply {
				return d.Do(staff, "POST", monthtest.Path+"/person-months", key, "application/x-ndjson", body)
			})
			if r.Status != 200 {
				t.Fatalf("hand in: %d %s", r.Status, r.Raw)
			}
		}
		in("a", "m1", monthtest.Lines(monthtest.Records(1, 2)...))
		in("b", "m1", monthtest.Lines(monthtest.Records(2, 3)...))
		in("c", "h1", monthtest.Lines(monthtest.Records(10, 2, monthtest.ByCentre)...))
		r := persist(t, func() monthtest.Reply { return d.Run("r", "") })
		if r.Status != 200 || number(r, "claims") != 5 || number(r, "yen") != 3*5215+2*4884 {
			t.Fatalf("run: %d %s", r.Status, r.Raw)
		}
		return d
	}
	calls := month(t, nil).Store.Calls()
	if calls < 20 {
		t.Fatalf("only %d calls", calls)
	}
	for call := 1; call <= calls; call++ {
		for name, o := range failures {
			t.Run(fmt.Sprintf("call %d %s", call, name), func(t *testing.T) {
				d := month(t, fault.On(call, o))
				if got := d.Actions(); !slices.Equal(got, []string{"handed-in", "handed-in", "handed-in", "closed"}) {
					t.Errorf("the chain says %v", got)
				}
				if told, names := d.Owed(); len(told) != 1 || len(names) != 2 {
					t.Errorf("announced %d, owed %v", len(told), names)
				}
				m := d.Head()
				if _, _, err := d.Whole("test").ClosedClaims(t.Context(), d.In, m); err != nil || m.State != app.MonthClosed || len(m.Uploads) != 2 {
					t.Errorf("%v, %+v", err, m)
				}
			})
		}
	}
}

func TestAMonthIsOpenOrClosedAfterEachFailureAndNothingBetween(t *testing.T) {
	clean := monthtest.Open(t, nil)
	clean.HandIn("m1", monthtest.Records(1, 2)...)
	before := clean.Store.Calls()
	clean.Run("r", "")
	for call := before + 1; call <= clean.Store.Calls(); call++ {
		for name, o := range failures {
			d := monthtest.Open(t, func(n int) fault.Outcome { // from here on everything fails
				if n >= call {
					return o
				}
				return fault.Fine
			})
			d.HandIn("m1", monthtest.Records(1, 2)...)
			r := d.Run("r", "")
			told, names := d.Owed()
			switch m := d.Head(); m.State {
			case app.MonthOpen:
				if m.Closed != nil || len(names) != 0 || r.Status == 200 {
					t.Errorf("call %d %s: open, but %+v %v %d", call, name, m.Closed, names, r.Status)
				}
			case app.MonthClosed:
				if len(told) != 1 || len(names) != 2 || m.Closed.Claims != 2 {
					t.Errorf("call %d %s: closed, but %v %+v", call, name, names, m.Closed)
				}
			}
		}
	}
}
