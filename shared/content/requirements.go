package content

import (
	"slices"
)

// Requirement says which requirements of the catalogue a check carries.
type Requirement struct {
	Check string   // stable name
	Title string   // Japanese
	Codes []string // what it may say
	IDs   []string // requirement ids, sorted
}

// Requirements lists the checks in their order, for a page of conformance.
func Requirements() []Requirement {
	var out []Requirement
	for _, c := range checks {
		r := Requirement{c.name, c.title, slices.Clone(c.codes), nil}
		for _, code := range c.codes {
			r.IDs = append(r.IDs, Codes[code].Source...)
		}
		slices.Sort(r.IDs)
		r.IDs = slices.Compact(r.IDs)
		out = append(out, r)
	}
	return out
}
