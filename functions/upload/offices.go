package upload

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// designated refuses an office that may not plan preventive support on a day.
func designated(dir *town.Directory, office string, on day.Date) error {
	if !dir.Designated(office, town.Support, on) {
		return plan.Refuse("office-not-designated", office, on)
	}
	return nil
}

// managerOf is who at the office hears of the set: the one named, or the first.
func managerOf(dir *town.Directory, office, named string, on day.Date) (string, error) {
	for _, s := range dir.Managers(office, on) {
		if named == "" || s.ID == named {
			return s.ID, nil
		}
	}
	if named != "" {
		return "", plan.Refuse("manager-unknown")
	}
	return "", nil
}
