package app

import (
	"crypto/rand"
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

// New completes an App whose ports are filled in.
func New(a App) *App {
	if a.Random == nil {
		a.Random = random
	}
	if now := a.Now; now != nil {
		a.Now = func() time.Time { return now().Round(0) } // as it is when it is read back: without the machine's own count
	}
	a.books, a.known = &books{open: map[string]edition{}, turned: map[string]day.Date{}}, &known{}
	return &a
}

// Forget drops what the process remembers of what it did, as its end does. What
// follows from its name alone (an edition of the reference data) is kept: it
// would be read again and be the same.
func (a *App) Forget() {
	a.books.mu.Lock()
	defer a.books.mu.Unlock()
	a.books.turned = map[string]day.Date{}
}

// For is the same App under the name of a step, with that step's ports.
func (a *App) For(step string, narrow func(*App)) *App {
	b := *a
	b.Step = step
	if narrow != nil {
		narrow(&b)
	}
	return &b
}

func random() (b [16]byte) {
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails (Go 1.24)
	return b
}
