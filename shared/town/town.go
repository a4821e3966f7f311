// Package town is what one municipality is made of: its districts, centres,
// staff, offices, designations and closed days, every row dated.
//
//	CSV of one kind → Read → Rows
//	rule sets → WithRules → Book; Directory.RulesFor → the set that binds a case
//	Book + Rows → Merge → Book, Diff
//	Book → Open → Directory; address, day → Route → district, centre, because
//	reviewers, open counts → Propose → reviewer, because
//	Book, Book, open cases → Effects → what moves; Onset: by the calendar alone
//	Book → Pack → chunks for storage → Unpack → Book
//
// A Book is a plain value that goes to JSON and back; a Directory is its
// read side with an index, immutable and safe for concurrent use.
package town

import (
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// The kinds of file that can be read, in the order in which they can be
// imported into an empty Book: a row names only what an earlier kind holds.
const (
	KindTowns        = "towns"
	KindCentres      = "centres"
	KindDistricts    = "districts"
	KindOffices      = "offices"
	KindDesignations = "designations"
	KindStaff        = "staff"
	KindClosedDays   = "closed-days"
)

// Kinds lists the seven kinds in the order of import.
func Kinds() []string {
	return []string{KindTowns, KindCentres, KindDistricts, KindOffices, KindDesignations, KindStaff, KindClosedDays}
}

// Book is everything sasae knows of one municipality. A Book that came from
// Merge is sorted, has no two rows of one thing on one day, and names no centre
// or office that does not exist on that day.
type Book struct {
	Code string `json:"code"` // 全国地方公共団体コード, 6 digits
	Rows
	Rules []rules.Set `json:"rules,omitempty"` // rule sets of its own, by version
}

// Rows are rows of any kind: those of a Book, or those read from one file.
type Rows struct {
	Towns        []Town        `json:"towns,omitempty"`
	Centres      []Centre      `json:"centres,omitempty"`
	Districts    []Area        `json:"districts,omitempty"`
	Offices      []Office      `json:"offices,omitempty"`
	Designations []Designation `json:"designations,omitempty"`
	Staff        []Staff       `json:"staff,omitempty"`
	ClosedDays   []ClosedDay   `json:"closedDays,omitempty"`
}

// Base is what every row has: its town and the days on which it holds, both
// ends included. A zero To is an open end.
type Base struct {
	Town string   `json:"town"`
	From day.Date `json:"from"`
	To   day.Date `json:"to,omitzero"`
	Line int      `json:"-"` // line of the file it was read from; 0 in a Book
}

// On tells whether the row holds on that day.
func (b Base) On(d day.Date) bool {
	return !d.Before(b.From) && (b.To.IsZero() || !d.After(b.To))
}

// overlaps tells whether there is a day on which both hold.
func (b Base) overlaps(o Base) bool {
	return (b.To.IsZero() || !o.From.After(b.To)) && (o.To.IsZero() || !b.From.After(o.To))
}

func (b *Base) base() *Base { return b }

// Town is the municipality itself. Its name is stripped from addresses;
// CentreLabel is what it calls a centre (熊本市: ささえりあ).
type Town struct {
	Base
	Name        string `json:"name"`
	Insurer     string `json:"insurer"` // 証記載保険者番号, 6 digits; a 広域連合 is one insurer for several towns
	CentreLabel string `json:"centreLabel,omitempty"`
}

// Centre is a 地域包括支援センター with its weekly open days.
type Centre struct {
	Base
	ID    string `json:"centre"`
	Name  string `json:"name"`
	Open  Week   `json:"open"`
	Hours string `json:"hours,omitempty"` // 08:30-17:15, or empty
}

// Area is one row of the table of districts: a 町丁目 and/or a postcode, maybe
// with a 番地 range, belongs to a district (圏域), and that to a centre.
// Source: KUM-09.
type Area struct {
	Base
	District  string `json:"district"`
	Name      string `json:"name"`
	Centre    string `json:"centre"`
	Postcode  string `json:"postcode,omitempty"` // 7 digits
	Area      string `json:"area,omitempty"`     // as typed; folded only to compare
	BlockFrom int    `json:"blockFrom,omitempty"`
	BlockTo   int    `json:"blockTo,omitempty"` // 0 with a BlockFrom: no upper end
}

// Role is what a person does in sasae.
type Role string

// The four roles. A manager belongs to an office, a reviewer (検証担当者) and a
// head to a centre, a clerk to the town. Source: ACT-03, ACT-06, ACT-07, ACT-08.
const (
	Manager  Role = "manager"
	Reviewer Role = "reviewer"
	Head     Role = "head"
	Clerk    Role = "clerk"
)

// Staff is a person who signs in, with the notices they agreed to.
type Staff struct {
	Base
	ID           string   `json:"staff"`
	Name         string   `json:"name"`
	Role         Role     `json:"role"`
	Organisation string   `json:"organisation"` // office number, centre id or town code
	Districts    []string `json:"districts,omitempty"`
	Email        string   `json:"email,omitempty"`
	Phone        string   `json:"phone,omitempty"` // digits only, from the leading 0
	Mail         bool     `json:"mail,omitempty"`
	SMS          bool     `json:"sms,omitempty"`
	AbsentFrom   day.Date `json:"absentFrom,omitzero"`
	AbsentTo     day.Date `json:"absentTo,omitzero"` // zero with an AbsentFrom: not known
}

// AbsentOn tells whether the person is away on that day.
func (s Staff) AbsentOn(d day.Date) bool {
	return !s.AbsentFrom.IsZero() && Base{From: s.AbsentFrom, To: s.AbsentTo}.On(d)
}

// Office is a 指定居宅介護支援事業所 by its 事業所番号.
type Office struct {
	Base
	ID   string `json:"office"`
	Name string `json:"name"`
}

// Designation is a service an office is designated for in this town.
// Source: KUM-01, TOS-08.
type Designation struct {
	Base
	Office  string `json:"office"`
	Service string `json:"service"` // サービス種類コード, see Service
}

// ClosedDay is a day (From = To) on which a centre is closed, or the whole
// town where Centre is empty.
type ClosedDay struct {
	Base
	Centre string `json:"centre,omitempty"`
	Name   string `json:"name,omitempty"`
}

// Date is the closed day.
func (c ClosedDay) Date() day.Date { return c.From }

// The codes of the designations that decide who may plan what.
const (
	Support    = "46" // 介護予防支援 (居宅指定). Source: KUM-01
	HomeCare   = "43" // 居宅介護支援
	Management = "AF" // 介護予防ケアマネジメント
)

// Service is the two-character サービス種類コード of a service given by its code
// or its name; false for anything else.
func Service(s string) (string, bool) {
	s = strings.TrimPrefix(squeeze(s), "指定")
	switch s {
	case "介護予防支援":
		return Support, true
	case "居宅介護支援":
		return HomeCare, true
	case "介護予防ケアマネジメント":
		return Management, true
	}
	s = strings.ToUpper(s)
	return s, len(s) == 2 && only(s, digits+"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
