package endtoend

import "testing"

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
