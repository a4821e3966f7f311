//go:build !nocloud

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/app/cloud/stage"
	"github.com/sasae-care/sasae/shared/day"
)

type lettersCmd struct {
	Step  string `help:"この関数だけ。省略時はすべて。"`
	Code  string `help:"この理由 (code) のものだけ。直した原因のものだけをやり直すときに使います。"`
	Apply bool   `help:"もう一度渡し、列から取り除きます。付けないときは一覧だけです。"`
}

// letters is the answer of letters.
type letters struct {
	Letters []stage.Letter `json:"letters"`
	Again   int            `json:"again"` // given to their functions once more
}

// Run lists the dead letters of a stage, and with --apply gives them to their
// functions again: whatever they are about bears to come twice.
func (c *lettersCmd) Run(s *session) error {
	steps := stage.Letters()
	if c.Step != "" {
		if !slices.Contains(steps, c.Step) {
			return misuse(fmt.Sprintf("%s という列はありません。%s のどれかを指定してください", c.Step, strings.Join(steps, ", ")))
		}
		steps = []string{c.Step}
	}
	d, err := s.open("")
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := c.work(s, d.(staged), steps)
	if err != nil {
		return err
	}
	err = s.give(got, func() { got.show(s, c.Apply) })
	if err == nil && !c.Apply && len(got.Letters) > 0 {
		return errNo
	}
	return err
}

func (c *lettersCmd) work(s *session, d staged, steps []string) (letters, error) {
	out := letters{Letters: []stage.Letter{}}
	for _, step := range steps {
		all, err := d.Letters(s.ctx, step)
		if err != nil {
			return out, err
		}
		for _, l := range all {
			mine := c.Code == "" || l.Code == c.Code
			if mine {
				out.Letters = append(out.Letters, l)
			}
			do := d.Leave
			if mine && c.Apply {
				do = d.Stage.Again
				out.Again++
			}
			if err := do(s.ctx, l); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

func (l letters) show(s *session, applied bool) {
	for _, one := range l.Letters {
		fmt.Fprintf(s.out, "%s  %-8s  %s  %s  %s  %s\n", one.At.In(day.Tokyo).Format("2006-01-02 15:04"), one.Step, one.Code, one.Type, one.Town, one.Event)
	}
	switch {
	case len(l.Letters) == 0:
		s.say("処理できなかった配達はありません。", "There is no dead letter.")
	case applied:
		s.say("%d件をもう一度渡しました。", "%d were given to their functions again.", l.Again)
	default:
		s.say("処理できなかった配達が %d件あります。理由 (docs/observability.md) を直してから --apply を付けてください。", "%d dead letters: mend what their codes name, then add --apply.", len(l.Letters))
	}
}
