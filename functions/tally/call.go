package tally

import (
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
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
