package plan

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
)

func sorted(acts map[string]func(*Case) error) []string { return slices.Sorted(maps.Keys(acts)) }

func anyKind(t *rapid.T) string {
	return rapid.SampledFrom([]string{"moved", "level", "moved", "level", "died", "moved-out", "facility"}).Draw(t, "news")
}

// anyPlace is a centre, or none, with a clock of two weeks.
func anyPlace(t *rapid.T, at time.Time) Assignment {
	a := place(rapid.SampledFrom([]string{"k1", "k2"}).Draw(t, "district"), rapid.SampledFrom([]string{"c1", "c2", ""}).Draw(t, "centre"))
	a.Clock = clock(day.On(at).AddDays(14).String())
	return a
}

// ringNext rings one of the alarms of the case.
func ringNext(t *rapid.T, at time.Time) func(*Case) error {
	return func(c *Case) error {
		all := c.Alarms()
		if len(all) == 0 {
			return c.Ring(at, "review", "due", at)
		}
		s := all[rapid.IntRange(0, len(all)-1).Draw(t, "alarm")]
		return c.Ring(at, "review", s.Name, s.At)
	}
}

// wholeSet declares what a set wants at once, so that many runs come far.
func wholeSet(at time.Time) func(*Case) error {
	return func(c *Case) error {
		for _, form := range []string{"a", "b"} {
			if err := c.AddDocument(at, file(form)); err != nil {
				return err
			}
		}
		return c.Submit(at, "R"+at.Format("150405"), wants{})
	}
}

// forward does what the steps would do next.
func forward(at time.Time) func(*Case) error {
	return func(c *Case) error {
		for _, d := range c.Documents {
			if d.Paper || d.Replaced {
				continue
			}
			if err := c.Inspected(d.ID, Seen{Version: "v-" + d.ID, Arrived: at}); err != nil {
				return err
			}
			if err := c.Scanned(d.ID, "v-"+d.ID, VerdictClean); err != nil {
				return err
			}
		}
		if err := copyReady(c); err != nil {
			return err
		}
		if err := c.Validate(at, wants{}); err != nil || c.State != Accepted {
			return err
		}
		a := place("k1", "c1")
		a.Clock = clock(day.On(at).AddDays(14).String())
		return c.Assign(at, a)
	}
}

func copyReady(c *Case) error {
	for _, d := range c.ReadyToCopy() {
		if err := c.Copied(d.ID, "c-"+d.ID); err != nil {
			return err
		}
	}
	return nil
}
