package local_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/store"
)

func TestTheLoopRemovesWhatExpired(t *testing.T) {
	n, err := local.Open(t.TempDir(), local.Options{Options: embedded.Options{NoSync: true}})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	over, still := store.Key{P: "REPLY#999997#m1", S: "over"}, store.Key{P: "REPLY#999997#m1", S: "still"}
	for k, at := range map[store.Key]time.Time{over: time.Now().Add(-time.Hour), still: time.Now().Add(time.Hour)} {
		if err := n.DB.Commit(t.Context(), store.Write{Key: k, Body: []byte("{}"), Expires: at.Unix()}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, end := context.WithCancel(t.Context())
	end() // once round the loop
	n.Run(ctx, time.Second)
	if _, err := n.DB.Get(t.Context(), over); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what expired: %v", err)
	}
	if _, err := n.DB.Get(t.Context(), still); err != nil {
		t.Errorf("what did not expire: %v", err)
	}
}
