// Package relay forwards announcements from the outbox to the bus.
//
//	outbox item (written with the change) → relay → bus
package relay

import (
	"context"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/store"
)

// Step forwards one item of the table's stream; what is no announcement is
// passed over. An error leaves the item where sweep will find it.
func Step(a *app.App) func(context.Context, store.Item) error {
	return func(ctx context.Context, it store.Item) error {
		if !app.Outbox(it.Key) {
			return nil
		}
		return a.Forward(ctx, it)
	}
}
