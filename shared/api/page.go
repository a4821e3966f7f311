package api

import (
	"context"
	"encoding/base64"
	"strconv"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/plan"
)

// Sizes of a page.
const (
	defaultLimit = 20
	maxLimit     = 100
)

// Page is part of a list; Next is "" on the last one.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Limit is how many items the caller wants.
func (c *Call) Limit() (int, error) {
	s := c.Query("limit")
	if s == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxLimit {
		return 0, plan.Refuse("limit-wrong", maxLimit)
	}
	return n, nil
}

// After opens the caller's next; "" is the list's beginning. It fits no other
// list than the one it was made for, and no other town.
func (c *Call) After(list app.Listing) (string, error) {
	s := c.Query("next")
	if s == "" {
		return "", nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return "", plan.Refuse("next-unknown")
	}
	plain, err := c.App.Ring.Open(c.In.Town(), place(list), sealed)
	if err != nil {
		return "", plan.Refuse("next-unknown")
	}
	return string(plain), nil
}

// Next seals the place where a page of a list ended.
func (c *Call) Next(list app.Listing, end string) string {
	if end == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(c.App.Ring.Seal(c.In.Town(), place(list), []byte(end)))
}

func place(list app.Listing) string { return "next/" + list.Name() }

// List answers one page of a list of summaries.
func (c *Call) List(ctx context.Context, list app.Listing) (Answer, error) {
	limit, err := c.Limit()
	if err != nil {
		return Answer{}, err
	}
	after, err := c.After(list)
	if err != nil {
		return Answer{}, err
	}
	found, next, err := c.App.Page(ctx, list, limit, after)
	if err != nil {
		return Answer{}, err
	}
	page := Page[Item]{Items: make([]Item, len(found)), Next: c.Next(list, next)}
	for i, s := range found {
		page.Items[i] = ItemOf(s)
	}
	return OK(page), nil
}

// ListSeen answers a short list, less what the caller may not see.
func (c *Call) ListSeen(ctx context.Context, list app.Listing) (Answer, error) {
	found, err := c.App.Summaries(ctx, list)
	if err != nil {
		return Answer{}, err
	}
	page := Page[Item]{Items: []Item{}}
	for _, s := range found {
		seen := plan.Case{Town: c.In.Town(), State: s.State, Office: s.Office, Centre: s.Centre, District: s.District, Receipt: s.Receipt}
		if c.Who.Sees(&seen) || c.Who.Keeps(&seen) {
			page.Items = append(page.Items, ItemOf(s))
		}
	}
	return OK(page), nil
}
