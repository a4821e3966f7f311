package deadline

import (
	"testing"

	"github.com/sasae-care/sasae/shared/jot/jottest"
)

func TestAStepWritesWhatEncodingJSONWrites(t *testing.T) { jottest.Hold[Step](t) }
