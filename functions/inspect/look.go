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

// look inspects the object under key, unless that was done, and takes in what the
// scanner says of it; while it says nothing, what is overdue is given up. What is
// infected is not opened. The event is a hint; what counts is what the store holds,
// asked for while the case is read. A look that fails loses no verdict.
func look(ctx context.Context, a *app.App, in app.Scope, key string, scan said) error {
	id, doc, ok := split(in, key)
	if !ok {
		return nil // not a document of ours
	}
	fetching, drop := context.WithCancel(ctx)
	defer drop() // a file that was looked at before
	fetched, declared, failed := a.Files.Fetch(fetching, key), plan.Document{}, error(nil)
	seen := sync.OnceValues(func() (plan.Seen, error) { return see(fetched, declared) })
	err := settle(ctx, a, in, id, func(c *plan.Case) error {
		failed = nil
		d := c.Document(doc)
		if d == nil {
			return plan.Refuse("document-unknown")
		}
		if scan.verdict != "" {
			if err := c.Scanned(doc, scan.version, scan.verdict); err != nil {
				return err
			}
		}
		if !d.Checked && len(d.Reasons) == 0 {
			declared = *d
			s, err := seen()
			if err == nil {
				err = c.Inspected(doc, s)
			}
			if !errors.Is(err, files.ErrNotFound) {
				failed = err
			}
		}
		if failed == nil {
			return c.GiveUp(a.Now(), doc)
		}
		return nil
	})
	return errors.Join(ignore(err), failed)
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
