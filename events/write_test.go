package events_test

import (
	"testing"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/jot/jottest"
)

func TestAnEventWritesTheJSONOfItsType(t *testing.T) { jottest.Hold[events.Event](t) }
