package plan

import "testing"

func TestWhatBothWeAndTheScannerFindIsOneReason(t *testing.T) {
	found := Seen{Version: "v1", Reasons: []Reason{{Code: "malware", Message: "a"}, {Code: "broken", Message: "b"}}}

	for order, act := range map[string]func(*Case) error{
		"we first": func(c *Case) error {
			if err := c.Inspected("d1", found); err != nil {
				return err
			}
			return c.Scanned("d1", "v1", VerdictInfected)
		},
		"the scanner first": func(c *Case) error {
			if err := c.Scanned("d1", "v1", VerdictInfected); err != nil {
				return err
			}
			return c.Inspected("d1", found)
		},
	} {
		t.Run(order, func(t *testing.T) {
			c := &Case{ID: "c", State: Draft, Documents: []Document{{ID: "d1", Form: "F-PLAN", Purpose: ForSet}}}
			if err := act(c); err != nil {
				t.Fatal(err)
			}
			codes := map[string]int{}
			for _, r := range c.Documents[0].Reasons {
				codes[r.Code]++
			}
			if codes["malware"] != 1 || codes["broken"] != 1 {
				t.Errorf("%v", codes)
			}
		})
	}
}
