package cloud

import (
	"strings"
	"testing"
)

func TestEveryMissingSettingIsNamedInOneError(t *testing.T) {
	_, err := Read([]string{"HOME=/root"})
	if err == nil || !strings.Contains(err.Error(), "SASAE_DATA") || !strings.Contains(err.Error(), "SASAE_PORTAL") {
		t.Errorf("%v", err)
	}
}

func TestAStepOpensWithItsOwnGrants(t *testing.T) {
	a, err := Open("schedule", []string{"SASAE_DATA=" + t.TempDir(), "SASAE_PORTAL=https://portal.example/"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Step != "schedule" || a.Portal != "https://portal.example/" {
		t.Errorf("step %q, portal %q", a.Step, a.Portal)
	}
	if err := a.Store.Commit(t.Context()); err == nil {
		t.Error("an empty commit is refused by the table beneath")
	}
}
