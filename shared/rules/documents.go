package rules

import (
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
)

// Event is an occasion on which documents are submitted. Source: KUM-08, AMB-02,
// the event types of section 9.
type Event string

// The events.
const (
	New          Event = "new"          // 新規
	Renewal      Event = "renewal"      // 更新
	LevelChange  Event = "levelChange"  // 区分変更
	PlanChange   Event = "planChange"   // 計画変更
	MinorChange  Event = "minorChange"  // 軽微な変更
	Transfer     Event = "transfer"     // 移行(包括→居宅)
	Provisional  Event = "provisional"  // 暫定
	TypeCToA     Event = "typeCToA"     // C→A
	Verification Event = "verification" // 検証依頼
	Evaluation   Event = "evaluation"   // 評価・終了
	Conference   Event = "conference"   // 地域ケア会議
	Monthly      Event = "monthly"      // 毎月
	Switch       Event = "switch"       // 介護予防支援とケアマネジメントの切替
)

var eventNames = map[Event]string{
	New: "新規", Renewal: "更新", LevelChange: "区分変更", PlanChange: "計画変更", MinorChange: "軽微な変更", Transfer: "移行", Provisional: "暫定",
	TypeCToA: "C→A", Verification: "検証依頼", Evaluation: "評価・終了", Conference: "会議", Monthly: "毎月", Switch: "切替",
}

// Events lists them.
func Events() []Event {
	return []Event{New, Renewal, LevelChange, PlanChange, MinorChange, Transfer, Provisional, TypeCToA, Verification, Evaluation, Conference, Monthly, Switch}
}

// Name is its Japanese name.
func (e Event) Name() string { return eventNames[e] }

// UnmarshalYAML reads an event by its id or its Japanese name; what is neither is
// kept for the check to name.
func (e *Event) UnmarshalYAML(decode func(any) error) error {
	var word string
	if err := decode(&word); err != nil {
		return err
	}
	known, ok := ParseEvent(word)
	if !ok {
		known = Event(word)
	}
	*e = known
	return nil
}

// ParseEvent reads an event as somebody types it: levelChange, level-change, 区分変更.
func ParseEvent(typed string) (Event, bool) {
	typed = plain(typed)
	for _, e := range Events() {
		if plain(string(e)) == typed || plain(e.Name()) == typed {
			return e, true
		}
	}
	return "", false
}

// plain leaves out what people type a name with or without.
func plain(name string) string { return strings.ToLower(fillers.Replace(name)) }

var fillers = strings.NewReplacer("-", "", "_", "", " ", "", "・", "")

// Type is that of 介護予防ケアマネジメント. Source: MHLW-3-01.
type Type string

// The types.
const (
	TypeA Type = "A"
	TypeB Type = "B"
	TypeC Type = "C"
)

// DocumentSet is what is submitted at some events, on some tracks, for some
// types; none named means all. A later set with the same events adds to it.
// Source: AMB-02, AMB-03.
type DocumentSet struct {
	Events      []Event    `yaml:"events" json:"events"`
	Tracks      []Track    `yaml:"tracks" json:"tracks,omitempty"`
	Types       []Type     `yaml:"types" json:"types,omitempty"`
	Required    []Document `yaml:"required" json:"required,omitempty"`
	Recommended []Document `yaml:"recommended" json:"recommended,omitempty"` // never blocks (KCC-18)
	Optional    []Document `yaml:"optional" json:"optional,omitempty"`
	Basis       `yaml:",inline"`
}

// Document is one form of a submission, or a choice between several. In a file
// it may be the form's id alone.
type Document struct {
	Form      string    `yaml:"form" json:"form,omitempty"`
	OneOf     []string  `yaml:"oneOf" json:"oneOf,omitempty"`         // one of these is enough (TOS-29)
	On        []Event   `yaml:"on" json:"on,omitempty"`               // only at these of the set's events (AMB-01)
	Types     []Type    `yaml:"types" json:"types,omitempty"`         // only for these types
	OnRequest bool      `yaml:"onRequest" json:"onRequest,omitempty"` // required once it is asked for (KUM-16)
	Pages     string    `yaml:"pages" json:"pages,omitempty"`         // a part is enough, in words
	Signature Signature `yaml:"signature" json:"signature,omitempty"`
	SameFile  []string  `yaml:"sameFile" json:"sameFile,omitempty"` // may stand in the file of one of these (KCC-17)
	Office    Office    `yaml:"office" json:"office,omitempty"`     // only of offices there
	For       Person    `yaml:"for" json:"for,omitempty"`           // only for such persons; welcome, not required, while that is not known
	Basis     `yaml:",inline"`
}

// UnmarshalYAML implements the decoder's interface.
func (d *Document) UnmarshalYAML(decode func(any) error) error {
	if decode(&d.Form) == nil {
		return nil
	}
	d.Form = ""
	type whole Document
	return decode((*whole)(d))
}

// Signature says how a paper must be signed.
type Signature string

// The ways.
const (
	Unsigned   Signature = "none"
	SignedCopy Signature = "copy"       // a copy of the signed paper
	Original   Signature = "original"   // the signed paper itself
	Electronic Signature = "electronic" // an electronic signature
)

// Office is where an office lies, seen from the town.
type Office string

// The places.
const (
	InTown    Office = "inside"
	OutOfTown Office = "outside"
)

// Person is a circumstance of the person that asks for more papers.
type Person string

// Welfare is a person who receives 生活保護. Source: TOS-41.
const Welfare Person = "welfare"

// FormVersion is an edition of a form, and when it is taken. With a Name the form
// is one of the town's own (別記様式), which the catalogue lacks.
type FormVersion struct {
	Form    string   `yaml:"form" json:"form"`
	Name    string   `yaml:"name" json:"name,omitempty"`
	Version string   `yaml:"version" json:"version"`
	From    day.Date `yaml:"from" json:"from,omitzero"`
	Until   day.Date `yaml:"until" json:"until,omitzero"`
	Basis   `yaml:",inline"`
}

// Wanted asks for the documents of one submission. Zero fields are not known:
// they match whatever a rule says.
type Wanted struct {
	Event  Event
	Track  Track
	Type   Type
	Office Office
	For    Person // "" = not known, or none
}

// Documents is what a submission consists of. Source: KUM-15, KUM-16, AMB-03.
type Documents struct {
	Required    []Document // each of them
	OneOf       []Document // one of each group
	Recommended []Document
	Optional    []Document
	OnRequest   []Document
}

func among[T comparable](list []T, v, unknown T) bool {
	return len(list) == 0 || v == unknown || slices.Contains(list, v)
}

// Ground gives every document without a ground of its own that of the set.
func (d *DocumentSet) Ground() {
	for _, list := range [][]Document{d.Required, d.Recommended, d.Optional} {
		for i := range list {
			list[i].Basis = list[i].under(d.Basis)
		}
	}
}

func (d DocumentSet) covers(w Wanted) bool {
	return slices.Contains(d.Events, w.Event) && among(d.Tracks, w.Track, "") && among(d.Types, w.Type, "")
}

func (d Document) covers(w Wanted) bool {
	return among(d.On, w.Event, "") && among(d.Types, w.Type, "") && (d.Office == "" || w.Office == "" || d.Office == w.Office)
}

// Takes tells whether the event asks for a submission. Source: KUM-08.
func (s Set) Takes(w Wanted) bool {
	return slices.ContainsFunc(s.Documents, func(d DocumentSet) bool { return d.covers(w) })
}

// DocumentsFor gathers what the event asks for.
func (s Set) DocumentsFor(w Wanted) (out Documents) {
	for _, set := range s.Documents {
		if !set.covers(w) {
			continue
		}
		for _, d := range set.Required {
			switch {
			case !d.covers(w):
			case d.OnRequest:
				out.OnRequest = append(out.OnRequest, d)
			case d.For != w.For && d.For != "":
				out.Optional = append(out.Optional, d)
			case len(d.OneOf) > 0:
				out.OneOf = append(out.OneOf, d)
			default:
				out.Required = append(out.Required, d)
			}
		}
		for _, d := range set.Recommended {
			if d.covers(w) {
				out.Recommended = append(out.Recommended, d)
			}
		}
		for _, d := range set.Optional {
			switch {
			case !d.covers(w):
			case d.OnRequest:
				out.OnRequest = append(out.OnRequest, d)
			default:
				out.Optional = append(out.Optional, d)
			}
		}
	}
	return out
}

// all lists every document that may come.
func (d Documents) all() []Document {
	return slices.Concat(d.Required, d.OneOf, d.Recommended, d.Optional, d.OnRequest)
}

// Missing compares forms with what is asked for: what is required and absent
// (a choice as F-MEET-E|F-PROG-E), given more than once, or not foreseen. What
// may stand in another form's file is not absent when that file is there.
func (d Documents) Missing(forms []string) (missing, doubled, unexpected []string) {
	for _, r := range d.Required {
		beside := slices.ContainsFunc(r.SameFile, func(f string) bool { return holds(forms, f) })
		if !holds(forms, r.Form) && !beside {
			missing = append(missing, r.Form)
		}
	}
	for _, r := range d.OneOf {
		if !slices.ContainsFunc(r.OneOf, func(f string) bool { return holds(forms, f) }) {
			missing = append(missing, strings.Join(r.OneOf, "|"))
		}
	}
	for i, f := range forms {
		switch {
		case !d.foresees(f):
			if !slices.Contains(unexpected, f) {
				unexpected = append(unexpected, f)
			}
		case slices.Contains(forms[:i], f) && !slices.Contains(doubled, f):
			doubled = append(doubled, f)
		}
	}
	return missing, doubled, unexpected
}

// holds tells whether the form is there: itself, all of its parts, or the whole
// that it is a part of.
func holds(forms []string, form string) bool {
	if slices.Contains(forms, form) {
		return true
	}
	if parts := Parts(form); len(parts) > 0 {
		return !slices.ContainsFunc(parts, func(p string) bool { return !slices.Contains(forms, p) })
	}
	whole := Whole(form)
	return whole != "" && slices.Contains(forms, whole)
}

func (d Documents) foresees(form string) bool {
	return slices.ContainsFunc(d.all(), func(x Document) bool {
		named := append([]string{x.Form}, x.OneOf...)
		return slices.ContainsFunc(named, func(f string) bool { return f != "" && (f == form || Whole(form) == f || Whole(f) == form) })
	})
}

// Missing is Documents.Missing for an event. What the rules do not ask for may
// come all the same, with whatever forms: the rules are a minimum. Source: KUM-05,
// KUM-15, KUM-16.
func (s Set) Missing(w Wanted, forms []string) (missing, doubled, unexpected []string) {
	if s.Takes(w) {
		return s.DocumentsFor(w).Missing(forms)
	}
	for i, f := range forms {
		if slices.Contains(forms[:i], f) && !slices.Contains(doubled, f) {
			doubled = append(doubled, f)
		}
	}
	return nil, doubled, nil
}
