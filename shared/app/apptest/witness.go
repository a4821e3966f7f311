package apptest

import (
	"context"
	"errors"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/fault"
)

// The bus and the write-once place have no word for "nothing happened".
var (
	errBus     = errors.New("the bus does not answer")
	errWitness = errors.New("the write-once place does not answer")
)

// witness is a write-once place whose calls fail as planned.
type witness struct {
	to    app.Witness
	calls *fault.Calls
}

func (w *witness) Copy(ctx context.Context, a audit.Anchor) error {
	return w.calls.Do(errWitness, errWitness, func() error { return w.to.Copy(ctx, a) })
}
