package endtoend

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sasae-care/sasae/scripts/host/gate"
	"github.com/sasae-care/sasae/scripts/samples"
)

// granted holds that the roles of the template may do all that was asked of them.
func granted(t *testing.T, w *World) {
	t.Helper()
	for _, denied := range w.Denied() {
		t.Errorf("not allowed to %s", denied)
	}
	if n := len(w.gate.Asked()); n < 500 {
		t.Errorf("the gate saw only %d requests", n)
	}
}

// idle are the grants that nothing of what was asked in a world needs: "role:
// grant", but for what CloudFormation makes of names.
func idle(w *World) (all []string) {
	asked := w.gate.Asked()
	for _, r := range w.deployed.Roles {
		own := slices.DeleteFunc(slices.Clone(asked), func(a gate.Asked) bool { return a.Role != r.ARN })
		for _, g := range gate.Idle(r.Policy, own) {
			all = append(all, r.ID+": "+g.String())
		}
	}
	return all
}

// forgetful loses the answer to the first change that each of some steps makes
// after it is told to.
type forgetful struct {
	mu   sync.Mutex
	left map[string]bool
}

func (f *forgetful) of(steps ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = map[string]bool{}
	for _, s := range steps {
		f.left[s] = true
	}
}

func (f *forgetful) loses(step string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.left[step]
	delete(f.left, step)
	return was
}

func TestEveryGrantIsNeeded(t *testing.T) {
	o := options("")
	o.Submissions = 32
	var lost forgetful
	var down atomic.Bool
	deaf := false
	lost.of("upload", "inspect", "validate", "assign", "alarm", "review", "export")
	p := playing(t, o, Weather{Hours: 6, Unheard: lost.loses, Deaf: func() bool { return deaf }, Down: down.Load})
	defer p.close(t)
	b := &beyond{T: t, w: p.world, town: samples.Make(o.Seed, o.Month, 90)}
	fresh := slices.DeleteFunc(b.town.Scenes, func(s samples.Scene) bool {
		return s.Person.ID < o.Submissions || !s.Accepted() || s.Channel != "portal" || s.Kind != "new" || s.District != ""
	})
	p.world.Hours = 0
	b.look()
	b.gone(&fresh[0])
	b.late(&fresh[1])
	b.copied(&fresh[2], &lost)
	b.relatives(&fresh[3])
	b.passedOn(&fresh[4])
	b.silent(&fresh[5], &down)
	b.again()
	b.letters(&deaf)
	lost.of("erase")
	b.years()
	granted(t, p.world)
	for _, g := range idle(p.world) {
		t.Errorf("nothing needs %s", g)
	}
}
