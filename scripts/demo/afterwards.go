package demo

import (
	"fmt"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/day"
)

// afterwards puts on the agenda what happens after a set was accepted.
func (p *player) afterwards(i int) {
	s := &p.world.Scenes[i]
	then := s.Then
	if q := then.Quarantine; q != nil {
		p.at(q.Released, func() error { return p.release(i, q) })
	}
	if r := then.Reroute; r != nil {
		p.at(r.At, func() error {
			return p.centre(i, true, "reroute", map[string]any{"district": r.District, "reason": "圏域の誤り"})
		})
	}
	if e := then.Extension; e != nil {
		p.at(e.At, func() error { return p.centre(i, true, "extend", map[string]any{"until": e.Until, "reason": e.Reason}) })
	}
	if a := then.Ask; a != nil {
		p.at(a.At, func() error { return p.centre(i, false, "request-record", struct{}{}) })
		p.with([]samples.File{a.File}, a.Answered, func(f []paper) error { return p.filed(i, "record", f[0], "record", nil) })
	}
	p.outcome(i)
	if a := then.Answer; a != nil {
		p.at(a.At, func() error { return p.answer(i, a) })
	}
	if c := then.Confirmed; c != nil {
		p.with([]samples.File{c.File}, c.At, func(f []paper) error {
			return p.filed(i, "confirmed", f[0], "confirmed-plan", map[string]any{"consent": day.On(c.At)})
		})
	}
	if n := then.Situation; n != nil {
		p.at(n.At, func() error { return p.tell(i, n) })
	}
	if w := then.Withdrawn; w != nil {
		p.at(w.At, func() error { return p.act(s.Manager, i, "withdraw", map[string]any{"reason": w.Reason}) })
	}
}

// outcome is the end of the review; a lapse is nobody's act.
func (p *player) outcome(i int) {
	then := p.world.Scenes[i].Then
	switch then.Outcome {
	case samples.OutcomeAdvice:
		words := []map[string]any{}
		for _, a := range then.Advice {
			words = append(words, map[string]any{"viewpoint": a.Viewpoint, "text": a.Text})
		}
		p.at(then.At, func() error { return p.centre(i, false, "advice", map[string]any{"words": words}) })
	case samples.OutcomeNone:
		p.at(then.At, func() error { return p.centre(i, false, "no-advice", struct{}{}) })
	}
}

// act is one operation on the case of a scene.
func (p *player) act(as string, i int, what string, body any) error {
	if err := p.post(as, "/v1/submissions/"+p.sets[i].id+"/"+what, body, nil); err != nil {
		return fmt.Errorf("%s of scene %d: %w", what, i, err)
	}
	return nil
}

// centre is an operation of the centre in charge, by its head or its reviewer.
func (p *player) centre(i int, head bool, what string, body any) error {
	k, err := p.read(p.world.Scenes[i].Manager, p.sets[i].id)
	if err != nil {
		return err
	}
	as := p.reviewer(k)
	if head {
		as = p.head(k.Centre)
	}
	return p.act(as, i, what, body)
}

// filed uploads a document outside the set and files it.
func (p *player) filed(i int, purpose string, f paper, what string, more map[string]any) error {
	s := &p.world.Scenes[i]
	id, err := p.add(s.Manager, p.sets[i].id, purpose, f, false)
	if err != nil {
		return fmt.Errorf("scene %d: %w", i, err)
	}
	body := map[string]any{"document": id}
	for k, v := range more {
		body[k] = v
	}
	return p.act(s.Manager, i, what, body)
}

// answer closes every advice that is open in one way.
func (p *player) answer(i int, a *samples.Answer) error {
	k, err := p.read(p.world.Scenes[i].Manager, p.sets[i].id)
	if err != nil {
		return err
	}
	var answers []map[string]string
	for _, advice := range k.Advices {
		if advice.Closing == "" {
			answers = append(answers, map[string]string{"advice": advice.ID, "closing": a.Kind, "reason": a.Reason})
		}
	}
	if len(answers) == 0 { // the confirmed plan was the answer
		return nil
	}
	return p.act(p.world.Scenes[i].Manager, i, "answers", map[string]any{"answers": answers})
}

func (p *player) tell(i int, n *samples.Situation) error {
	body := map[string]any{"kind": n.Kind, "on": day.On(n.At)}
	if n.Kind == "moved" {
		body["address"] = map[string]string{"postcode": n.Address.Postcode, "area": n.Address.Area, "block": n.Address.Block}
	}
	return p.act(p.world.Scenes[i].Manager, i, "situation", body)
}

// release lets the held file of a set be read.
func (p *player) release(i int, q *samples.Quarantine) error {
	k, err := p.read(p.world.Scenes[i].Manager, p.sets[i].id)
	if err != nil {
		return err
	}
	for _, d := range k.Documents {
		if d.State == "held" {
			if err := p.act(q.By, i, "release", map[string]any{"document": d.ID, "reason": q.Reason}); err != nil {
				return err
			}
		}
	}
	return nil
}
