package plan

import "testing"

func TestARecordIsErasedEarlyOnAGround(t *testing.T) {
	c := inReview(t)
	c.Sealed.Name = "試験 花子"
	if err := c.EraseEarly("request", t0); err != nil {
		t.Fatal(err)
	}
	if c.Erased == nil || c.Sealed.Name != "" {
		t.Errorf("erased %v, the name is %q", c.Erased, c.Sealed.Name)
	}
	var actions []string
	for _, h := range c.Happened() {
		actions = append(actions, h.Action+h.Facts["ground"])
	}
	n := len(actions)
	if n < 2 || actions[n-2] != "erased-earlyrequest" || actions[n-1] != "content-erased" {
		t.Errorf("the chain will say %v", actions)
	}
	if err := c.EraseEarly("mistake", t0); err != nil || len(c.Happened()) != n {
		t.Errorf("a second time: %v, %d", err, len(c.Happened()))
	}
}
