package endtoend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/store/dynamo"
	"github.com/sasae-care/sasae/shared/town"
)

// weather is what befalls the workers and the deliveries of a world.
type weather struct {
	Twice bool
	Kill  func(host.Delivery) (time.Duration, bool)
	Again func(batch int) int // of the table's stream
	Tries int                 // how often a caller of the API asks again after a 500 or a 503
}

// logs are what the workers write, in whole lines.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String is all that was written.
func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// world is a place made of the AWS parts.
type world struct {
	*parts
	weather
	stage demo.Stage
	name  string // of the table, and how its buckets begin
	table *dynamodb.Client
	whole *app.App // on the table, without a step's limits
	host  *host.Host
	logs  logs // of all workers

	mail      *wire.SES
	texts     *wire.SMS
	scheduler *wire.Scheduler
	servers   []*wire.Server
	env       []string // what every function is told
	arrived   arrivals

	mu  sync.Mutex
	now time.Time
}

var _ demo.Place = (*world)(nil)

// open opens a world of its own on the shared parts.
func open(p *parts, s demo.Stage, under weather) (*world, error) {
	w := &world{parts: p, weather: under, stage: s, name: fmt.Sprintf("world-%d", worlds.next()), now: s.At}
	err := w.start(context.Background())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open a world: %w", err), w.Close())
	}
	return w, nil
}

// worlds counts them.
var worlds counter

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

func (w *world) start(ctx context.Context) error {
	if err := os.MkdirAll(w.stage.Dir, 0o700); err != nil {
		return err
	}
	w.table = dynamodb.NewFromConfig(w.dynamo.Config())
	ring, err := seal.NewRing(w.stage.Secret)
	if err != nil {
		return err
	}
	w.whole = app.New(app.App{Now: w.Now, Store: dynamo.New(w.table, w.name, dynamo.Options{}), Ring: ring})
	return errors.Join(w.Set(w.stage.At), dynamo.Create(ctx, w.table, w.name), w.buckets(ctx), w.serve(), w.openHost(ctx))
}

// Now is the world's clock.
func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Set implements demo.Place: the functions read the clock from a file.
func (w *world) Set(now time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
	file := w.clockFile()
	if err := os.WriteFile(file+".new", []byte(now.Format(time.RFC3339Nano)), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func (w *world) clockFile() string { return filepath.Join(w.stage.Dir, "clock") }

// Ring implements demo.Place.
func (w *world) Ring() seal.Ring { return w.whole.Ring }

// HTTP implements demo.Place.
func (w *world) HTTP() http.Handler { return http.HandlerFunc(w.serveHTTP) }

// Import implements demo.Place: an operator's program works on the table.
func (w *world) Import(ctx context.Context, order app.ImportOrder) (app.Imported, error) {
	return w.whole.For("import", nil).Import(ctx, order)
}

// Book implements demo.Place.
func (w *world) Book(ctx context.Context, in app.Scope) (town.Book, error) {
	return w.whole.For("demo", nil).Book(ctx, in)
}

// Settle implements demo.Place.
func (w *world) Settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return w.host.Idle(ctx)
}

// Next implements demo.Place.
func (w *world) Next() (at time.Time, found bool) {
	for _, s := range w.scheduler.Schedules() {
		if !found || s.At.Before(at) {
			at, found = s.At, true
		}
	}
	return at, found
}

// Alarms implements demo.Place.
func (w *world) Alarms(ctx context.Context) error {
	before := len(w.scheduler.Rung())
	w.scheduler.Advance(w.Now())
	if len(w.scheduler.Rung()) == before {
		return nil
	}
	return w.Settle(ctx)
}

// Sweep implements demo.Place: the hour strikes in every municipality.
func (w *world) Sweep(ctx context.Context) error {
	towns, err := w.whole.Towns(ctx)
	if err != nil {
		return err
	}
	for _, town := range towns {
		at := w.Now().UTC()
		e, err := events.New("hour-"+town+"@"+at.Format(time.RFC3339), town, at, events.HourStruck{Hour: at})
		if err != nil {
			return err
		}
		if err := w.deliver(e, "assign", "sweep"); err != nil {
			return err
		}
	}
	return w.Settle(ctx)
}

// deliver gives functions an event as a schedule does, bare.
func (w *world) deliver(e events.Event, to ...string) error {
	raw, err := json.Marshal(e)
	for _, name := range to {
		if err == nil {
			_, err = w.host.Send(name, raw)
		}
	}
	return err
}

// Sent implements demo.Place: a notice that was taken twice is one.
func (w *world) Sent() (int, error) { return len(w.taken()), nil }

// taken is how often the providers took each notice.
func (w *world) taken() map[string]int {
	out := map[string]int{}
	for _, m := range w.mail.Emails() {
		out[m.Tags["notice"]]++
	}
	for _, m := range w.texts.Texts() {
		out[m.Context["notice"]]++
	}
	return out
}

// Close implements demo.Place. It may be called twice.
func (w *world) Close() (err error) {
	if w.host != nil {
		err = w.host.Close()
	}
	for _, s := range w.servers {
		s.Close()
	}
	return err
}
