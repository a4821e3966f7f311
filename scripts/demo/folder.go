package demo

import (
	"context"
	"net/http"
	"path/filepath"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/town"
)

// folder is the place of the demo: a data folder in this process.
type folder struct {
	node *local.Node
	now  time.Time
	http http.Handler
}

// Folder opens a data folder as a place.
func Folder(s Stage) (Place, error) {
	f := &folder{now: s.At}
	var err error
	f.node, err = local.Open(s.Dir, local.Options{
		Options: embedded.Options{
			Now: func() time.Time { return f.now }, Secret: s.Secret, Portal: s.Portal, NoSync: true, // throw-away: made anew by the same seed
			Random: s.Random,
		},
		Scan: s.Scan,
	})
	if err != nil {
		return nil, err
	}
	f.http = f.node.Handler()
	return f, nil
}

func (f *folder) Import(ctx context.Context, order app.ImportOrder) (app.Imported, error) {
	return f.node.Whole("import").Import(ctx, order)
}

func (f *folder) Book(ctx context.Context, in app.Scope) (town.Book, error) {
	return f.node.Whole("demo").Book(ctx, in)
}

func (f *folder) HTTP() http.Handler { return f.http }

func (f *folder) Ring() seal.Ring { return f.node.Ring }

func (f *folder) Set(now time.Time) error { f.now = now; return nil }

func (f *folder) Settle(ctx context.Context) error { f.node.Pump(ctx); return nil }

func (f *folder) Next() (time.Time, bool) { return f.node.Timer.Next() }

func (f *folder) Alarms(ctx context.Context) error { return f.node.Alarms(ctx) }

func (f *folder) Sweep(ctx context.Context) error { return f.node.Sweep(ctx) }

// Sent counts the messages in the outbox.
func (f *folder) Sent() (int, error) {
	found, err := filepath.Glob(filepath.Join(f.node.Dir, "outbox", "*", "*.json"))
	return len(found), err
}

func (f *folder) Close() error { return f.node.Close() }
