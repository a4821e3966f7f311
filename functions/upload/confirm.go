package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// confirmedForm is the form of a confirmed plan that was seen on paper.
const confirmedForm = "F-PLAN"

// confirm files the confirmed plan, any day; open advices count as taken up. The
// office names its document; the town has seen it on paper.
func confirm(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[struct {
		Document string  `json:"document" validate:"required_without=Paper,max=20"`
		Paper    bool    `json:"paper" validate:"excluded_with=Document"`
		Consent  api.Day `json:"consent" validate:"omitempty,date"`
		Answers  []reply `json:"answers" validate:"max=50,dive"`
	}](c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		switch {
		case in.Paper != (c.Who.Role == town.Clerk):
			return plan.Refuse("role-not-allowed")
		case in.Paper:
			return k.ConfirmPaper(c.App.Now(), confirmedForm, in.Consent.Date, answersOf(in.Answers))
		}
		return k.Confirm(c.App.Now(), in.Document, in.Consent.Date, answersOf(in.Answers))
	}, api.Stands)
}
