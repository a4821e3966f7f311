package faulty_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/disk"
	"github.com/sasae-care/sasae/shared/files/faulty"
	"github.com/sasae-care/sasae/shared/files/filestest"
)

func folder(t *testing.T, base func() string) *disk.Disk {
	t.Helper()
	d, err := disk.Open(t.TempDir(), disk.Options{Secret: make([]byte, 32), NoSync: true, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWithoutAPlanItKeepsTheContract(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for signatures to end")
	}
	filestest.Run(t, func(t *testing.T) filestest.Target {
		t.Parallel() // some wait for a signature to end, on the real clock
		var server *httptest.Server
		d := folder(t, func() string { return server.URL })
		server = httptest.NewServer(http.HandlerFunc(d.ServeHTTP))
		t.Cleanup(server.Close)
		return filestest.Target{Files: faulty.New(d, nil), Client: server.Client()}
	})
}

func TestAFailingCallIsUnknownAndHappenedOrNot(t *testing.T) {
	for _, c := range []struct {
		name string
		o    fault.Outcome
		done bool
	}{
		{"not done: nothing is written", fault.NotDone, false},
		{"done unheard: it is written", fault.DoneUnheard, true},
		{"not done unheard: nothing is written", fault.NotDoneUnheard, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := folder(t, nil)
			f := faulty.New(d, fault.On(1, c.o))
			if o, err := f.Put(t.Context(), "a", "text/csv", []byte("x")); !errors.Is(err, files.ErrUnknown) || o.Key != "" {
				t.Errorf("put says %+v, %v", o, err)
			}
			if _, err := f.Head(t.Context(), "a"); (err == nil) != c.done {
				t.Errorf("afterwards head says %v", err)
			}
			if f.Calls() != 2 {
				t.Errorf("%d calls counted", f.Calls())
			}
		})
	}
}

func TestAFailingOpenGivesNoReader(t *testing.T) {
	d := folder(t, nil)
	o, err := d.Put(t.Context(), "a", "text/csv", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	f := faulty.New(d, fault.On(1, fault.DoneUnheard))
	if r, err := f.Open(t.Context(), "a", o.Version); r != nil || !errors.Is(err, files.ErrUnknown) {
		t.Errorf("open gives %v, %v", r, err)
	}
}
