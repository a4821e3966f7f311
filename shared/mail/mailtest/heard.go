package mailtest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/mail"
)

// Heard are the receipts that our own decoding makes of a provider's events.
type Heard struct {
	T   testing.TB
	mu  sync.Mutex
	all []mail.Receipt
}

// Event takes an event as the provider sends it. One that is not listened to is
// passed over.
func (h *Heard) Event(raw []byte, _ time.Duration) {
	e, ours, err := boot.Decode(raw)
	if err != nil {
		h.T.Errorf("the event is not understood: %v", err)
	}
	if !ours {
		return
	}
	r, err := events.Read[events.NoticeReceipt](e)
	if err != nil {
		h.T.Error(err)
	}
	h.Receipt(mail.Receipt{Notice: r.Notice, Town: e.Town, Channel: mail.Channel(r.Channel), Kind: mail.Kind(r.Kind), At: e.At}, 0)
}

// Receipt takes one as the outbox gives it.
func (h *Heard) Receipt(r mail.Receipt, _ time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, r)
}

// Receipts are those so far.
func (h *Heard) Receipts() []mail.Receipt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.all)
}

// Senders is one sender for all channels, as the app has them.
type Senders map[mail.Channel]mail.Sender

// Send implements mail.Sender.
func (s Senders) Send(ctx context.Context, m mail.Message) error {
	if to, ok := s[m.Channel]; ok {
		return to.Send(ctx, m)
	}
	return mail.ErrRefused
}
