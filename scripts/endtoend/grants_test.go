package endtoend

import "testing"

// granted holds that the roles of the template may do all that was asked of them.
func granted(t *testing.T, w *World) {
	t.Helper()
	asked := w.gate.Asked()
	for _, a := range asked {
		if a.Denied {
			t.Errorf("%s asked %d times for %s on %s %s, and may not", a.Role, a.Times, a.Action, a.Resource, a.Leading)
		}
	}
	if len(asked) < 500 {
		t.Errorf("the gate saw only %d requests", len(asked))
	}
}
