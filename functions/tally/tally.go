// Package tally takes person-months in, and counts and prices a month.
//
//	person-months of an office, a centre or the town → the month
//	run, month-due → sums, one packed item an insurer × service month × office → month-closed
//
// A month is closed once; what comes later goes into a later month as 月遅れ.
package tally

import (
	"context"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
)

// Media types of person-months.
const (
	jsonLines = "application/x-ndjson"
	csv       = "text/csv"
)

// maxUpload is what fits through a function in one call, in bytes: about 4,000
// records as JSON lines, 13,000 as CSV.
const maxUpload = 4 << 20

// Routes are the operations of this step, on the App that a is.
func Routes(a *app.App) []api.Route {
	const one = "/v1/months/{month}"
	on := func(h api.Handle) api.Handle {
		return func(ctx context.Context, c *api.Call) (api.Answer, error) {
			c.App = a
			return h(ctx, c)
		}
	}
	return []api.Route{
		{
			Method: "POST", Path: one + "/person-months", Action: access.MonthIn, Summary: "実績を登録する(登録し直すと入れ替わる)",
			Handle: on(handIn), MaxBody: maxUpload, Types: []string{jsonLines, csv},
		},
		{Method: "GET", Path: one + "/person-months", Action: access.MonthSee, Summary: "実績を登録した事業所の一覧", Handle: on(list)},
		{Method: "POST", Path: one + "/run", Action: access.MonthRun, Summary: "月次の請求を計算して締める", Handle: on(run)},
		{Method: "GET", Path: one, Action: access.MonthSee, Summary: "月の状態と合計", Handle: on(read)},
	}
}
