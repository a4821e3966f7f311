// Package export makes the files of a closed month, and gives out links to them.
//
//	month-closed → claims of the run → totals, claims, held, refused (CSV) → marked in the month
//	a file's name → link of five minutes, once the opening stands in the chain
//
// claims.csv holds insured numbers: only the town opens files in this version;
// an office's and a centre's own rows are a later one.
package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
)

const mediaType = "text/csv"

// Step makes the files of the run that closed the month. A run that is not the
// month's, or whose files stand already, is left alone.
func Step(a *app.App) app.Handler {
	return func(ctx context.Context, in app.Scope, e events.Event) error {
		closed, err := events.Read[events.MonthClosed](e)
		if err != nil {
			return err
		}
		month, err := day.ParseMonth(closed.Month)
		if err != nil {
			return err
		}
		m, err := a.Month(ctx, in, month)
		if err != nil || !m.Awaits(closed.Run) {
			return err
		}
		result, left, err := a.ClosedClaims(ctx, in, m)
		if err != nil {
			return err
		}
		made, err := write(ctx, a, in, m, filesOf(result, left))
		if err != nil {
			return err
		}
		return a.Exported(ctx, in, month, closed.Run, made)
	}
}

// filesOf are totals and claims as billing makes them of the claims, and the
// lists of what is not billed as the run left them.
func filesOf(r billing.Result, left []billing.File) (all []billing.File) {
	for _, f := range billing.Files(r) {
		if f.Kind == "totals" || f.Kind == "claims" {
			all = append(all, f)
		}
	}
	return append(all, left...)
}

// write puts the files where only this run's stand; the same file again is fine.
func write(ctx context.Context, a *app.App, in app.Scope, m app.Month, all []billing.File) (made []app.MonthFile, err error) {
	for _, f := range all {
		key := path.Join("months", in.Town(), m.Month.String(), m.Closed.Run, f.Name)
		o, err := a.Files.Put(ctx, key, mediaType, f.Body)
		if err != nil {
			return nil, fmt.Errorf("write %s of month %s: %w", f.Name, m.Month, err)
		}
		sum := sha256.Sum256(f.Body)
		made = append(made, app.MonthFile{
			Name: f.Name, Kind: f.Kind, Rows: f.Rows, Bytes: len(f.Body), SHA256: hex.EncodeToString(sum[:]), Key: o.Key, Version: o.Version,
		})
	}
	return made, nil
}
