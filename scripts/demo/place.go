package demo

import (
	"context"
	"net/http"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/town"
)

// Place is a system on which the month is played. Its clock stands still until
// the player sets it. One goroutine plays.
type Place interface {
	// Import takes reference data in, as an operator does; Book reads what is in
	// force.
	Import(ctx context.Context, order app.ImportOrder) (app.Imported, error)
	Book(ctx context.Context, in app.Scope) (town.Book, error)
	// HTTP serves the API and the signed URLs that it gives out.
	HTTP() http.Handler
	// Ring signs the development tokens that the API takes.
	Ring() seal.Ring
	// Set sets the clock.
	Set(now time.Time) error
	// Settle returns when all that can happen at this instant has happened.
	Settle(ctx context.Context) error
	// Next is when the next alarm rings; false: none is set.
	Next() (at time.Time, found bool)
	// Alarms lets every alarm ring that is due, Sweep strikes the hour in every
	// municipality; both settle.
	Alarms(ctx context.Context) error
	Sweep(ctx context.Context) error
	// Sent counts the notices that providers took.
	Sent() (int, error)
	Close() error
}

// Stage is what a place is opened with.
type Stage struct {
	Dir    string          // new or empty, for whatever the place keeps
	At     time.Time       // where its clock stands first
	Secret []byte          // what the place seals and signs with
	Random func() [16]byte // for a place that is to be the same each time
	Scan   local.Scan      // the malware scanner; it may be called by many at once
	Portal string          // address of the sign-in page
}
