// Package sim runs the real steps through two months of bad luck, on a virtual
// clock: every outside call may fail in each way a call can, events are lost,
// doubled and days late, processes die between any two calls, clocks are wrong.
//
//	seed → Run → two invented towns, twenty submissions, sixty days → Result
//
// One goroutine and one generator: an equal seed is an equal run. What must
// never be is looked for after every commit (watch.go), what must have happened
// by the end at the end (end.go). A mutant (mutants.go) is a defect put in on
// purpose, which the checks must find.
package sim

import (
	"encoding/binary"
	"fmt"
	"hash"
	"hash/fnv"
	"io"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/store"
)

// Options of one run.
type Options struct {
	Seed   uint64
	Mutant string              // "" is the product as it is; see Mutants
	Trace  io.Writer           // gets a line for everything that happens; nil: nobody
	Writes func([]store.Write) // gets each commit, which it must not change; nil: nobody
}

// Result is what one run came to. Trace is a hash of everything that happened,
// in its order; What is empty when every promise was kept.
type Result struct {
	Seed   uint64
	Events int
	Trace  uint64
	What   []string
}

// The time that a run takes: faults until calm, then only what was promised.
var (
	begin = day.MustParse("2026-04-01").At(6, 0)
	calm  = day.MustParse("2026-05-20").At(0, 0)
	end   = day.MustParse("2026-05-31").At(0, 0)
)

// Run plays one seed. An error means that the run could not begin.
func Run(o Options) (Result, error) {
	mutant, ok := find(o.Mutant)
	if !ok {
		return Result{}, fmt.Errorf("there is no mutant %q; there are: %v", o.Mutant, Names())
	}
	w, err := newWorld(o, mutant)
	if err != nil {
		return Result{}, err
	}
	w.play()
	w.atTheEnd()
	slices.Sort(w.wrong)
	return Result{Seed: o.Seed, Events: w.count, Trace: w.trace.sum.Sum64(), What: slices.Compact(w.wrong)}, nil
}

// trace hashes what happens, and tells it to whoever wants to read it.
type trace struct {
	sum hash.Hash64
	to  io.Writer
	buf []byte
}

func newTrace(to io.Writer) *trace { return &trace{sum: fnv.New64a(), to: to} }

func (t *trace) note(at time.Time, words ...string) {
	b := binary.BigEndian.AppendUint64(t.buf[:0], uint64(at.UnixNano()))
	for _, w := range words {
		b = append(append(b, ' '), w...)
	}
	t.buf = append(b, '\n')
	_, _ = t.sum.Write(t.buf) // a hash takes everything
	if t.to != nil {
		_, _ = fmt.Fprintf(t.to, "%s%s", at.UTC().Format("0102 15:04:05.000"), t.buf[8:]) // who reads a trace sees when it is cut off
	}
}
