package endtoend

import (
	"sync"

	"github.com/sasae-care/sasae/scripts/host/gate"
)

// calls counts what the gate saw, and what services of AWS did.
type calls struct {
	mu sync.Mutex
	n  map[string]float64
}

func (c *calls) count(what string, n float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]float64{}
	}
	c.n[what] += n
}

// add takes a call that passed the gate.
func (c *calls) add(one gate.Call) {
	c.count(one.Service+" "+one.Operation, 1)
	c.count("dynamodb read units", one.Read)
	c.count("dynamodb write units", one.Write)
}

func (c *calls) event(bytes int) { c.count("events", 1) }
func (c *calls) schedule()       { c.count("schedules", 1) }
func (c *calls) notified()       { c.count("object events", 1) }
func (c *calls) scanned(bytes int) {
	c.count("scans", 1)
	c.count("scanned bytes", float64(bytes))
}
func (c *calls) called() { c.count("api", 1) }
