package upload

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town"
)

// designated refuses an office that may not hand the submission in on a day: its
// own contract takes the designation for 介護予防支援; on commission the centre holds
// the contract, and the office must be known to the town. Source: KUM-01, TOS-05.
func designated(dir *town.Directory, o plan.Opening, on day.Date) error {
	if plan.TrackOf(o.Care, o.Track) == rules.Commissioned {
		if _, known := dir.Office(o.Office, on); !known {
			return plan.Refuse("office-unknown", o.Office, on)
		}
		return nil
	}
	if !dir.Designated(o.Office, town.Support, on) {
		return plan.Refuse("office-not-designated", o.Office, on)
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
