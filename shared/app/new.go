package app

import (
	"crypto/rand"

	"github.com/sasae-care/sasae/shared/day"
)

// New completes an App whose ports are filled in.
func New(a App) *App {
	if a.Random == nil {
		a.Random = random
	}
	a.books, a.heads = &books{}, newMemo()
	a.Forget()
	return &a
}

// Forget drops what the process remembers between two events, as its end does.
func (a *App) Forget() {
	a.books.mu.Lock()
	defer a.books.mu.Unlock()
	a.books.open, a.books.turned = map[string]edition{}, map[string]day.Date{}
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
