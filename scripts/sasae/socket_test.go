package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"
)

// failing is a desk on which every order fails in one way.
type failing struct {
	desk
	err error
}

// Token fails.
func (f failing) Token(context.Context, string, string, int) (string, error) { return "", f.err }

func TestAnErrorMeansTheSameThroughTheSocket(t *testing.T) {
	for _, err := range []error{
		refusal("いいえ"), misuse("使い方"), errors.New("ディスク"), fmt.Errorf("外側: %w", refusal("いいえ")), os.ErrNotExist,
	} {
		dir, mkErr := os.MkdirTemp("", "socket-*") // short: a socket's name may not be long
		if mkErr != nil {
			t.Fatal(mkErr)
		}
		defer os.RemoveAll(dir)
		l, listenErr := listenSocket(dir)
		if listenErr != nil {
			t.Fatal(listenErr)
		}
		srv := &http.Server{Handler: ordersTo(failing{err: err}), ReadHeaderTimeout: time.Second}
		go func() { _ = srv.Serve(l) }()
		d, ok := dial(t.Context(), dir)
		if !ok {
			t.Fatal("nobody answers")
		}
		_, got := d.Token(t.Context(), "999997", "m1", 1)
		if got == nil || got.Error() != err.Error() || exitOf(got) != exitOf(err) {
			t.Errorf("%v (exit %d) became %v (exit %d)", err, exitOf(err), got, exitOf(got))
		}
		_ = srv.Close()
	}
}
