// Package access says who a caller is and what he may do.
//
//	token → Verify → Session → Know → Principal
//	Principal, action, case → Can → nil | Refusal
//
// A token names a town and a person, no more: role and organisation are read
// from the town's reference data at each request. Everything that is not in
// the table is forbidden, and what a caller may not see is not there: another
// town's, office's or centre's case is 404. Source: permission matrix.
package access

import (
	"context"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// Session is who a token was issued to.
type Session struct{ Town, Staff string }

// SessionTown makes a session a thing an app.Scope is made of.
func (s Session) SessionTown() string { return s.Town }

// Principal is a caller as the reference data knows him today.
type Principal struct {
	Session
	Role town.Role
	Org  string // office number, centre id or town code
	Name string
}

// Towns opens the reference data of a municipality; app.App does.
type Towns interface {
	Town(ctx context.Context, in app.Scope) (*town.Directory, error)
}

// Know looks the caller up on a day. Nobody's role outlives his row.
func Know(ctx context.Context, towns Towns, s Session, on day.Date) (Principal, error) {
	dir, err := towns.Town(ctx, app.ScopeOf(s))
	if err != nil {
		return Principal{}, err
	}
	m, ok := dir.StaffMember(s.Staff, on)
	if !ok {
		return Principal{}, plan.Refuse("unauthenticated")
	}
	return Principal{Session: s, Role: m.Role, Org: m.Organisation, Name: m.Name}, nil
}

// The actions. A route names one; the table says who may.
const (
	Open            = "open"
	Amend           = "amend"
	DeclareDocument = "declare-document"
	RemoveDocument  = "remove-document"
	Submit          = "submit"
	Withdraw        = "withdraw"
	Answer          = "answer"
	Confirm         = "confirm"
	SendRecord      = "send-record"
	Tell            = "tell"
	RegisterPaper   = "register-paper"
	List            = "list"
	Read            = "read"
	OpenDocument    = "open-document"
	SendBack        = "send-back"
	SeeRouting      = "see-routing"
	Reroute         = "reroute"
	Reassign        = "reassign"
	RequestRecord   = "request-record"
	Extend          = "extend"
	Advise          = "advise"
	Release         = "release"
	DistrictList    = "district-register"
	MonthIn         = "month-in"    // hand person-months in
	MonthRun        = "month-run"   // tally a month
	MonthSee        = "month-see"   // the handler shows an office and a centre their own only
	MonthFiles      = "month-files" // claims of the whole town
)

// who may act. For an action on a case a manager's office must be the case's
// own, a reviewer's or head's centre the one in charge.
var table = map[string][]town.Role{
	Open:            {town.Manager},
	Amend:           {town.Manager},
	DeclareDocument: {town.Manager},
	RemoveDocument:  {town.Manager},
	Submit:          {town.Manager},
	Withdraw:        {town.Manager},
	Answer:          {town.Manager},
	Confirm:         {town.Manager},
	SendRecord:      {town.Manager},
	Tell:            {town.Manager, town.Reviewer, town.Head},
	RegisterPaper:   {town.Clerk, town.Head},
	List:            {town.Manager, town.Reviewer, town.Head, town.Clerk},
	Read:            {town.Manager, town.Reviewer, town.Head, town.Clerk},
	OpenDocument:    {town.Manager, town.Reviewer, town.Head, town.Clerk},
	SendBack:        {town.Reviewer, town.Head},
	SeeRouting:      {town.Reviewer, town.Head, town.Clerk},
	Reroute:         {town.Head, town.Clerk},
	Reassign:        {town.Head},
	RequestRecord:   {town.Reviewer, town.Head},
	Extend:          {town.Reviewer, town.Head},
	Advise:          {town.Reviewer, town.Head},
	Release:         {town.Clerk},
	DistrictList:    {town.Reviewer, town.Head, town.Clerk},
	MonthIn:         {town.Manager, town.Head, town.Clerk},
	MonthRun:        {town.Clerk},
	MonthSee:        {town.Manager, town.Head, town.Clerk},
	MonthFiles:      {town.Clerk},
}

// Can decides whether p may do action, to the case c or (nil) at all. Whoever
// may not see the case hears that there is none.
func Can(p Principal, action string, c *plan.Case) error {
	if c != nil && !p.Sees(c) {
		return plan.Refuse("not-found")
	}
	for _, r := range table[action] {
		if r == p.Role {
			return nil
		}
	}
	return plan.Refuse("role-not-allowed")
}

// Sees tells whether the case exists for p: the own office's, the own centre's
// once it is in charge, and for the town everything that was handed in.
func (p Principal) Sees(c *plan.Case) bool {
	if c.State == "" || p.Town == "" || p.Town != c.Town {
		return false
	}
	switch p.Role {
	case town.Clerk:
		return c.Receipt != ""
	default:
		return p.Inside(c)
	}
}

// Inside tells whether p also sees what is about the person: the own office
// and the centre in charge do, the town does not.
func (p Principal) Inside(c *plan.Case) bool {
	switch p.Role {
	case town.Manager:
		return p.Org != "" && p.Org == c.Office
	case town.Reviewer, town.Head:
		return p.Org != "" && p.Org == c.Centre
	}
	return false
}
