package api

import (
	"fmt"
	"testing"

	"github.com/sasae-care/sasae/shared/rules"
)

func TestADayWithoutARuleSetIsRefusedWithItsCode(t *testing.T) {
	if p := problemOf(fmt.Errorf("find the rules: %w", rules.ErrNoRule)); p.Code != "rules-missing" || p.Status != 422 {
		t.Errorf("%d %s", p.Status, p.Code)
	}
}
