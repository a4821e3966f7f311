package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sasae-care/sasae/shared/rules"
)

// remove is the set without one of its rows:
//
//	clocks.ID, clocks.ID.FIELD, documents.FORM, settings.ID, viewpoints.N,
//	channels.ID, binds.FIELD, effective.FIELD
func remove(s rules.Set, row string) (rules.Set, error) {
	s, err := copied(s)
	if err != nil {
		return s, err
	}
	part, rest, _ := strings.Cut(row, ".")
	switch part {
	case "clocks":
		id, field, deep := strings.Cut(rest, ".")
		k, ok := s.Clocks[id]
		if !ok {
			return s, fmt.Errorf("there is no row %s", row)
		}
		if !deep {
			delete(s.Clocks, id)
			return s, nil
		}
		s.Clocks[id], err = without(k, field)
		return s, err
	case "documents":
		found := false
		for i := range s.Documents {
			d := &s.Documents[i]
			for _, list := range []*[]rules.Document{&d.Required, &d.Recommended, &d.Optional} {
				n := len(*list)
				*list = slices.DeleteFunc(*list, func(x rules.Document) bool { return x.Form == rest || slices.Contains(x.OneOf, rest) })
				found = found || len(*list) < n
			}
		}
		return s, had(found, row)
	case "settings":
		_, found := s.Settings[rest]
		delete(s.Settings, rest)
		return s, had(found, row)
	case "viewpoints":
		n := len(s.Viewpoints)
		s.Viewpoints = slices.DeleteFunc(s.Viewpoints, func(v rules.Viewpoint) bool { return strconv.Itoa(v.N) == rest })
		return s, had(len(s.Viewpoints) < n, row)
	case "channels":
		n := len(s.Channels)
		s.Channels = slices.DeleteFunc(s.Channels, func(c rules.Channel) bool { return c.ID == rest })
		return s, had(len(s.Channels) < n, row)
	case "binds":
		s.Binds, err = without(s.Binds, rest)
		return s, err
	case "effective":
		s.Effective, err = without(s.Effective, rest)
		return s, err
	}
	return s, fmt.Errorf("there is no row %s", row)
}

func had(found bool, row string) error {
	if !found {
		return fmt.Errorf("there is no row %s", row)
	}
	return nil
}

// copied shares nothing with the set.
func copied(s rules.Set) (out rules.Set, err error) {
	b, err := json.Marshal(s)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}

// without is a value without one of its JSON fields.
func without[T any](v T, field string) (out T, err error) {
	var all map[string]json.RawMessage
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil {
		return v, err
	}
	if _, ok := all[field]; !ok {
		return v, fmt.Errorf("there is no field %s", field)
	}
	delete(all, field)
	if b, err = json.Marshal(all); err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}
