// Package demo plays a month of the sample town: every submission from its
// opening to the exported files, on a virtual clock, through the import and the
// API that a real town uses.
//
//	World → Run → a place (a data folder), alarms.csv, the month's files, Report
//
// Equal seed, equal report and equal files. The player knows its Place by an
// interface only: scripts/endtoend plays the same month on the AWS parts.
package demo

import (
	"cmp"
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/town"
)

// Options of a run.
type Options struct {
	Dir         string // new or empty
	Month       day.Month
	Submissions int
	Seed        uint64
	Only        func(samples.Scene) bool   // the scenes that are played; nil: all
	Cut         func(*samples.Scene)       // changes a scene before it is played; nil: as it is
	Progress    func(done int)             // submissions so far; nil: nobody looks
	Place       func(Stage) (Place, error) // where it is played; nil: Folder
}

// player is a run under way.
type player struct {
	Options
	ctx    context.Context
	world  samples.World
	place  Place
	http   http.Handler
	in     app.Scope
	now    time.Time
	todo   agenda
	sets   []set // by scene
	mute   mute  // object keys for which no malware verdict comes
	tokens map[string]string
	people map[string]town.Staff // staff by id, as of the month's end
	posts  int

	orders  []order      // papers that the agenda needs
	printed chan []paper // they, one order after the other
}

// set is what became of a scene.
type set struct {
	id    string   // its case
	codes []string // why it was sent back; nil: it was not
}

// garbage is the GC percentage of a run: it keeps little and makes much, so
// that by default a sixth of its time goes into collecting.
const garbage = 400

// Run plays the month and writes what came of it.
func Run(ctx context.Context, o Options) (Report, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	p := &player{
		Options: o, ctx: ctx, world: invent(o),
		tokens: map[string]string{}, now: o.Month.First().At(6, 0),
	}
	for i := range p.world.Scenes {
		if o.Cut != nil {
			o.Cut(&p.world.Scenes[i])
		}
	}
	p.sets = make([]set, len(p.world.Scenes))
	if err := p.open(); err != nil {
		return Report{}, err
	}
	r, err := p.play()
	return r, errors.Join(err, p.place.Close())
}

// making is held while a town is invented: the calendar that samples asks
// writes to variables of its package.
var making sync.Mutex

func invent(o Options) samples.World {
	making.Lock()
	defer making.Unlock()
	return samples.Make(o.Seed, o.Month, o.Submissions)
}

func (p *player) open() (err error) {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], p.Seed)
	random := rand.NewChaCha8(seed)
	secret := sha256.Sum256(append([]byte("demo secret "), seed[:]...))
	where := p.Place
	if where == nil {
		where = Folder
	}
	p.place, err = where(Stage{
		Dir: p.Dir, At: p.now, Secret: secret[:], Portal: "http://127.0.0.1:8080/", Scan: p.scan,
		Random: func() (b [16]byte) { _, _ = random.Read(b[:]); return b }, // never fails
	})
	if err != nil {
		return err
	}
	p.http = p.place.HTTP()
	p.in = app.ScopeOf(operator(p.world.Town))
	return p.imports()
}

type operator string

// SessionTown is the municipality of the run.
func (o operator) SessionTown() string { return string(o) }

// scan answers as the scanner would, but for the files it never answers for.
func (p *player) scan(key string, body []byte) string {
	if p.mute.has(key) {
		return ""
	}
	return local.TestSignature(key, body)
}

// mute is a set of object keys; scanners ask while the player adds.
type mute struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (m *mute) add(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys == nil {
		m.keys = map[string]bool{}
	}
	m.keys[key] = true
}

func (m *mute) has(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.keys[key]
}

// imports takes the town's reference data in, kind by kind.
func (p *player) imports() error {
	csv := map[string][]byte{
		town.KindTowns: p.world.Towns, town.KindCentres: p.world.Centres, town.KindDistricts: p.world.Districts,
		town.KindOffices: p.world.Offices, town.KindDesignations: p.world.Designations, town.KindStaff: p.world.Staff,
		town.KindClosedDays: p.world.ClosedDays,
	}
	for _, kind := range town.Kinds() {
		name := kind + ".csv"
		got, err := p.place.Import(p.ctx, app.ImportOrder{
			Kind: kind, Names: []string{name}, Files: map[string][]byte{name: csv[kind]}, Apply: true,
		})
		if err == nil && len(got.Bad) > 0 {
			err = fmt.Errorf("line %d: %s", got.Bad[0].Line, got.Bad[0].Message)
		}
		if err != nil {
			return fmt.Errorf("import %s: %w", kind, err)
		}
	}
	book, err := p.place.Book(p.ctx, p.in)
	p.people = map[string]town.Staff{}
	for _, s := range book.Staff {
		p.people[s.ID] = s
	}
	return err
}

// play does what is on the agenda, letting time pass in between, until every
// deadline of the month is over; then the month is closed.
func (p *player) play() (Report, error) {
	for i := range p.world.Scenes {
		if p.played(i) {
			p.plan(i)
		}
	}
	p.printer()
	last := p.Month.Last().At(18, 0)
	for len(p.todo) > 0 {
		next := heap.Pop(&p.todo).(entry)
		if err := p.pass(next.at); err != nil {
			return Report{}, err
		}
		if err := next.do(); err != nil {
			return Report{}, fmt.Errorf("at %s: %w", p.now.Format(time.RFC3339), err)
		}
		if err := p.place.Settle(p.ctx); err != nil {
			return Report{}, err
		}
		last = p.now
	}
	if err := p.pass(last.AddDate(0, 0, 1)); err != nil {
		return Report{}, err
	}
	over := last.AddDate(0, 0, reviewing)
	for at, ok := p.place.Next(); ok && at.Before(over); at, ok = p.place.Next() {
		if err := p.pass(at.Add(time.Hour)); err != nil {
			return Report{}, err
		}
	}
	return p.finish()
}

// played tells whether a scene is.
func (p *player) played(i int) bool { return p.Only == nil || p.Only(p.world.Scenes[i]) }

// reviewing is how many days after the last act the month's reviews are over. What
// is tracked beside them rings for months and years.
const reviewing = 45

// pass lets time pass until at: each alarm at its time, a sweep every hour.
func (p *player) pass(at time.Time) error {
	for p.now.Before(at) {
		next := p.now.Truncate(time.Hour).Add(time.Hour)
		hour := !next.After(at)
		if ring, ok := p.place.Next(); ok && ring.Before(next) {
			next, hour = later(ring, p.now), false
		}
		if next.After(at) {
			next = at
		}
		p.now = next
		if err := errors.Join(p.place.Set(next), p.place.Alarms(p.ctx)); err != nil {
			return err
		}
		if !hour {
			continue
		}
		if err := p.place.Sweep(p.ctx); err != nil {
			return err
		}
	}
	return p.ctx.Err()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// entry is something somebody does at an instant.
type entry struct {
	at time.Time
	no int // order among equals
	do func() error
}

func (e entry) compare(o entry) int { return cmp.Or(e.at.Compare(o.at), cmp.Compare(e.no, o.no)) }

// agenda is a heap of entries by time.
type agenda []entry

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].compare(a[j]) < 0 }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

// Push and Pop are for container/heap.
func (a *agenda) Push(x any) { *a = append(*a, x.(entry)) }

// Pop takes the last entry off.
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// at puts something on the agenda.
func (p *player) at(when time.Time, do func() error) {
	p.posts++
	heap.Push(&p.todo, entry{when, p.posts, do})
}
