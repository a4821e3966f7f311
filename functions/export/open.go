package export

import (
	"context"
	"time"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/store"
)

// linkLife is how long the link to an opened file lives.
const linkLife = 5 * time.Minute

type link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// open gives out a link to just the version that was made, once the opening
// stands in the month's audit chain.
func open(ctx context.Context, c *api.Call, month day.Month) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	do := func(keep func(int, any) store.Write) error {
		return c.App.OpenMonthFile(ctx, c.In, month, c.Who.Staff, c.Path("name"), func(f app.MonthFile) (store.Write, error) {
			s, err := c.App.Files.SignGet(ctx, files.Download{
				Key: f.Key, Version: f.Version, Name: month.String() + "_" + f.Name, Type: mediaType, Expires: c.App.Now().Add(linkLife),
			})
			return keep(200, link{s.URL, s.Expires}), err
		})
	}
	return c.Once(ctx, do)
}
