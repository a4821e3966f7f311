package local

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/store"
)

func (n *Node) hint(h hint) {
	n.mu.Lock()
	n.hints.add(h, n.Now())
	n.mu.Unlock()
	n.wake()
}

func (n *Node) wake() {
	select {
	case n.woken <- struct{}{}:
	default:
	}
}

// committed is the table's stream: announcements go to relay.
func (n *Node) committed(ws []store.Write) {
	for _, w := range ws {
		if it, ok := app.OutboxItem(w); ok {
			n.hint(hint{item: store.Item{Key: it.Key, Version: it.Version, Body: append([]byte{}, it.Body...)}})
		}
	}
}

// arrived is the object store's event, which the scanner hears.
func (n *Node) arrived(o files.Object) {
	if _, ok := townOf(o.Key); ok {
		n.hint(hint{key: o.Key})
	}
}

func townOf(key string) (string, bool) {
	parts := strings.Split(key, "/")
	return parts[min(1, len(parts)-1)], len(parts) == 4 && parts[0] == "incoming"
}

// receipt is the provider's event.
func (n *Node) receipt(r mail.Receipt, delay time.Duration) {
	n.event(r.Town, r.Notice+"-"+string(r.Kind), n.Now().Add(delay),
		events.NoticeReceipt{Notice: r.Notice, Channel: string(r.Channel), Kind: string(r.Kind)})
}

func (n *Node) event(town, id string, at time.Time, b events.Body) {
	e, err := events.New(id, town, at, b)
	if err != nil {
		n.log.Error("event dropped", "type", b.EventType(), "error", err)
		return
	}
	n.hint(hint{at: at, event: e})
}

// take gives the next hint whose time has come.
func (n *Node) take() (hint, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.hints.take(n.Now())
}

// Pump hands out every hint until nothing is left to do now. A hint that fails
// is dropped: its promise stands in the table.
func (n *Node) Pump(ctx context.Context) {
	for ctx.Err() == nil {
		h, ok := n.take()
		if !ok {
			return
		}
		if err := n.give(ctx, h); err != nil {
			n.log.WarnContext(ctx, "hint failed", "event", h.event.ID, "error", err)
		}
	}
}

func (n *Node) give(ctx context.Context, h hint) error {
	switch {
	case h.item.Body != nil:
		return n.relay(ctx, h.item)
	case h.key != "":
		return n.scanArrived(ctx, h.key)
	}
	return n.Publish(ctx, h.event)
}

// Alarms gives every alarm that is due to the steps it wakes. One that fails
// stays, and rings again with the next call.
func (n *Node) Alarms(ctx context.Context) error {
	var errs []error
	for _, a := range n.Timer.Due(n.Now()) {
		if ctx.Err() != nil { // the others stay due
			break
		}
		var e events.Event
		err := json.Unmarshal(a.Body, &e)
		if err == nil {
			err = n.Publish(ctx, e)
		}
		if err == nil {
			err = n.Timer.Done(a.Name)
		}
		errs = append(errs, err)
	}
	n.Pump(ctx)
	return errors.Join(errs...)
}

// Sweep strikes the hour for each municipality of the folder.
func (n *Node) Sweep(ctx context.Context) error {
	towns, err := n.Towns(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, town := range towns {
		at := n.Now()
		e, err := events.New("hour-"+town+"@"+at.UTC().Format(time.RFC3339), town, at, events.HourStruck{Hour: at.UTC()})
		if err == nil {
			err = n.Publish(ctx, e)
		}
		errs = append(errs, err)
	}
	n.Pump(ctx)
	return errors.Join(errs...)
}

// Run is the loop of a served node: hints at once, alarms at their time, a
// sweep at the start and every minute, the removal of what expired at the start
// and every hour. It ends with the context.
func (n *Node) Run(ctx context.Context, tick time.Duration) {
	var swept, dropped time.Time
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		n.Pump(ctx)
		n.tell(ctx, "alarms", n.Alarms(ctx))
		if now := n.Now(); now.Sub(swept) >= time.Minute {
			n.tell(ctx, "sweep", n.Sweep(ctx))
			swept = now
		}
		if now := n.Now(); now.Sub(dropped) >= time.Hour {
			_, err := n.DB.Sweep(now.Unix())
			n.tell(ctx, "expired items", err)
			dropped = now
		}
		select {
		case <-ctx.Done():
			return
		case <-n.woken:
		case <-t.C:
		}
	}
}

func (n *Node) tell(ctx context.Context, what string, err error) {
	if err != nil {
		n.log.WarnContext(ctx, "will be tried again", "what", what, "error", err)
	}
}

// Towns lists the municipalities of the folder.
func (n *Node) Towns(ctx context.Context) ([]string, error) {
	return n.Whole("local").Towns(ctx)
}
