package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"

	"github.com/sasae-care/sasae/scripts/samples"
)

// paper is a file with its bytes made.
type paper struct {
	form, kind string
	body       []byte
	size       int64 // as declared
	sum        string
}

func print(f samples.File) paper {
	d := paper{form: f.Form, kind: f.Type, body: f.Body()}
	signed := d.body
	if f.Signed != nil {
		signed = f.Signed()
	}
	sum := sha256.Sum256(signed)
	d.size, d.sum = int64(len(signed)), hex.EncodeToString(sum[:])
	return d
}

// printer makes the papers of the scenes ahead of time, in the order in which
// they are opened, a few scenes ahead.
func (p *player) printer() {
	order := []int{}
	for i, s := range p.world.Scenes {
		if s.Channel == "portal" {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		return p.world.Scenes[order[a]].Opened.Before(p.world.Scenes[order[b]].Opened)
	})
	p.printed = make(chan []paper, 8)
	go func() {
		for _, i := range order {
			var set []paper
			for _, f := range p.world.Scenes[i].Files {
				set = append(set, print(f))
			}
			select {
			case p.printed <- set:
			case <-p.ctx.Done():
				return
			}
		}
	}()
}
