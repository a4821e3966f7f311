package samples

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sasae-care/sasae/scripts/samples/forms"
	"github.com/sasae-care/sasae/shared/day"
)

// twist is what is unusual about a set that is accepted. They come round in this
// order; the rest of the round is ordinary.
type twist int

const (
	ordinary twist = iota
	movedAway
	quarantined
	lapsed
	dies
	byPost
	extended
	asked
	nowhere
	pending
	lapsedAgain
	atTheWindow
	goesToFacility
	withdrawn
	onTheBorder
	movesOut
	levelRises
	byCPDL
	byKMN
	confirmedEarly
	inTheEvening
	onSaturday
	adviceLate
	wrongDistrict
	refusesAdvice
	twists // how many there are
)

const round = 48 // clean sets until a twist comes again

// Make writes the month of n submissions. Sets that are sent back and the sets
// that correct them both count.
func Make(seed uint64, month day.Month, n int) World {
	w := World{Seed: seed, Month: month, Town: townCode, Name: townName, Insurer: townCode}
	w.writeTown()
	s := script{world: &w, crew: hire(seed, month), days: openDays(month)}
	w.Staff = s.crew.csv()
	s.play(n)
	s.order()
	s.bill(n)
	return w
}

// script is the month while it is being written.
type script struct {
	world *World
	crew  crew
	days  []day.Date
	drafts
}

// drafts are scenes before they have their place in the month.
type drafts []draft

type draft struct {
	Scene
	twist twist
	r     *rand.Rand
	fixed bool        // this set corrects the first one of the same person
	facts *forms.Case // what its papers print
}

// faults is how many sets of n are sent back: a tenth, but in a small month as
// many as there are kinds.
func faults(n int) int { return max(n/10, min(len(flaws), n/5)) }

func (s *script) play(n int) {
	bad := faults(n)
	firsts := n - bad*4/5 // four of five are corrected
	clean, flawed := 0, 0
	for id := range firsts {
		d := s.person(id)
		if flawed < bad && id*10 >= flawed*firsts*7/bad { // in the first 70 % of the month
			s.playFlawed(d, id*len(s.days)/firsts, flaws[flawed%len(flaws)], flawed%5 != 0)
			flawed++
			continue
		}
		if t := clean % round; t < int(twists)-1 {
			d.twist = twist(t + 1)
		}
		clean++
		s.playClean(d, s.days[id*len(s.days)/firsts])
	}
}

func (s *script) person(id int) draft {
	r := rand.New(rand.NewPCG(s.world.Seed, uint64(id)+1<<32))
	d := draft{r: r}
	d.Corrects = -1
	d.Person = person(s.world.Seed, id, r, s.world.Month)
	d.Kind, d.Channel, d.Match = "new", "portal", "one"
	if r.IntN(100) < 40 {
		d.Kind = "renewal"
	}
	return d
}

func (s *script) playClean(d draft, on day.Date) {
	s.send(&d, on)
	d.Person.certify(d.r, on, d.Kind == "renewal")
	s.bend(&d)
	s.papers(&d)
	s.later(&d)
	s.drafts = append(s.drafts, d)
}

// playFlawed plays a set that is sent back and, if corrected, the second one.
func (s *script) playFlawed(d draft, at int, f flaw, corrected bool) {
	d.Flaw = f.code
	if f.renewal {
		d.Kind = "renewal"
	}
	s.send(&d, s.days[at])
	d.Person.certify(d.r, s.days[at], d.Kind == "renewal")
	if d.Flaw == CertificationNotCovering {
		d.Person.endCertificationEarly(d.Kind == "renewal")
	}
	s.papers(&d)
	f.spoil(&d)
	s.drafts = append(s.drafts, d)
	if !corrected {
		return
	}
	second := d
	second.Flaw, second.fixed = "", true
	if d.Flaw == CertificationNotCovering {
		second.Person.PlanTo = d.Person.CertifiedTo
	}
	s.sendBy(&second, s.days[min(at+1+d.r.IntN(4), len(s.days)-1)], second.Office, d.Manager)
	s.papers(&second)
	s.later(&second)
	s.drafts = append(s.drafts, second)
}

// send chooses office and care manager, and an hour of the day.
func (s *script) send(d *draft, on day.Date) {
	office := d.r.IntN(undesignated)
	if office == midMonthOffice && on.Before(s.world.Month.First().AddDays(designatedFromOn-1)) {
		office = d.r.IntN(midMonthOffice)
	}
	m := pick(d.r, s.crew.managers[office])
	d.Person.ManagerLicence = m.licence
	s.sendBy(d, on, officeID(office), m.id)
}

func (s *script) sendBy(d *draft, on day.Date, office, manager string) {
	d.Office, d.Manager, d.By = office, manager, manager
	d.Submitted = inHours(d.r, on)
	d.Opened = d.Submitted.Add(-time.Duration(5+d.r.IntN(35)) * time.Minute)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// bend gives a clean set what its twist says about sending and place.
func (s *script) bend(d *draft) {
	on := day.On(d.Submitted)
	switch d.twist {
	case byPost:
		s.paper(d, "post")
		d.Tracking = fmt.Sprintf("000-00-%05d-0", d.r.IntN(100000))
	case atTheWindow:
		s.paper(d, "window")
	case byCPDL:
		d.Channel = "cpdl"
	case byKMN:
		d.Channel = "kmn"
	case inTheEvening:
		d.Submitted, d.Opened = on.At(23, 50), on.At(23, 31)
	case onSaturday:
		d.Submitted = s.saturday(on).At(10, 20)
		d.Opened = d.Submitted.Add(-25 * time.Minute)
	case nowhere:
		d.Person.settleNowhere()
		d.District, d.Match = d.Person.District, "none"
	case onTheBorder:
		d.Person.settleOnTheBorder()
		d.District, d.Match = d.Person.District, "several"
	case wrongDistrict:
		d.Person.settleNowhere()
		d.District, d.Match = "nishi-1", "none"
	case pending:
		d.Kind = "new"
		d.Person.certify(d.r, on, false)
		d.Person.apply()
	}
}

// paper turns a set into one that came as paper one to three days earlier and is
// entered by the town's clerk.
func (s *script) paper(d *draft, channel string) {
	d.Channel, d.By = channel, Clerk
	d.Received = openUntil(day.On(d.Submitted).AddDays(-1 - d.r.IntN(3)))
	first := s.world.Month.First()
	if d.Office == officeID(midMonthOffice) {
		first = first.AddDays(designatedFromOn - 1)
	}
	if d.Received.Before(first) {
		d.Received = day.On(d.Submitted)
	}
}

// saturday is the next one in the month, or the one before.
func (s *script) saturday(d day.Date) day.Date {
	next := d.AddDays((int(time.Saturday-d.Weekday()) + 7) % 7)
	if next.Month() != s.world.Month {
		return next.AddDays(-7)
	}
	return next
}

// order puts the scenes in the order of their submission and ties each corrected
// set to the first one.
func (s *script) order() {
	slices.SortStableFunc(s.drafts, func(a, b draft) int {
		return cmp.Or(a.Submitted.Compare(b.Submitted), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	first := map[int]int{}
	for i, d := range s.drafts {
		if !d.fixed {
			first[d.Person.ID] = i
		}
	}
	s.world.Scenes = make([]Scene, len(s.drafts))
	for i, d := range s.drafts {
		d.No = i
		if d.fixed {
			d.Corrects = first[d.Person.ID]
		}
		s.world.Scenes[i] = d.Scene
	}
}
