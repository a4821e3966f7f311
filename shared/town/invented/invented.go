// Package invented is the reference data of an invented town, for tests and the
// simulation.
package invented

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/town"
)

// What is in every invented town.
const (
	Insurer = "999995"
	Office  = "1370000018"
	Other   = "1370000026" // another office
)

// Book is the reference data of the town with that code: two centres with a
// district each, two reviewers and a head at the first, one head at the second,
// a clerk, two offices.
func Book(code string) town.Book {
	base := town.Base{Town: code, From: day.MustParse("2024-04-01")}
	weekdays := town.Week(0b0111110)
	staff := func(id string, role town.Role, org string, districts ...string) town.Staff {
		return town.Staff{Base: base, ID: id, Name: "試験 " + id, Role: role, Organisation: org, Districts: districts, Email: id + "@example.jp", Mail: true}
	}
	b := town.Book{Code: code, Rows: town.Rows{
		Towns:   []town.Town{{Base: base, Name: "試験市", Insurer: Insurer, CentreLabel: "地域包括支援センター"}},
		Centres: []town.Centre{{Base: base, ID: "c1", Name: "中央", Open: weekdays}, {Base: base, ID: "c2", Name: "東", Open: weekdays}},
		Districts: []town.Area{
			{Base: base, District: "k1", Name: "中央圏域", Centre: "c1", Area: "本町一丁目"},
			{Base: base, District: "k2", Name: "東圏域", Centre: "c2", Area: "東町一丁目"},
		},
		Offices: []town.Office{{Base: base, ID: Office, Name: "試験事業所"}, {Base: base, ID: Other, Name: "別の事業所"}},
		Designations: []town.Designation{
			{Base: base, Office: Office, Service: "46"}, {Base: base, Office: Other, Service: "46"},
		},
		Staff: []town.Staff{
			staff("m1", town.Manager, Office), staff("m2", town.Manager, Other),
			staff("r1", town.Reviewer, "c1", "k1"), staff("r2", town.Reviewer, "c1"),
			staff("h1", town.Head, "c1"), staff("h2", town.Head, "c2"), staff("k1", town.Clerk, code),
		},
	}}
	b.Staff[2].SMS, b.Staff[2].Phone = true, "09000000001"
	return b
}
