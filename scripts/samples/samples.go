// Package samples invents a month of a town: its centres and offices, the
// papers they hand in, what becomes of each set, and what is billed.
//
//	seed, month, number of submissions → samples → World
//
// Equal arguments give equal bytes. Nobody in it exists: family names are words
// that are not in use as names, numbers and postcodes are not given out.
package samples

import (
	"crypto/sha256"
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

// World is a sample town and one month of it.
type World struct {
	Seed    uint64
	Month   day.Month
	Town    string // 市町村コード, 6 digits
	Name    string
	Insurer string // 保険者番号, 6 digits

	// Dated CSV texts (UTF-8, LF, with header) as `sasae import` reads them.
	Towns, Districts, Centres, Staff, Offices, Designations, ClosedDays []byte

	Scenes       []Scene // in the order of Submitted
	PersonMonths []PersonMonth
}

// Scene is one submission and what becomes of it.
type Scene struct {
	No       int // its place in World.Scenes
	Corrects int // the place of the set that was sent back; -1 for a first set
	Person   Person
	Office   string // 事業所番号
	Manager  string // staff id of the care manager
	By       string // staff id of who enters it: the manager, or a clerk for paper
	Kind     string // new, renewal
	Channel  string // portal, cpdl, kmn, post, window
	Tracking string // 追跡番号 of a letter
	// District is the one chosen by hand, empty when the address decides.
	District string
	Match    string // how many districts the address fits: one, none, several

	Opened, Submitted time.Time
	Received          day.Date // of a paper set: the date on the stamp; else zero
	Files             []File
	Flaw              string // why the set is sent back; empty when it is accepted
	Then              Then
}

// Accepted tells whether the set is complete and readable.
func (s Scene) Accepted() bool { return s.Flaw == "" }

// File is one document of a set. Its bytes are made when they are asked for.
type File struct {
	Form string // form id of requirements.md section 2
	Name string
	Type string // media type as declared
	Body func() []byte
	// Signed gives the bytes of which length and hash are declared; nil when
	// they are those of Body.
	Signed func() []byte
}

// Declared is the length and the SHA-256 the office declares before uploading.
func (f File) Declared() (size int64, hash [sha256.Size]byte) {
	body := f.Body
	if f.Signed != nil {
		body = f.Signed
	}
	b := body()
	return int64(len(b)), sha256.Sum256(b)
}

// Person is an invented user as known on the day of the submission.
type Person struct {
	ID             int
	Name, Kana     string // family and given name, parted by a full-width space
	Sex            string // 1 man, 2 woman
	Birth          day.Date
	Insured        string // 被保険者番号, 10 digits
	Address        Address
	Phone          string
	Level          string // 12 要支援1, 13 要支援2
	Certification  string // certified, pending
	CertifiedFrom  day.Date
	CertifiedTo    day.Date // both zero while pending
	PlanFrom       day.Date
	PlanTo         day.Date
	PlanNotified   day.Date // 計画作成依頼届出日
	District       string   // where the person really lives
	Centre         string
	ServicesSince  day.Month // first month of service
	ManagerLicence string    // 介護支援専門員番号
}

// Address is a place in town. Block may be empty when the paper does not say it.
type Address struct {
	Postcode string
	Area     string // 町丁目 without the town, such as 本町一丁目
	Block    string // 番地, such as 12-3
	Text     string // the whole line with the town
}

// Outcomes of a review.
const (
	OutcomeAdvice = "advice"
	OutcomeNone   = "none"
	OutcomeLapse  = "lapse" // the period ends without a word; nobody does anything
)

// Then is what happens after a set was accepted. Instants are in office hours
// of who acts; they may lie in the following month.
type Then struct {
	Outcome   string    // advice, none, lapse; empty when the case ends before
	At        time.Time // of the outcome; zero for lapse
	Late      bool      // the outcome comes after the due date, without extension
	Advice    []Advice
	Extension *Extension
	Ask       *Ask
	Answer    *Answer    // to advice
	Confirmed *Confirmed // 確定プラン; may come before the outcome
	Situation *Situation
	Withdrawn *Withdrawal

	Quarantine *Quarantine
	Reroute    *Reroute
}

// Advice is one remark from one of the five viewpoints of KUM-18 to KUM-22.
type Advice struct {
	Viewpoint int // 1 to 5; 5 at renewal only
	Text      string
}

// Extension moves the end of the review.
type Extension struct {
	At     time.Time
	Until  day.Date
	Reason string
}

// Ask is the centre's request for 経過記録 (KUM-16), and the office's reply.
type Ask struct {
	At, Answered time.Time
	File         File
}

// Answer is what the office makes of the advice.
type Answer struct {
	At     time.Time
	Kind   string // taken-up, minor-change, next-renewal, not
	Reason string // for not
}

// Confirmed is the plan with the day of consent, filed with the centre.
type Confirmed struct {
	At   time.Time
	File File
}

// Situation is a change in the person's life (一報, TOS-43).
type Situation struct {
	At       time.Time
	Kind     string  // moved (within the town), died, facility, moved-out, level
	Address  Address // the new one, for moved
	District string  // the new one, for moved
	Level    string  // the new one, for level
}

// Withdrawal is the office taking its set back.
type Withdrawal struct {
	At     time.Time
	Reason string
}

// Quarantine: for this file no malware verdict arrives, until the town releases it.
type Quarantine struct {
	File     int // index in Scene.Files
	Released time.Time
	By       string // staff id
	Reason   string
}

// Reroute is a centre passing a set on that was given to the wrong district.
type Reroute struct {
	At       time.Time
	By       string
	District string
}
