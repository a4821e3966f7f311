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
	a.books = &books{open: map[string]edition{}, turned: map[string]day.Date{}}
	return &a
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
