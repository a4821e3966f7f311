package review

import (
	"context"
	"path"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// linkLife is how long the link to an opened document lives.
const linkLife = 5 * time.Minute

type link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// open gives out a link to just the version that was found clean, once the
// opening stands in the audit chain. The town gives a reason.
func open(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Reason string `json:"reason" validate:"max=2000"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		if c.Who.Role == town.Clerk && strings.TrimSpace(in.Reason) == "" {
			return plan.Refuse("reason-missing")
		}
		return k.OpenedBy(c.Who.Staff, c.Path("doc"), in.Reason)
	}, func(k *plan.Case, heard app.Heard) (any, error) { return sign(ctx, c, k, heard.At.Add(linkLife)) })
}

// sign makes the link, for who may open the document now: the same POST some
// minutes later finds the case as it is then.
func sign(ctx context.Context, c *api.Call, k *plan.Case, until time.Time) (link, error) {
	d, err := k.Opens(c.Path("doc"))
	if err == nil {
		err = access.Can(c.Who, c.Action, k)
	}
	if err == nil && !c.App.Now().Before(until) {
		err = plan.Refuse("link-over")
	}
	if err != nil {
		return link{}, err
	}
	s, err := c.App.Files.SignGet(ctx, files.Download{
		Key: plan.CleanKey(d.Key), Version: d.Clean, Name: nameOf(k, d), Type: d.Type, Expires: until,
	})
	return link{s.URL, s.Expires}, err
}

var endings = map[string]string{
	"application/pdf": ".pdf", "text/csv": ".csv", "image/jpeg": ".jpg", "image/png": ".png",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}

// nameOf is what the file is saved as: receipt, form and document, no person.
func nameOf(k *plan.Case, d plan.Document) string {
	return path.Base(k.Receipt + "_" + d.Form + "_" + d.ID + endings[d.Type])
}
