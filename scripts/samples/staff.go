package samples

import (
	"fmt"
	"math/rand/v2"

	"github.com/sasae-care/sasae/shared/day"
)

// member is somebody who works with plans, at an office, a centre or the town.
type member struct {
	id, name, role, organisation, districts string
	absentFrom, absentTo                    day.Date
	licence                                 string // of a care manager
}

// Clerk is the staff id of the town's first clerk, who enters paper sets and
// releases files from quarantine.
const Clerk = "t-1"

// crew is everybody, in a fixed order.
type crew struct {
	all      []member
	managers [][]member // by office
}

func hire(seed uint64, month day.Month) crew {
	d := rand.New(rand.NewPCG(seed, 0x57AFF))
	var c crew
	for i := range officeNames {
		c.addManagers(d, i)
	}
	for _, ctr := range centres {
		c.addCentre(d, ctr, month)
	}
	c.add(d, member{id: Clerk, role: "clerk", organisation: townCode})
	c.add(d, member{id: "t-2", role: "clerk", organisation: townCode})
	return c
}

func (c *crew) add(d *rand.Rand, m member) member {
	m.name, _ = fullName(pick(d, surnames), pick(d, staffNames))
	c.all = append(c.all, m)
	return m
}

// addManagers gives an office two or three care managers.
func (c *crew) addManagers(d *rand.Rand, office int) {
	var list []member
	for k := range 2 + office%2 {
		list = append(list, c.add(d, member{
			id: fmt.Sprintf("m-%02d-%d", office+1, k+1), role: "manager",
			organisation: officeID(office), licence: licence(len(c.all)),
		}))
	}
	c.managers = append(c.managers, list)
}

// addCentre gives a centre a head and a reviewer for each district. One reviewer
// in the east is absent for a week.
func (c *crew) addCentre(d *rand.Rand, ctr centre, month day.Month) {
	c.add(d, member{id: "h-" + ctr.id, role: "head", organisation: ctr.id,
		districts: fmt.Sprintf("%[1]s-1;%[1]s-2;%[1]s-3", ctr.id)})
	for k := range 3 {
		district := fmt.Sprintf("%s-%d", ctr.id, k+1)
		m := member{id: "r-" + district, role: "reviewer", organisation: ctr.id, districts: district}
		if district == "higashi-2" {
			m.absentFrom, m.absentTo = month.First().AddDays(10), month.First().AddDays(16)
		}
		c.add(d, m)
	}
}

func (c *crew) csv() []byte {
	var rows [][]string
	for i, m := range c.all {
		sms := "no"
		if i%3 == 0 {
			sms = "yes"
		}
		rows = append(rows, []string{townCode, m.id, m.name, m.role, m.organisation, m.districts,
			m.id + "@sasae.example", fmt.Sprintf("090-0000-%04d", i+1), "yes", sms,
			m.absentFrom.String(), m.absentTo.String(), since, ""})
	}
	return table("town,staff,name,role,organisation,districts,email,phone,mail,sms,absentFrom,absentTo,from,to", rows...)
}
