package app

import (
	"testing"

	"github.com/sasae-care/sasae/shared/jot/jottest"
)

func TestWhatAChangeWritesIsTheJSONOfItsType(t *testing.T) {
	jottest.Hold[record](t)
	jottest.Hold[Promise](t)
	jottest.Hold[saved](t)
	jottest.Hold[Summary](t)
	jottest.Hold[kept](t)
}
