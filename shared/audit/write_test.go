package audit

import (
	"testing"

	"github.com/sasae-care/sasae/shared/jot/jottest"
)

func TestEntriesAndAnchorsWriteTheJSONOfTheirTypes(t *testing.T) {
	jottest.Hold[Entry](t)
	jottest.Hold[Head](t)
	jottest.Hold[Anchor](t)
}
