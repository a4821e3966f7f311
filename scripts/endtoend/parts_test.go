package endtoend

import (
	"os"
	"sync"
	"testing"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/standin"
)

// shared are the parts of all tests, and the month that they play.
var shared struct {
	sync.Once
	*Parts
	sample samples.World
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if p := undisturbed.played; p != nil {
		_ = p.world.Close() // what it says, a test would have said
	}
	if shared.Parts != nil {
		shared.Stop()
	}
	os.Exit(code)
}

// need gives the parts; a test without stand-ins, or a short one, is skipped.
func need(t testing.TB) *Parts {
	t.Helper()
	if testing.Short() {
		t.Skip("plays a month on built binaries")
	}
	shared.Do(func() {
		shared.sample = samples.Make(seed, month, submissions) // before many do
		shared.Parts, shared.err = Start(t.Context())
	})
	standin.Need(t, shared.err)
	return shared.Parts
}
