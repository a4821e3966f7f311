package erase_test

import (
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/plan"
)

// What is erased before its time, for the person who asked for it, leaves no
// more behind than what is erased at its end.
func TestEraseDeletesWhatIsErasedEarly(t *testing.T) {
	apptest.Outlast(t, apptest.Trial{
		Name: "the files of a record that was erased early are deleted", Step: "erase",
		Given: func(b *apptest.Bench) events.Event {
			c := b.InReview(plan.New)
			c, err := b.Whole("erase").EraseEarly(b.T.Context(), b.In, "k1", c.Receipt, "request", true)
			if err != nil {
				b.T.Fatal(err)
			}
			return b.Event("erased", events.ContentErased{Case: c.ID, Seq: c.Seq})
		}, Then: empty,
	})
}
