package inspect

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/inspection"
	"github.com/sasae-care/sasae/shared/plan"
)

// look inspects the object under key, unless that was done; what is overdue (the
// file, or the verdict on it) is given up. The event is a hint; what counts is
// what the store holds, which is asked for while the case is read.
func look(ctx context.Context, a *app.App, in app.Scope, key string) error {
	id, doc, ok := split(in, key)
	if !ok {
		return nil // not a document of ours
	}
	fetching, drop := context.WithCancel(ctx)
	defer drop() // a file that was looked at before
	fetched := a.Files.Fetch(fetching, key)
	var declared plan.Document
	seen := sync.OnceValues(func() (plan.Seen, error) { return see(fetched, declared) })
	return ignore(settle(ctx, a, in, id, func(c *plan.Case) error {
		d := c.Document(doc)
		switch {
		case d == nil:
			return plan.Refuse("document-unknown")
		case d.Checked:
			return c.GiveUp(a.Now(), doc)
		}
		declared = *d
		s, err := seen()
		if errors.Is(err, files.ErrNotFound) {
			return c.GiveUp(a.Now(), doc)
		}
		if err != nil {
			return err
		}
		return c.Inspected(doc, s)
	}))
}

// see inspects just the version that was fetched.
func see(fetched files.Fetched, d plan.Document) (plan.Seen, error) {
	o, r, err := fetched()
	if err != nil {
		return plan.Seen{}, err
	}
	defer func() { _ = r.Close() }() // it was read, or says so
	content, err := inspection.Read(r, o.Size)
	if err != nil {
		return plan.Seen{}, fmt.Errorf("read %s: %w", o.Key, err)
	}
	if o.SHA256 != "" && o.SHA256 != content.SHA256 {
		return plan.Seen{}, fmt.Errorf("read %s: what came is not what is stored", o.Key)
	}
	report := content.Inspect(inspection.Declared{Type: d.Type, Size: d.Size, SHA256: d.SHA256})
	seen := plan.Seen{Version: o.Version, ETag: o.ETag, Arrived: o.Arrived, Pages: report.Pages}
	for _, why := range report.Reasons {
		seen.Reasons = append(seen.Reasons, plan.Reason{Code: why.Code, Message: why.Message})
	}
	if d.Format == plan.Upyobo && len(seen.Reasons) == 0 {
		seen.Sheets, seen.Unread = sheets(content.Bytes())
	}
	return seen, nil
}
