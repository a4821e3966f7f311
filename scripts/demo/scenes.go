package demo

import (
	"errors"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/town"
)

// plan puts a scene on the agenda.
func (p *player) plan(i int) {
	s := &p.world.Scenes[i]
	if s.Channel != "portal" {
		p.at(s.Submitted, func() error { return p.paper(i) })
	} else {
		p.with(s.Files, s.Opened, func(set []paper) error { return p.draft(i, set) })
		p.at(s.Submitted, func() error { return p.submit(i) })
	}
	if s.District != "" {
		p.at(s.Submitted.Add(20*time.Minute), func() error { return p.choose(i) })
	}
	p.afterwards(i)
}

// draft opens the submission with its files, or takes up the one that was sent
// back, and uploads them.
func (p *player) draft(i int, set []paper) error {
	s := &p.world.Scenes[i]
	if s.Corrects >= 0 {
		return p.correct(i, set)
	}
	list := []map[string]any{}
	for _, f := range set {
		list = append(list, f.declaration("set"))
	}
	var opened struct {
		ID        string     `json:"id"`
		Documents []declared `json:"documents"`
	}
	err := p.post(s.Manager, "/v1/submissions", map[string]any{
		"kind": s.Kind, "insurer": p.world.Insurer, "insured": s.Person.Insured, "person": s.Person.Said(), "documents": list,
	}, &opened)
	if err != nil {
		return fmt.Errorf("open scene %d: %w", i, err)
	}
	p.sets[i].id = opened.ID
	for n, f := range set {
		if err := p.upload(opened.ID, opened.Documents[n], f, silent(s, n)); err != nil {
			return fmt.Errorf("scene %d: %w", i, err)
		}
	}
	return nil
}

// silent tells whether the scanner never answers for a file of a scene.
func silent(s *samples.Scene, n int) bool {
	return s.Then.Quarantine != nil && s.Then.Quarantine.File == n
}

// correct notes why the earlier set was sent back, says the person's data anew,
// takes the earlier files out and adds those that stand in for them.
func (p *player) correct(i int, set []paper) error {
	s := &p.world.Scenes[i]
	before := &p.sets[s.Corrects]
	p.sets[i].id = before.id
	k, err := p.read(s.Manager, before.id)
	if err != nil {
		return err
	}
	if before.codes == nil {
		if k.State != plan.SentBack {
			return fmt.Errorf("scene %d corrects a set that is %s", i, k.State)
		}
		before.codes = codes(k.Reasons)
	}
	if err := p.post(s.Manager, "/v1/submissions/"+before.id+"/person", s.Person.Said(), nil); err != nil {
		return fmt.Errorf("amend scene %d: %w", i, err)
	}
	for _, d := range k.Documents {
		if d.Replaced {
			continue
		}
		if err := p.post(s.Manager, "/v1/submissions/"+before.id+"/documents/"+d.ID+"/remove", struct{}{}, nil); err != nil {
			return fmt.Errorf("remove %s of scene %d: %w", d.ID, i, err)
		}
	}
	for n, f := range set {
		if _, err := p.add(s.Manager, before.id, "set", f, silent(s, n)); err != nil {
			return fmt.Errorf("scene %d: %w", i, err)
		}
	}
	return nil
}

// submit hands the set in; a set that lacks a form, or has one twice, is told
// so at once.
func (p *player) submit(i int) error {
	s := &p.world.Scenes[i]
	if p.Progress != nil {
		p.Progress(i + 1)
	}
	err := p.post(s.Manager, "/v1/submissions/"+p.sets[i].id+"/submit", struct{}{}, nil)
	var refused *problem
	if errors.As(err, &refused) && len(refused.Reasons) > 0 {
		p.sets[i].codes = codes(refused.Reasons)
		return nil
	}
	return err
}

// paper registers a set that came another way.
func (p *player) paper(i int) error {
	s := &p.world.Scenes[i]
	if p.Progress != nil {
		p.Progress(i + 1)
	}
	received := s.Received
	if received.IsZero() {
		received = day.On(s.Submitted)
	}
	forms := []string{}
	for _, f := range s.Files {
		forms = append(forms, f.Form)
	}
	var registered struct {
		ID string `json:"id"`
	}
	err := p.post(samples.Clerk, "/v1/paper-submissions", map[string]any{
		"channel": s.Channel, "receivedOn": received, "tracking": s.Tracking, "office": s.Office, "manager": s.Manager,
		"kind": s.Kind, "insurer": p.world.Insurer, "insured": s.Person.Insured, "person": s.Person.Said(), "forms": forms,
	}, &registered)
	if err != nil {
		return fmt.Errorf("register scene %d: %w", i, err)
	}
	p.sets[i].id = registered.ID
	return nil
}

// choose settles the district by hand, once the set has been received.
func (p *player) choose(i int) error {
	s := &p.world.Scenes[i]
	k, err := p.read(samples.Clerk, p.sets[i].id)
	if err != nil || k.State != plan.Unrouted {
		return err
	}
	return p.post(samples.Clerk, "/v1/submissions/"+p.sets[i].id+"/reroute",
		map[string]string{"district": s.District, "reason": "住所を電話で確認しました"}, nil)
}

// reviewer is who speaks for the centre in charge: the reviewer, else its head,
// who takes what nobody has.
func (p *player) reviewer(k submission) string {
	if k.Reviewer != "" {
		return k.Reviewer
	}
	return p.head(k.Centre)
}

func (p *player) head(centre string) string {
	best := ""
	for id, s := range p.people {
		if s.Role == town.Head && s.Organisation == centre && (best == "" || id < best) {
			best = id
		}
	}
	return best
}

func codes(reasons []api.Reason) (out []string) {
	seen := map[string]bool{}
	for _, r := range reasons {
		if !seen[r.Code] {
			seen[r.Code] = true
			out = append(out, r.Code)
		}
	}
	return out
}
