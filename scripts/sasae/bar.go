package main

import (
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// bar shows how far long work is, when a person looks at it.
type bar struct {
	all *mpb.Progress
	one *mpb.Bar
}

// newBar draws a bar on a terminal; anywhere else it draws nothing.
func newBar(s *session, total int, what string) bar {
	if !terminal(s.err) {
		return bar{}
	}
	p := mpb.New(mpb.WithOutput(s.err))
	return bar{p, p.AddBar(int64(total), mpb.PrependDecorators(decor.Name(what+" ")),
		mpb.AppendDecorators(decor.CountersNoUnit("%d / %d "), decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO), "")))}
}

// newSpinner counts bytes of work whose end is not known.
func newSpinner(s *session, what string) bar {
	if !terminal(s.err) {
		return bar{}
	}
	p := mpb.New(mpb.WithOutput(s.err))
	return bar{p, p.AddSpinner(0, mpb.PrependDecorators(decor.Name(what+" ")), mpb.AppendDecorators(decor.CurrentKibiByte("% .1f")))}
}

// Write counts bytes that pass.
func (b bar) Write(p []byte) (int, error) {
	if b.one != nil {
		b.one.IncrBy(len(p))
	}
	return len(p), nil
}

func (b bar) to(n int) {
	if b.one != nil {
		b.one.SetCurrent(int64(n))
	}
}

func (b bar) done() {
	if b.one == nil {
		return
	}
	b.one.Abort(true)
	b.all.Wait()
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
