package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/inspection"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// look inspects the object under key, unless that was done, and copies what
// became clean. The event is a hint; what counts is what the store holds.
func look(ctx context.Context, a *app.App, in app.Scope, key string) error {
	id, doc, ok := split(in, key)
	if !ok {
		return nil // not a document of ours
	}
	c, err := a.Case(ctx, in, id)
	if err != nil || c.Document(doc) == nil {
		return ignore(err)
	}
	if c, err = examine(ctx, a, in, c, *c.Document(doc)); err != nil {
		return err
	}
	return copyClean(ctx, a, in, c)
}

// examine looks at a document once; what is overdue (the file, or the verdict
// on it) is given up.
func examine(ctx context.Context, a *app.App, in app.Scope, c plan.Case, d plan.Document) (plan.Case, error) {
	giveUp := func(c *plan.Case) error { return c.GiveUp(a.Now(), d.ID, rules.FormName) }
	if d.Checked {
		return a.Change(ctx, app.Act{In: in, Case: c.ID}, giveUp)
	}
	o, err := a.Files.Head(ctx, d.Key)
	if errors.Is(err, files.ErrNotFound) {
		return a.Change(ctx, app.Act{In: in, Case: c.ID}, giveUp)
	}
	if err != nil {
		return c, fmt.Errorf("look for %s: %w", d.Key, err)
	}
	seen, err := read(ctx, a, o, d)
	if err != nil {
		return c, err
	}
	return a.Change(ctx, app.Act{In: in, Case: c.ID}, func(c *plan.Case) error { return c.Inspected(d.ID, seen) })
}

// read inspects just the version that o names.
func read(ctx context.Context, a *app.App, o files.Object, d plan.Document) (plan.Seen, error) {
	r, err := a.Files.Open(ctx, o.Key, o.Version)
	if err != nil {
		return plan.Seen{}, fmt.Errorf("open %s: %w", o.Key, err)
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, plan.MaxDocument+1))
	if err != nil {
		return plan.Seen{}, fmt.Errorf("read %s: %w", o.Key, err)
	}
	report := inspection.Inspect(bytes.NewReader(body), int64(len(body)), inspection.Declared{Type: d.Type, Size: d.Size, SHA256: d.SHA256})
	seen := plan.Seen{Version: o.Version, ETag: o.ETag, Arrived: o.Arrived, Pages: report.Pages}
	for _, why := range report.Reasons {
		seen.Reasons = append(seen.Reasons, plan.Reason{Code: why.Code, Message: why.Message})
	}
	return seen, nil
}
