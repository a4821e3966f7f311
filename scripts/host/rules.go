package host

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Rule gives the events of a bus that its pattern matches to functions, each
// asynchronously and as they are.
type Rule struct {
	Name      string
	Bus       string          // name; "": there is one bus only
	Pattern   json.RawMessage // as EventBridge: {"source":["sasae"],"detail-type":["accepted.v1"]}; values, prefix, suffix, exists, anything-but
	Functions []string        // names or ARNs
}

type rule struct {
	bus     string
	pattern map[string]any
	pools   []*pool
}

func (h *Host) addRules() error {
	var wrong []error
	for _, r := range h.o.Rules {
		made, err := h.rule(r)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("rule %s: %w", r.Name, err))
		}
		h.rules = append(h.rules, made)
	}
	return errors.Join(wrong...)
}

func (h *Host) rule(r Rule) (made rule, err error) {
	made.bus = r.Bus
	if made.pattern, err = readPattern(r.Pattern); err != nil {
		return made, err
	}
	for _, name := range r.Functions {
		p, err := h.pool(name)
		if err != nil {
			return made, err
		}
		made.pools = append(made.pools, p)
	}
	return made, nil
}

// Put puts an event on a bus: an envelope as EventBridge delivers it, with
// source and detail-type. It gives the number of functions that get it.
func (h *Host) Put(bus string, envelope []byte) (int, error) {
	var e map[string]any
	if err := json.Unmarshal(envelope, &e); err != nil {
		return 0, fmt.Errorf("read the envelope: %w", err)
	}
	if e["source"] == nil || e["detail-type"] == nil {
		return 0, errors.New("the envelope has no source or no detail-type")
	}
	n := 0
	for _, r := range h.rules {
		if r.bus != bus || !matches(r.pattern, e) {
			continue
		}
		for _, p := range r.pools {
			if _, err := h.Send(p.Name, envelope); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}
