package plan

import "time"

// OfTown is the party of the town's own standing record.
const OfTown = "town"

// OfOffice is the party of an office's standing record.
func OfOffice(id string) string { return "office/" + id }

// OfCentre is the party of a centre's standing record.
func OfCentre(id string) string { return "centre/" + id }

// Stand opens a standing record: that of an office, a centre or the town itself,
// which holds nothing but due days (the papers of a month, reports, payments).
func (c *Case) Stand(at time.Time, party string) {
	if c.State != "" {
		return
	}
	c.State, c.Party, c.Opened = Standing, party, at
	c.did("opened", nil, nil)
}
