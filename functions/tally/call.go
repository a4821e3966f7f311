package tally

import (
	"context"
	"errors"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// monthOf is the month of the path, when the caller may do the route's action.
func monthOf(c *api.Call) (day.Month, error) {
	if err := c.May(); err != nil {
		return day.Month{}, err
	}
	m, err := day.ParseMonth(c.Path("month"))
	if err != nil {
		return m, plan.Refuse("request-malformed", "月は 2026-05 の形で指定してください")
	}
	return m, nil
}

// once is Call.Once; when others kept it busy, a twin of this very POST may
// have been first, and its answer is the answer.
func once(ctx context.Context, c *api.Call, do func(keep func(int, any) store.Write) error) (api.Answer, error) {
	ans, err := c.Once(ctx, do)
	if !errors.Is(err, app.ErrBusy) {
		return ans, err
	}
	return c.Once(ctx, func(func(int, any) store.Write) error { return err })
}
