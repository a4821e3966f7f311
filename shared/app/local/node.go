// Package local is sasae on one machine: one process, one data folder, the
// embedded drivers, and the same steps, woken by the same table, as in the
// cloud.
//
//	folder → Open → Node: outbox loop, timer, sweep
//
// The table is the truth here too: whatever is in memory only (an arrived
// object, a scanner's verdict, a provider's receipt) is a hint, and what it
// would have caused is promised in the table.
package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/store"
)

// Options of a node: those of its folder, and who scans and who listens.
type Options struct {
	embedded.Options
	Scan Scan         // nil: only the test signature
	Log  *slog.Logger // nil: none
}

// Node is an open data folder with the steps at work on it.
type Node struct {
	*embedded.Folder
	log   *slog.Logger
	scan  Scan
	steps map[string]events.Handler // by step name
	relay func(context.Context, store.Item) error
	mu    sync.Mutex
	hints hints
	woken chan struct{}
}

// Open opens the folder, making it when it is new.
func Open(dir string, o Options) (*Node, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Scan == nil {
		o.Scan = TestSignature
	}
	n := &Node{log: o.Log, scan: o.Scan, woken: make(chan struct{}, 1)}
	o.Bus = n
	o.Hooks = embedded.Hooks{Committed: n.committed, Arrived: n.arrived, Receipt: n.receipt, Set: func(time.Time) { n.wake() }}
	var err error
	if n.Folder, err = embedded.Open(dir, o.Options); err != nil {
		return nil, err
	}
	n.build()
	return n, nil
}

// Publish hands an event to every step it wakes, one after the other. It is
// done when all of them are; an error of one is told after the others had it.
// What has begun is finished although the context ends: who stops between
// sending a notice and marking it as sent leaves a doubt behind. Only a sweep
// ends early; it stops between the events that it publishes.
func (n *Node) Publish(ctx context.Context, e events.Event) error {
	if e.Type != (events.HourStruck{}).EventType() {
		ctx = context.WithoutCancel(ctx)
	}
	var errs []error
	if e.Type == (events.ObjectArrived{}).EventType() { // of a sweep: no verdict came
		arrived, err := events.Read[events.ObjectArrived](e)
		errs = append(errs, err, n.scanArrived(ctx, arrived.Key))
	}
	for _, s := range functions.Steps {
		if !slices.Contains(s.On, e.Type) {
			continue
		}
		if err := n.steps[s.Name](ctx, e); err != nil {
			n.log.WarnContext(ctx, "step failed", "step", s.Name, "event", e.ID, "type", e.Type, "error", err)
			errs = append(errs, fmt.Errorf("%s: %w", s.Name, err))
		}
	}
	return errors.Join(errs...)
}
