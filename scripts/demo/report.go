package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"sort"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// Report is what a run came to; its keys are those of `sasae demo --json`.
type Report struct {
	Submissions    int            `json:"submissions"`
	Accepted       int            `json:"accepted"`
	SentBack       int            `json:"sentBack"`
	SentBackBy     map[string]int `json:"sentBackBy"` // sets by reason; a set may have several
	Reviews        int            `json:"reviews"`
	AdviceSent     int            `json:"adviceSent"`
	NoAdvice       int            `json:"noAdvice"`
	Lapsed         int            `json:"lapsed"`
	ConfirmedPlans int            `json:"confirmedPlans"`
	Alarms         int            `json:"alarms"` // schedules created
	Rung           int            `json:"rung"`
	Moot           int            `json:"moot"`
	Notices        int            `json:"notices"` // messages sent
	Claims         int            `json:"claims"`
	Units          int64          `json:"units"`
	Yen            int64          `json:"yen"`
	Files          []File         `json:"files"`

	Until    time.Time `json:"-"` // where the virtual clock stopped
	Receipts []string  `json:"-"` // of each scene, in order; "": none
}

// File is one file a run left, below its folder.
type File struct {
	Path   string `json:"path"`
	Kind   string `json:"kind"`
	Rows   int    `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// alarm is a line of alarms.csv.
type alarm struct {
	receipt, stage string
	due            day.Date
	at             time.Time
	outcome, why   string
}

// finish counts what happened, closes the month and writes the files.
func (p *player) finish() (Report, error) {
	r := Report{SentBackBy: map[string]int{}}
	var alarms []alarm
	for i := range p.world.Scenes {
		if !p.played(i) {
			continue
		}
		r.Submissions++
		got, err := p.settle(i, &r)
		if err != nil {
			return r, err
		}
		alarms = append(alarms, got...)
	}
	if err := p.closeMonth(&r); err != nil {
		return r, err
	}
	f, err := p.write("alarms.csv", "alarms", alarmsCSV(alarms), len(alarms))
	if err != nil {
		return r, err
	}
	r.Files = append([]File{f}, r.Files...)
	r.Until = p.now.In(day.Tokyo)
	r.Notices, err = p.place.Sent()
	return r, err
}

// settle counts the outcome of a scene. A set that is corrected by a later one
// was sent back; its case is counted with the last.
func (p *player) settle(i int, r *Report) ([]alarm, error) {
	s, set := &p.world.Scenes[i], &p.sets[i]
	k, err := p.read(s.Manager, set.id)
	if err != nil {
		return nil, err
	}
	r.Receipts = append(r.Receipts, k.Receipt)
	if set.codes == nil && k.State == plan.SentBack {
		set.codes = codes(k.Reasons)
	}
	if set.codes != nil {
		r.SentBack++
		for _, c := range set.codes {
			r.SentBackBy[c]++
		}
		return nil, nil
	}
	if k.Receipt == "" || k.Clock == nil {
		return nil, fmt.Errorf("scene %d ended as %s without a review", i, k.State)
	}
	r.count(k)
	return alarmsOf(k, r)
}

func (r *Report) count(k submission) {
	r.Accepted++
	r.Reviews++
	switch k.State {
	case plan.Advised:
		r.AdviceSent++
	case plan.NoAdvice:
		r.NoAdvice++
	case plan.Lapsed:
		r.Lapsed++
	}
	if k.Plan != nil {
		r.ConfirmedPlans++
	}
}

func alarmsOf(k submission, r *Report) (out []alarm, err error) {
	for _, a := range k.Clock.Alarms {
		r.Alarms++
		switch a.Outcome {
		case plan.Rung:
			r.Rung++
		case plan.Moot:
			r.Moot++
		default:
			return nil, fmt.Errorf("the alarm %s of %s at %s never rang", a.Stage, k.Receipt, a.At)
		}
		out = append(out, alarm{k.Receipt, a.Stage, a.Due, a.At, a.Outcome, a.Why})
	}
	return out, nil
}

// alarmsCSV lists every alarm: receipt, stage, due, outcome.
func alarmsCSV(all []alarm) []byte {
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if !a.at.Equal(b.at) {
			return a.at.Before(b.at)
		}
		return a.receipt+a.stage < b.receipt+b.stage
	})
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"receipt", "stage", "due", "at", "outcome", "why"}}
	for _, a := range all {
		rows = append(rows, []string{a.receipt, a.stage, a.due.String(), a.at.In(day.Tokyo).Format(time.RFC3339), a.outcome, a.why})
	}
	_ = w.WriteAll(rows) // into memory
	return out.Bytes()
}
