// Package access says who a caller is and what he may do.
//
//	token → Verify, or claims that a gateway checked → OfClaims → Session → Know → Principal
//	Principal, action, case → Can → nil | Refusal
//
// A token names a town and a person, no more: role and organisation are read
// from the town's reference data at each request. Everything that is not in
// the table is forbidden, and what a caller may not see is not there: another
// town's, office's or centre's case is 404. The centre that has a district
// today may read what its people handed in before. Source: permission matrix,
// KUM-13.
package access

import (
	"context"
	"slices"

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
	has  func(district string) bool // nil: none; the district is the own centre's today, or was last
}

// Towns opens the reference data of a municipality; app.App does.
type Towns interface {
	Town(ctx context.Context, in app.Scope) (*town.Directory, error)
}

// Know looks the caller up on a day, and hands on the reference data that it
// knows him by. Nobody's role outlives his row.
func Know(ctx context.Context, towns Towns, s Session, on day.Date) (Principal, *town.Directory, error) {
	dir, err := towns.Town(ctx, app.ScopeOf(s))
	if err != nil {
		return Principal{}, nil, err
	}
	m, ok := dir.StaffMember(s.Staff, on)
	if !ok {
		return Principal{}, nil, plan.Refuse("unauthenticated")
	}
	has := func(district string) bool {
		d, ok := dir.InCharge(district, on)
		return ok && d.Centre == m.Organisation
	}
	return Principal{Session: s, Role: m.Role, Org: m.Organisation, Name: m.Name, has: has}, dir, nil
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
	TellFact        = "tell-fact"   // and that a duty was done
	Stand           = "stand"       // the standing record of an office, a centre, the town
	KeepRecord      = "keep-record" // beyond its time
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
	TakeBack        = "take-back" // the originals, at the end of a commission
	DistrictList    = "district-register"
	MonthIn         = "month-in"    // hand person-months in
	MonthRun        = "month-run"   // tally a month
	MonthSee        = "month-see"   // the handler shows an office and a centre their own only
	MonthFiles      = "month-files" // claims of the whole town
)

// who may act. For an action on a case a manager's office must be the case's
// own, a reviewer's or head's centre the one in charge; a clerk's is narrower
// still, see clerkMay. SeeRouting tells a clerk the address, which the town does
// not see otherwise, while he must choose the district: reading writes no audit
// entry, his choice with its reason does.
var table = map[string][]town.Role{
	Open:            {town.Manager},
	Amend:           {town.Manager},
	DeclareDocument: {town.Manager},
	RemoveDocument:  {town.Manager},
	Submit:          {town.Manager},
	Withdraw:        {town.Manager, town.Clerk},
	Answer:          {town.Manager, town.Clerk},
	Confirm:         {town.Manager, town.Clerk},
	SendRecord:      {town.Manager},
	Tell:            {town.Manager, town.Reviewer, town.Head},
	RegisterPaper:   {town.Clerk, town.Head},
	TellFact:        {town.Manager, town.Reviewer, town.Head},
	Stand:           {town.Manager, town.Reviewer, town.Head, town.Clerk},
	KeepRecord:      {town.Clerk},
	List:            {town.Manager, town.Reviewer, town.Head, town.Clerk},
	Read:            {town.Manager, town.Reviewer, town.Head, town.Clerk},
	OpenDocument:    {town.Manager, town.Reviewer, town.Head, town.Clerk},
	SendBack:        {town.Reviewer, town.Head, town.Clerk},
	SeeRouting:      {town.Reviewer, town.Head, town.Clerk},
	Reroute:         {town.Head, town.Clerk},
	Reassign:        {town.Head},
	RequestRecord:   {town.Reviewer, town.Head},
	Extend:          {town.Reviewer, town.Head},
	Advise:          {town.Reviewer, town.Head},
	Release:         {town.Clerk},
	TakeBack:        {town.Reviewer, town.Head},
	DistrictList:    {town.Reviewer, town.Head, town.Clerk},
	MonthIn:         {town.Manager, town.Head, town.Clerk},
	MonthRun:        {town.Clerk},
	MonthSee:        {town.Manager, town.Head, town.Clerk},
	MonthFiles:      {town.Clerk},
}

// Can decides whether p may do action, to the case c or (nil) at all. Whoever
// may not see the case hears that there is none.
func Can(p Principal, action string, c *plan.Case) error {
	if c != nil && !p.Sees(c) && (action != Read || !p.Keeps(c)) {
		return plan.Refuse("not-found")
	}
	if c != nil && c.Erased != nil && action != Read {
		return plan.Refuse("erased")
	}
	if !slices.Contains(table[action], p.Role) || c != nil && p.Role == town.Clerk && !clerkMay(action, c) {
		return plan.Refuse("role-not-allowed")
	}
	if action == Tell && p.Role == town.Manager && c != nil && c.Commissioned() && c.Centre != "" {
		return plan.Refuse("record-of-centre")
	}
	return nil
}

// clerkMay: the town sends back what lies on its desk and no centre has yet,
// and does for the office only what the office does on paper (KUM-23, KUM-24).
func clerkMay(action string, c *plan.Case) bool {
	switch action {
	case SendBack:
		return c.State == plan.Unrouted || c.State == plan.Held
	case Withdraw, Answer, Confirm:
		return c.Channel != "portal"
	}
	return true
}

// Chooses tells whether p is the clerk who must choose the district of c now.
func (p Principal) Chooses(c *plan.Case) bool {
	return p.Role == town.Clerk && p.Sees(c) && (c.State == plan.Unrouted || c.Stray && !c.Over())
}

// Corrects tells whether p may register the correction of a paper set: of one
// that no other centre is in charge of.
func (p Principal) Corrects(c *plan.Case) bool {
	return p.Sees(c) || p.Role == town.Head && p.Town == c.Town && c.Receipt != "" && c.Centre == ""
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
// and the centre in charge do, the town does not. On commission the centre owns
// the 台帳: the office's sight ends when it gave the originals back (TOS-42).
func (p Principal) Inside(c *plan.Case) bool {
	switch p.Role {
	case town.Manager:
		return p.Org != "" && p.Org == c.Office && c.Returned.IsZero()
	case town.Reviewer, town.Head:
		return p.Org != "" && p.Org == c.Centre
	}
	return false
}

// Keeps tells whether the case is in the register of p's centre: it went to a
// district that is the centre's today, or was its own to the end, whichever
// centre reviewed it. Source: KUM-13.
func (p Principal) Keeps(c *plan.Case) bool {
	if p.Role != town.Reviewer && p.Role != town.Head || p.Org == "" || p.Town != c.Town {
		return false
	}
	return c.Receipt != "" && c.Centre != "" && p.has != nil && p.has(c.District)
}

// Knows tells whether p may read what is about the person: those inside, and
// the centre whose register the case is in.
func (p Principal) Knows(c *plan.Case) bool { return p.Inside(c) || p.Keeps(c) }
