package notify

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// managers is who hears for the office: the case's care manager; when that one
// left, the office's others; when there are none, the town.
func managers(c plan.Case, dir *town.Directory, on day.Date) []string {
	if s, works := dir.StaffMember(c.Manager, on); works && s.Role == town.Manager {
		return []string{c.Manager}
	}
	return orClerks(dir.Managers(c.Office, on), dir, on)
}

// reviewers is who reviews the case: the reviewer; the centre's heads too on a
// day on which the reviewer is absent, and they alone while nobody is assigned
// or when the reviewer left. Empty while the case has no centre.
func reviewers(c plan.Case, dir *town.Directory, on day.Date) []string {
	r, works := dir.StaffMember(c.Reviewer, on)
	switch {
	case c.Centre == "":
		return nil
	case !works:
		return heads(c.Centre, dir, on)
	case r.AbsentOn(on):
		return distinct([]string{r.ID}, heads(c.Centre, dir, on))
	}
	return []string{r.ID}
}

// heads is who hears for a centre: its heads, those at work before the absent
// ones, else the town.
func heads(centre string, dir *town.Directory, on day.Date) []string {
	all := dir.Heads(centre, on)
	here := slices.DeleteFunc(slices.Clone(all), func(s town.Staff) bool { return s.AbsentOn(on) })
	if len(here) > 0 {
		return ids(here)
	}
	return orClerks(all, dir, on)
}

func orClerks(staff []town.Staff, dir *town.Directory, on day.Date) []string {
	if len(staff) == 0 {
		staff = dir.Clerks(on)
	}
	return ids(staff)
}

// distinct is both lists, each person once.
func distinct(a, b []string) []string {
	out := slices.Clone(a)
	for _, id := range b {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
