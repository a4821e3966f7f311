package tally

import (
	"bytes"
	"context"
	"iter"
	"mime"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/monthend"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// handIn takes a whole upload, or nothing of it. It replaces the records of the
// providers in it; a manager's are those of the own office.
func handIn(ctx context.Context, c *api.Call) (api.Answer, error) {
	month, err := monthOf(c)
	if err != nil {
		return api.Answer{}, err
	}
	h, err := handed(c, month)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Once(ctx, func(keep func(int, any) store.Write) error {
		return c.App.HandIn(ctx, c.In, h, func(before, after int) store.Write {
			return keep(200, taken{month, h.Providers, before, after, monthend.Pending(h.Records)})
		})
	})
}

// handed reads and checks the upload.
func handed(c *api.Call, month day.Month) (app.HandIn, error) {
	lines, err := linesOf(c)
	if err != nil {
		return app.HandIn{}, err
	}
	by := monthend.Submitter{Role: c.Who.Role, Org: c.Who.Org}
	records, bad := monthend.Sift(lines, month, by)
	if len(bad.First) > 0 {
		return app.HandIn{}, faulty(bad)
	}
	providers := by.Providers(records)
	if len(providers) == 0 {
		return app.HandIn{}, empty()
	}
	return app.HandIn{
		Month: month, Org: by.Org, By: c.Who.Staff, ID: c.NewID(), Providers: providers, Records: records, OwnOnly: by.Role == town.Head,
	}, nil
}

// linesOf reads the body by its type. An empty body is refused: an office that
// has nothing to bill any more hands in a CSV with its header only.
func linesOf(c *api.Call) (iter.Seq2[billing.Record, error], error) {
	if len(bytes.TrimSpace(c.Body)) == 0 {
		return nil, empty()
	}
	media, _, _ := mime.ParseMediaType(c.Request.Header.Get("Content-Type")) // the route's types were checked
	if media == csv {
		return billing.ReadCSV(bytes.NewReader(c.Body)), nil
	}
	return billing.ReadJSONLines(bytes.NewReader(c.Body)), nil
}

func empty() error {
	return plan.Refuse("request-malformed", "実績が1件もありません。事業所がすべて取り下げるときは、見出しだけのCSVを送ってください")
}
