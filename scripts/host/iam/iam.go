// Package iam says what the policies of a role allow, as far as the templates of
// infra use IAM's language.
//
//	policy documents → Parse → Policy → Allows(Request) → the grants that allow it
//
// A policy is kept as grants: one action on one resource under one leading key.
// So one of them can be taken away, and what it allowed alone is seen. An
// effect, an element, a condition operator or a condition key that is not known
// here is an error: nothing is guessed to be allowed.
package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Grant is the smallest thing that a statement allows.
type Grant struct {
	Action, Resource string
	Leading          string // pattern of dynamodb:LeadingKeys, which must be named; "": any, and none
	Equal            []Equal
}

// Equal is a condition: the key of the request has one of these values.
type Equal struct {
	Key    string
	Values []string
}

// String is a grant in a line.
func (g Grant) String() string {
	out := g.Action + " on " + g.Resource
	if g.Leading != "" {
		out += " under " + g.Leading
	}
	for _, e := range g.Equal {
		out += " where " + e.Key + " is " + strings.Join(e.Values, " or ")
	}
	return out
}

// Policy is all that a role may do.
type Policy []Grant

// Request is a call as IAM sees it.
type Request struct {
	Action, Resource string
	Leading          string            // partition key that it names; "": it names none
	Context          map[string]string // values of condition keys
}

// Allows gives the places of the grants that allow a request; none: it is
// denied.
func (p Policy) Allows(r Request) (by []int) {
	for i, g := range p {
		if g.allows(r) {
			by = append(by, i)
		}
	}
	return by
}

func (g Grant) allows(r Request) bool {
	return g.Action == r.Action && Like(g.Resource, r.Resource) &&
		(g.Leading == "" || r.Leading != "" && Like(g.Leading, r.Leading)) &&
		!slices.ContainsFunc(g.Equal, func(e Equal) bool { return !slices.Contains(e.Values, r.Context[e.Key]) })
}

// Without is the policy but for one grant.
func (p Policy) Without(i int) Policy { return slices.Delete(slices.Clone(p), i, i+1) }

// Like tells whether a text is like a pattern, in which * stands for any
// characters and ? for one.
func Like(pattern, text string) bool {
	for {
		switch {
		case pattern == "":
			return text == ""
		case pattern[0] == '*':
			rest := strings.TrimLeft(pattern, "*")
			for i := len(text); i >= 0; i-- {
				if Like(rest, text[i:]) {
					return true
				}
			}
			return false
		case text == "" || pattern[0] != '?' && pattern[0] != text[0]:
			return false
		}
		pattern, text = pattern[1:], text[1:]
	}
}

// statement is one of a policy document; a list may be one text.
type statement struct {
	Effect    string
	Action    texts
	Resource  texts
	Condition map[string]map[string]texts
}

// texts is a list of texts, or one.
type texts []string

// UnmarshalJSON takes both.
func (t *texts) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(t))
}

// Parse reads a policy document of a role.
func Parse(raw []byte) (Policy, error) {
	var doc struct {
		Version   string
		Statement []statement
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	if doc.Version != "2012-10-17" {
		return nil, fmt.Errorf("the policy has the version %q", doc.Version)
	}
	var all Policy
	for i, s := range doc.Statement {
		made, err := s.grants()
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		all = append(all, made...)
	}
	return all, nil
}

// grants takes a statement apart.
func (s statement) grants() (all Policy, err error) {
	if s.Effect != "Allow" || len(s.Action) == 0 || len(s.Resource) == 0 {
		return nil, fmt.Errorf("only what allows actions on resources is known here, not %q", s.Effect)
	}
	leading, equal, err := s.conditions()
	if err != nil {
		return nil, err
	}
	for _, a := range s.Action {
		if strings.ContainsAny(a, "*?") {
			return nil, fmt.Errorf("the action %s is a pattern", a)
		}
		for _, r := range s.Resource {
			for _, l := range leading {
				all = append(all, Grant{a, r, l, equal})
			}
		}
	}
	return all, nil
}

const leadingKeys = "dynamodb:LeadingKeys"

// conditions are the leading keys that a statement allows ("" alone: any) and
// the values that it wants. Leading keys must be named (Null: false): without
// that ForAllValues also holds for a call that names none.
func (s statement) conditions() (leading []string, equal []Equal, err error) {
	leading = []string{""}
	named := false
	for operator, keys := range s.Condition {
		for key, values := range keys {
			switch {
			case operator == "ForAllValues:StringLike" && key == leadingKeys:
				leading = values
			case operator == "Null" && key == leadingKeys && slices.Equal(values, texts{"false"}):
				named = true
			case operator == "StringEquals" && known(key):
				equal = append(equal, Equal{key, values})
			default:
				return nil, nil, fmt.Errorf("the condition %s of %s is not known here", operator, key)
			}
		}
	}
	if named != (leading[0] != "") {
		return nil, nil, errors.New("leading keys are granted without Null: false, or the other way round")
	}
	slices.SortFunc(equal, func(a, b Equal) int { return strings.Compare(a.Key, b.Key) })
	return leading, equal, nil
}

// Condition keys that a request has here.
const (
	ViaService      = "kms:ViaService"
	ForFunction     = "kms:EncryptionContext:aws:lambda:FunctionArn"
	PassedToService = "iam:PassedToService"
	FromAddress     = "ses:FromAddress"
	EventSource     = "events:source"
)

func known(key string) bool {
	return slices.Contains([]string{ViaService, ForFunction, PassedToService, FromAddress, EventSource}, key)
}
