package endtoend

import (
	"slices"
	"testing"

	"github.com/sasae-care/sasae/scripts/host/gate"
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

func TestEveryGrantIsNeeded(t *testing.T) {
	o := options("")
	o.Submissions = 32
	p := playing(t, o, Weather{Hours: 6})
	defer p.close(t)
	granted(t, p.world)
	for _, g := range idle(p.world) {
		t.Errorf("nothing needs %s", g)
	}
}
