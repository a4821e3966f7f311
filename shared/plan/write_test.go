package plan_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/jot/jottest"
	"github.com/sasae-care/sasae/shared/plan"
)

func TestACaseWritesTheJSONOfItsType(t *testing.T) {
	jottest.Hold[plan.Case](t)
	jottest.Hold[plan.Sealed](t)
}
