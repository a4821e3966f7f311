package town

import "github.com/sasae-care/sasae/shared/day"

// StaffMember is a person on a day.
func (d *Directory) StaffMember(id string, on day.Date) (Staff, bool) { return at(d.staff, id, on) }

// Reviewers are the 検証担当者 of a centre on a day, the absent ones included.
func (d *Directory) Reviewers(centre string, on day.Date) []Staff {
	return d.people(Reviewer, centre, on)
}

// Heads are the heads of a centre on a day.
func (d *Directory) Heads(centre string, on day.Date) []Staff { return d.people(Head, centre, on) }

// Managers are the care managers of an office on a day.
func (d *Directory) Managers(office string, on day.Date) []Staff {
	return d.people(Manager, squeeze(office), on)
}

// Clerks are the people of the municipality on a day.
func (d *Directory) Clerks(on day.Date) []Staff { return d.people(Clerk, d.code, on) }

// StaffOf are all people of an office, a centre or the town on a day.
func (d *Directory) StaffOf(organisation string, on day.Date) []Staff {
	return all(d.staff, on, func(s Staff) bool { return s.Organisation == organisation })
}

func (d *Directory) people(r Role, organisation string, on day.Date) []Staff {
	return all(d.staff, on, func(s Staff) bool { return s.Role == r && s.Organisation == organisation })
}
