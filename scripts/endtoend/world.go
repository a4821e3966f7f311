package endtoend

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/scripts/host/gate"
	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/host/template"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/wire"
	"github.com/sasae-care/sasae/shared/store/dynamo"
	"github.com/sasae-care/sasae/shared/town"
)

// Weather is what befalls the workers and the deliveries of a world. The zero
// value is none.
type Weather struct {
	Twice bool
	Kill  func(host.Delivery) (time.Duration, bool)
	Again func(batch int) int // of the table's stream
	Tries int                 // how often a caller of the API asks again after a 500 or a 503
	Hours int                 // the hour strikes in every n-th hour only, to be faster; 0: in each
	// Without are the grants that a role (its id in the template) has not, though
	// the template says so. nil: none.
	Without func(role string, g iam.Grant) bool
	// Unheard tells whether nobody hears of a step's TransactWriteItems or PutObject;
	// nil: all are heard.
	Unheard func(step, operation string) bool
	Down    func() bool // whether the bus takes nothing; nil: it always does
	Deaf    func() bool // whether what a schedule wakes cannot be reached now; nil: never
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

// World is a place made of the AWS parts: an account in which a stage is
// deployed.
type World struct {
	*Parts
	Weather
	deployed *template.Stage
	gate     *gate.Gate
	stage    demo.Stage
	name     string // of the table
	dynamo   *standin.Dynamo
	table    *dynamodb.Client
	whole    *app.App // on the table, without a step's limits
	host     *host.Host
	logs     logs // of all workers

	mail      *wire.SES
	texts     *wire.SMS
	scheduler *wire.Scheduler
	servers   []*wire.Server
	objectsAt string // addresses of the gate
	tableAt   string
	env       []string // what every function is told besides
	arrived   arrivals
	seen      calls

	mu      sync.Mutex
	now     time.Time
	struck  int      // hours
	unheard int      // dead letters of schedules
	fates   [][]byte // of messages, not yet told
}

var _ demo.Place = (*World)(nil)

// Open deploys the stage of the templates in a new account.
func (p *Parts) Open(s demo.Stage, under Weather) (*World, error) {
	w := &World{Parts: p, Weather: under, stage: s, now: s.At}
	err := w.start(context.Background())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open a world: %w", err), w.Close())
	}
	return w, nil
}

func (w *World) start(ctx context.Context) (err error) {
	if err := os.MkdirAll(w.stage.Dir, 0o700); err != nil {
		return err
	}
	w.deployed, err = template.Read(template.Options{
		Region: wire.Region, Account: wire.Account, Random: rand.Text()[:12],
		Secrets: map[string]string{"Secret": base64.StdEncoding.EncodeToString(w.stage.Secret), "EdgeSecret": edge},
	}, w.templates...)
	if err != nil {
		return err
	}
	if len(w.deployed.Tables) != 1 {
		return fmt.Errorf("the stage has %d tables", len(w.deployed.Tables))
	}
	w.name = w.deployed.Tables[0].Name
	w.guard()
	if w.dynamo, err = standin.Dynoxide(ctx); err != nil {
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

// guard makes the gate, without the grants that are taken away.
func (w *World) guard() {
	w.gate = gate.New(w.deployed, w.seen.add)
	if w.Weather.Unheard != nil {
		w.gate.Unheard = func(role, operation string) bool {
			i := slices.IndexFunc(w.deployed.Functions, func(f template.Function) bool { return f.Role == role })
			return i >= 0 && w.Weather.Unheard(w.deployed.Functions[i].Step(), operation)
		}
	}
	for _, r := range w.deployed.Roles {
		for _, g := range r.Policy {
			if w.Without != nil && w.Without(r.ID, g) {
				w.gate.Take(r.ARN, g)
			}
		}
	}
}

// Now is the world's clock.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Set implements demo.Place: the functions read the clock from a file.
func (w *World) Set(now time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
	file := w.clockFile()
	if err := os.WriteFile(file+".new", []byte(now.Format(time.RFC3339Nano)), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func (w *World) clockFile() string { return filepath.Join(w.stage.Dir, "clock") }

// Ring implements demo.Place.
func (w *World) Ring() seal.Ring { return w.whole.Ring }

// HTTP implements demo.Place.
func (w *World) HTTP() http.Handler { return http.HandlerFunc(w.serveHTTP) }

// Import implements demo.Place: an operator's program works on the table.
func (w *World) Import(ctx context.Context, order app.ImportOrder) (app.Imported, error) {
	return w.whole.For("import", nil).Import(ctx, order)
}

// Book implements demo.Place.
func (w *World) Book(ctx context.Context, in app.Scope) (town.Book, error) {
	return w.whole.For("demo", nil).Book(ctx, in)
}

// Settle implements demo.Place.
func (w *World) Settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if err := w.host.Idle(ctx); err != nil {
			return err
		}
		w.mu.Lock()
		events := w.fates
		w.fates = nil
		w.mu.Unlock()
		for _, e := range events {
			if err := w.put(template.DefaultBus, e); err != nil {
				return err
			}
		}
		if len(events) == 0 {
			return nil
		}
	}
}

// fate keeps what a provider says of a message until nothing else is under way:
// a mail or an SMS takes longer to arrive than its sender to note that it was taken.
func (w *World) fate(event []byte, _ time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fates = append(w.fates, event)
}

// Next implements demo.Place.
func (w *World) Next() (at time.Time, found bool) {
	for _, s := range w.scheduler.Schedules() {
		if !found || s.At.Before(at) {
			at, found = s.At, true
		}
	}
	return at, found
}

// Alarms implements demo.Place.
func (w *World) Alarms(ctx context.Context) error {
	before := len(w.scheduler.Rung())
	w.scheduler.Advance(w.Now())
	if len(w.scheduler.Rung()) == before {
		return nil
	}
	return w.Settle(ctx)
}

// Sweep implements demo.Place: the hour strikes in every municipality, as the
// schedules of the template say.
func (w *World) Sweep(ctx context.Context) error {
	if w.Hours > 0 && w.Now().Hour()%w.Hours != 0 {
		return nil
	}
	w.turn(Hours)
	defer w.turn(Plans)
	w.mu.Lock()
	w.struck++
	w.mu.Unlock()
	at := w.Now().UTC().Format(time.RFC3339)
	for _, h := range w.deployed.Hours {
		detail := strings.ReplaceAll(h.Input, "<aws.scheduler.scheduled-time>", at)
		envelope, err := json.Marshal(map[string]any{
			"version": "0", "id": "hour-" + h.Name + "@" + at, "source": h.Source, "detail-type": h.DetailType, "time": at,
			"account": w.deployed.Account, "region": w.deployed.Region, "resources": []string{}, "detail": json.RawMessage(detail),
		})
		if err != nil {
			return err
		}
		w.ring(h.Role, h.Dead, iam.Request{Action: "events:PutEvents", Resource: h.Bus}, func() error {
			w.seen.event(len(envelope))
			return w.put(busName(h.Bus), envelope)
		})
	}
	return w.Settle(ctx)
}

// ring is what Scheduler does at a schedule's time with its role: what it cannot
// hand over is a dead letter, if the role may leave one.
func (w *World) ring(role, dead string, what iam.Request, do func() error) {
	w.seen.schedule()
	if (w.Deaf == nil || !w.Deaf()) && w.gate.May(role, what) && do() == nil {
		return
	}
	if w.gate.May(role, iam.Request{Action: "sqs:SendMessage", Resource: dead}) {
		w.mu.Lock()
		w.unheard++
		w.mu.Unlock()
	}
}

// Sent implements demo.Place: a notice that was taken twice is one.
func (w *World) Sent() (int, error) { return len(w.taken()), nil }

// taken is how often the providers took each notice.
func (w *World) taken() map[string]int {
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
func (w *World) Close() (err error) {
	if w.host != nil {
		err = w.host.Close()
	}
	for _, s := range w.servers {
		s.Close()
	}
	if w.dynamo != nil {
		w.dynamo.Stop()
	}
	return err
}

// Denied is what a role asked for and may not, in words.
func (w *World) Denied() (all []string) {
	for _, a := range w.gate.Asked() {
		if a.Denied {
			all = append(all, fmt.Sprintf("%s: %s on %s %s, %d times", a.Role, a.Action, a.Resource, a.Leading, a.Times))
		}
	}
	return all
}

// Struck is how many hours struck.
func (w *World) Struck() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.struck
}
