package local_test

import (
	"context"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/app/local"
)

// An operator ends the process while a step is at work.
func TestWhatHasBegunIsFinishedThoughTheContextEnds(t *testing.T) {
	scanned := 0
	n, err := local.Open(t.TempDir(), local.Options{
		Options: embedded.Options{NoSync: true},
		Scan:    func(string, []byte) string { scanned++; return "NO_THREATS_FOUND" },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	const key = "incoming/999997/00000000000000000000000000/d1"
	if _, err := n.Disk.Put(t.Context(), key, "text/csv", []byte("1")); err != nil {
		t.Fatal(err)
	}
	e, err := events.New("e", "999997", time.Now(), events.ObjectArrived{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := n.Publish(ctx, e); err != nil {
		t.Error(err)
	}
	if scanned != 1 {
		t.Errorf("scanned %d times", scanned)
	}
}
