// Package rules holds what a municipality has decided: which documents, which
// period, which viewpoints, and on what ground.
//
//	<town>/<effective date>.yaml → Load → Set → deadlines, checks, pages
//
// A rule is data with a source. Where the source is silent the rule file says
// open: true and why the value was chosen. The package is pure; the embedded
// files are read once.
package rules

import (
	"slices"

	"github.com/sasae-care/sasae/shared/day"
)

// Set is one rule file: the rules of some towns from one date on. Sets are
// shared by all callers and never written to. Source: KUM-03, KUM-27, AMB-16.
type Set struct {
	Name      string   `yaml:"name"`
	Title     string   `yaml:"title"`
	Effective Start    `yaml:"effective"`
	Towns     []string `yaml:"towns"`   // municipality codes of six digits
	Default   bool     `yaml:"default"` // also for towns without a file of their own
	Direct    Track    `yaml:"direct"`
}

// Track holds the rules of 居宅指定 (direct) or, later, of 委託.
type Track struct {
	Review        Clock                `yaml:"review"`
	Documents     map[string]Documents `yaml:"documents"` // by event
	Viewpoints    []Viewpoint          `yaml:"viewpoints"`
	Answers       []Answer             `yaml:"answers"`
	ConfirmedPlan ConfirmedPlan        `yaml:"confirmedPlan"`
	Channels      []Channel            `yaml:"channels"` // the most recommended first
}

// Basis says where a rule comes from: an id of the requirements catalogue or an
// article. Open tells that the source is silent and the value is configuration.
type Basis struct {
	Source string `yaml:"source"`
	Open   bool   `yaml:"open"`
	Note   string `yaml:"note"`
}

// Start is the first day on which a set applies.
type Start struct {
	Date  day.Date `yaml:"date"`
	Basis `yaml:",inline"`
}

// The events at which plans may have to be submitted. Source: KUM-08, AMB-02.
const (
	EventNew         = "new"         // 新規
	EventRenewal     = "renewal"     // 更新
	EventLevelChange = "levelChange" // 区分変更
	EventPlanChange  = "planChange"  // 計画変更
	EventTransfer    = "transfer"    // 移行(包括→居宅)
	EventProvisional = "provisional" // 暫定
)

// Documents is what a submission consists of. Source: KUM-15, KUM-16.
type Documents struct {
	Required []Document `yaml:"required"`
	Optional []Document `yaml:"optional"`
}

// Document is one form of a submission.
type Document struct {
	Form      string `yaml:"form"`
	OnRequest bool   `yaml:"onRequest"` // required once the centre asks for it
	Basis     `yaml:",inline"`
}

// Viewpoint is one アドバイス等の視点. Source: KUM-18 to KUM-22.
type Viewpoint struct {
	N           int    `yaml:"n"`
	Text        string `yaml:"text"`
	RenewalOnly bool   `yaml:"renewalOnly"`
	Basis       `yaml:",inline"`
}

// Answer is one way in which an office may close a piece of advice. Source: AMB-31.
type Answer struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	Reason bool   `yaml:"reason"` // a reason must be given
	Basis  `yaml:",inline"`
}

// ConfirmedPlan is the duty to submit the 確定プラン. Due is "none" where no
// period is set, the only value so far. Source: KUM-12.
type ConfirmedPlan struct {
	Due   string `yaml:"due"`
	Basis `yaml:",inline"`
}

// Channel is a way of submission. Source: KUM-23 to KUM-25.
type Channel struct {
	ID       string   `yaml:"id"`
	Name     string   `yaml:"name"`
	Standing Standing `yaml:"standing"`
	Tracked  bool     `yaml:"tracked"` // a tracking number is recorded
	Basis    `yaml:",inline"`
}

// Standing is what a town says of a channel.
type Standing string

// The standings, the best first.
const (
	Principle   Standing = "principle"   // 原則
	Recommended Standing = "recommended" // 原則によりがたい場合に推奨
	Allowed     Standing = "allowed"
	Discouraged Standing = "discouraged" // 推奨しない
)

// Version names the set for good: ichitei-no-kanyo@2024-07-11. A case keeps it.
func (s Set) Version() string { return s.Name + "@" + s.Effective.Date.String() }

// Takes tells whether the event asks for a submission. Source: KUM-08.
func (s Set) Takes(event string) bool {
	_, ok := s.Direct.Documents[event]
	return ok
}

// Missing compares the forms of a submission with those the event asks for:
// what is required and absent, given more than once, or not foreseen. The first
// is in the order of the rule, the others in the order given. An event that the
// rule does not know foresees nothing. Source: KUM-15, KUM-16.
func (s Set) Missing(event string, forms []string) (missing, doubled, unexpected []string) {
	docs := s.Direct.Documents[event]
	for _, d := range docs.Required {
		if !slices.Contains(forms, d.Form) {
			missing = append(missing, d.Form)
		}
	}
	for i, f := range forms {
		switch {
		case !docs.foresees(f):
			if !slices.Contains(unexpected, f) {
				unexpected = append(unexpected, f)
			}
		case slices.Contains(forms[:i], f) && !slices.Contains(doubled, f):
			doubled = append(doubled, f)
		}
	}
	return missing, doubled, unexpected
}

func (d Documents) foresees(form string) bool {
	is := func(x Document) bool { return x.Form == form }
	return slices.ContainsFunc(d.Required, is) || slices.ContainsFunc(d.Optional, is)
}

// ViewpointsFor lists the viewpoints of a review; the one on revision only at
// renewal. Source: KUM-22.
func (s Set) ViewpointsFor(event string) []Viewpoint {
	var out []Viewpoint
	for _, v := range s.Direct.Viewpoints {
		if !v.RenewalOnly || event == EventRenewal {
			out = append(out, v)
		}
	}
	return out
}
