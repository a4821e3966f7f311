package export

import (
	"context"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// Routes are the operations of this step, on the App that a is.
func Routes(a *app.App) []api.Route {
	const all = "/v1/months/{month}/files"
	on := func(h func(context.Context, *api.Call, day.Month) (api.Answer, error)) api.Handle {
		return func(ctx context.Context, c *api.Call) (api.Answer, error) {
			if err := c.May(); err != nil {
				return api.Answer{}, err
			}
			month, err := day.ParseMonth(c.Path("month"))
			if err != nil {
				return api.Answer{}, plan.Refuse("request-malformed", "月は 2026-05 の形で指定してください")
			}
			c.App = a
			return h(ctx, c, month)
		}
	}
	return []api.Route{
		{Method: "GET", Path: all, Action: access.MonthFiles, Summary: "締めた月のファイルの一覧", Handle: on(list)},
		{Method: "POST", Path: all + "/{name}/open", Action: access.MonthFiles, Summary: "ファイルを開く(5分間有効のリンク)", Handle: on(open)},
	}
}

// item is a file as the list shows it.
type item struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Rows   int    `json:"rows"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// list answers the files of a month: all of them, there are four.
func list(ctx context.Context, c *api.Call, month day.Month) (api.Answer, error) {
	m, err := c.App.Month(ctx, c.In, month)
	if err != nil {
		return api.Answer{}, err
	}
	page := api.Page[item]{Items: []item{}}
	if m.Closed != nil {
		for _, f := range m.Closed.Files {
			page.Items = append(page.Items, item{f.Name, f.Kind, f.Rows, f.Bytes, f.SHA256})
		}
	}
	return api.OK(page), nil
}
