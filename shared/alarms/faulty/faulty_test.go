package faulty_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/alarms"
	"github.com/sasae-care/sasae/shared/alarms/faulty"
	"github.com/sasae-care/sasae/shared/alarms/timer"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/store/bolt"
)

func TestAFailingSetIsUnknownAndHappenedOrNot(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		o    fault.Outcome
		want error
		due  int
	}{
		{"fine: it is set", fault.Fine, nil, 1},
		{"not done: it is not set", fault.NotDone, alarms.ErrUnknown, 0},
		{"done unheard: it is set", fault.DoneUnheard, alarms.ErrUnknown, 1},
		{"not done unheard: it is not set", fault.NotDoneUnheard, alarms.ErrUnknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, err := bolt.Open(filepath.Join(t.TempDir(), "table.db"), bolt.Options{NoSync: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			b, err := db.Bucket("alarms")
			if err != nil {
				t.Fatal(err)
			}
			tm := timer.New(b, timer.Options{})
			a := faulty.New(tm, fault.On(1, c.o))
			if err := a.Set(t.Context(), alarms.Alarm{Name: "a", At: at}); !errors.Is(err, c.want) {
				t.Errorf("set says %v", err)
			}
			if n := len(tm.Due(at)); n != c.due || a.Calls() != 1 {
				t.Errorf("%d due, %d calls", n, a.Calls())
			}
		})
	}
}
