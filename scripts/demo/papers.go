package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

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

// order is papers that are wanted at an instant.
type order struct {
	entry
	files []samples.File
}

// with puts something that needs papers on the agenda.
func (p *player) with(files []samples.File, when time.Time, do func([]paper) error) {
	p.at(when, func() error {
		set, ok := <-p.printed
		if !ok {
			return p.ctx.Err()
		}
		return do(set)
	})
	p.orders = append(p.orders, order{entry{at: when, no: p.posts}, files})
}

// printer makes the papers ahead of time, in the order of the agenda, for a few
// entries ahead.
func (p *player) printer() {
	slices.SortFunc(p.orders, func(a, b order) int { return a.compare(b.entry) })
	p.printed = make(chan []paper, 8)
	go func() {
		defer close(p.printed)
		for _, o := range p.orders {
			var set []paper
			for _, f := range o.files {
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
