package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/standin/trouble"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

// ledger is what the writers of a race were told about each mark they added.
type ledger struct {
	mu   sync.Mutex
	told map[string]error
}

func (l *ledger) note(mark string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told[mark] = err
}

// add adds a mark to the end of one item, and to a second one of its own when
// beside is set, over the version that it reads.
func add(ctx context.Context, db store.Store, mark string, beside bool) (tried bool, err error) {
	it, err := db.Get(ctx, k("shared"))
	if err != nil {
		return false, err
	}
	ws := []store.Write{store.Replace(it, append(it.Body, mark...))}
	if beside {
		ws = append(ws, store.Create(k("beside "+mark), []byte(mark)))
	}
	return true, db.Commit(ctx, ws...)
}

// Whatever the network does, each version is won by one: a mark whose writer
// heard success is there once, one that conflicted or was throttled is not, and
// only of an unknown one nobody can tell.
func TestOfSixteenOverABadNetworkEachVersionIsWonByOne(t *testing.T) {
	for _, beside := range []bool{false, true} {
		name, client := table(t)
		clean := dynamo.New(client, name, dynamo.Options{})
		if err := clean.Commit(t.Context(), store.Create(k("shared"), []byte{})); err != nil {
			t.Fatal(err)
		}
		db, _ := through(t, name, trouble.Of(fault.Seeded(7, 25)), dynamo.Options{})
		l := ledger{told: map[string]error{}}
		var all sync.WaitGroup
		for w := range 16 {
			all.Go(func() {
				for n := range 12 {
					mark := fmt.Sprintf("%d-%d;", w, n)
					if tried, err := add(t.Context(), db, mark, beside); tried {
						l.note(mark, err)
					}
				}
			})
		}
		all.Wait()
		settle(t, clean, l.told, beside)
	}
}

func settle(t *testing.T, clean store.Store, told map[string]error, beside bool) {
	t.Helper()
	it, err := clean.Get(t.Context(), k("shared"))
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]int{}
	for mark := range strings.Lines(strings.ReplaceAll(string(it.Body), ";", ";\n")) {
		there[strings.TrimSpace(mark)]++
	}
	kinds := map[error]int{}
	for mark, err := range told {
		_, lone := clean.Get(t.Context(), k("beside "+mark))
		if n := there[mark]; n > 1 || beside && (n == 1) != (lone == nil) {
			t.Errorf("mark %s is there %d times, and beside it: %v", mark, n, lone)
		} else if wants, sure := sayso(err); sure && n != wants {
			t.Errorf("the writer of %s heard %v, and it is there %d times", mark, err, n)
		}
		kinds[kind(err)]++
	}
	if it.Version != int64(len(there))+1 {
		t.Errorf("version %d with %d marks", it.Version, len(there))
	}
	if kinds[nil] < 10 || kinds[store.ErrConflict] == 0 {
		t.Errorf("too little happened: %v", kinds)
	}
}

// sayso is how often a mark is there by what its writer heard.
func sayso(err error) (n int, sure bool) {
	if err == nil {
		return 1, true
	}
	return 0, !errors.Is(err, store.ErrUnknown)
}

func kind(err error) error {
	for _, e := range []error{store.ErrConflict, store.ErrThrottled, store.ErrUnknown} {
		if errors.Is(err, e) {
			return e
		}
	}
	return err
}
