package bolt_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
)

// TestWhatWasConfirmedOutlivesAKill runs itself as a second process that
// commits and says so, kills that in the middle, and looks.
func TestWhatWasConfirmedOutlivesAKill(t *testing.T) {
	if path := os.Getenv("SASAE_TEST_COMMIT_INTO"); path != "" {
		commitAndSaySo(t, path)
		return
	}
	path := file(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "SASAE_TEST_COMMIT_INTO="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var confirmed []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if confirmed = append(confirmed, lines.Text()); len(confirmed) == 50 {
			_ = cmd.Process.Kill() // goes on reading what was said before it
		}
	}
	_ = cmd.Wait() // it was killed
	db := open(t, path, bolt.Options{})
	for _, sort := range confirmed {
		for _, p := range []string{"L", "R"} {
			if _, err := db.Get(t.Context(), store.Key{P: p, S: sort}); err != nil {
				t.Errorf("confirmed, and yet: %v", err)
			}
		}
	}
	if len(confirmed) < 50 {
		t.Errorf("only %q was confirmed", confirmed)
	}
}

func commitAndSaySo(t *testing.T, path string) {
	db := open(t, path, bolt.Options{})
	for n := range 100_000 {
		sort := fmt.Sprintf("%06d", n)
		err := db.Commit(t.Context(), store.Create(store.Key{P: "L", S: sort}, []byte("x")), store.Create(store.Key{P: "R", S: sort}, []byte("x")))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(sort)
	}
}
