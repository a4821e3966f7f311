package town

import "github.com/sasae-care/sasae/shared/day"

// OpenCase is a case that is not finished, as far as routing goes.
type OpenCase struct {
	ID      string
	Address Address
	Place
	ByAddress bool // placed by its address, not by hand
}

// Move is a case that goes elsewhere. ByHand: the new Book does not settle where,
// so someone chooses among the Candidates with a reason, and To is empty.
type Move struct {
	ID         string     `json:"id"`
	From       Place      `json:"from"`
	To         Place      `json:"to"`
	ByHand     bool       `json:"byHand"`
	Candidates []District `json:"candidates,omitempty"`
	Because    string     `json:"because"`
}

// Effects previews what a change of the Book moves among the open cases on a
// day, in the order of the cases. A case placed by hand stays where it is unless
// the Books differ about its address, or its district or centre is gone.
// Source: TOS-44.
func Effects(old, new Book, open []OpenCase, on day.Date) []Move {
	return moves(view{Open(old), on}, view{Open(new), on}, open)
}

// Onset tells what rows that begin or have ended by that day move, although
// nobody changed the Book: rows are imported ahead of their day.
func Onset(b Book, open []OpenCase, on day.Date) []Move {
	d := Open(b)
	return moves(view{d, on.AddDays(-1)}, view{d, on}, open)
}

// view is a Book on a day.
type view struct {
	*Directory
	on day.Date
}

func moves(was, is view, open []OpenCase) []Move {
	var out []Move
	for _, c := range open {
		before, after := was.Route(c.Address, was.on), is.Route(c.Address, is.on)
		stays := before.same(after) && !(was.has(c.Place) && !is.has(c.Place))
		if stays || after.OK && after.Place == c.Place {
			continue
		}
		out = append(out, Move{
			ID: c.ID, From: c.Place, To: after.Place, ByHand: !after.OK,
			Candidates: after.Candidates, Because: after.Because,
		})
	}
	return out
}

// same tells whether two routings lead to the same place, or both to a choice.
func (r Routing) same(o Routing) bool { return r.OK == o.OK && r.Place == o.Place }

// has tells whether district and centre exist.
func (v view) has(p Place) bool {
	_, centre := v.Centre(p.Centre, v.on)
	_, district := v.District(p.District, v.on)
	return centre && district
}
