package embedded

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/sasae-care/sasae/shared/audit"
)

// Witness appends anchors to a file that nothing here ever rewrites. Put it on
// another disk or machine; audit verify compares with it.
type Witness struct {
	name   string
	noSync bool
	mu     sync.Mutex
	last   map[string]audit.Anchor // newest of each town, once read
	size   int64                   // of the whole lines
}

// NewWitness is the witness that writes to the file name; noSync leaves fsync
// out, for throw-away runs.
func NewWitness(name string, noSync bool) *Witness { return &Witness{name: name, noSync: noSync} }

// Copy appends an anchor; one that is there already is a success.
func (w *Witness) Copy(_ context.Context, a audit.Anchor) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.read(); err != nil {
		return err
	}
	last, known := w.last[a.Town]
	switch {
	case known && a.Seq == last.Seq && a.Hash != last.Hash:
		return fmt.Errorf("anchor %d of %s is already there and says something else", a.Seq, a.Town)
	case known && a.Seq <= last.Seq:
		return nil
	}
	if err := w.append(a); err != nil {
		return err
	}
	w.last[a.Town] = a
	return nil
}

func (w *Witness) read() error {
	if w.last != nil {
		return nil
	}
	all, size, err := readAnchors(w.name)
	if err != nil {
		return err
	}
	w.size, w.last = size, map[string]audit.Anchor{}
	for _, a := range all {
		w.last[a.Town] = a
	}
	return nil
}

func (w *Witness) append(a audit.Anchor) error {
	line, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write anchor %d of %s: %w", a.Seq, a.Town, err)
	}
	f, err := os.OpenFile(w.name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the file of anchors: %w", err)
	}
	_, err = f.WriteAt(append(line, '\n'), w.size) // over a line that a crash cut off
	if err == nil {
		w.size += int64(len(line)) + 1
		err = f.Truncate(w.size)
	}
	if err == nil && !w.noSync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// ReadAnchors reads a file of anchors; an absent one is empty. A last line
// that a crash cut off is passed over.
func ReadAnchors(name string) ([]audit.Anchor, error) {
	all, _, err := readAnchors(name)
	return all, err
}

func readAnchors(name string) (out []audit.Anchor, size int64, err error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open the file of anchors: %w", err)
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return out, size, nil
		}
		size += int64(len(line))
		var a audit.Anchor
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, 0, fmt.Errorf("read the file of anchors, line %d: %w", len(out)+1, err)
		}
		out = append(out, a)
	}
}

// writeDurably writes a small file so that a crash leaves all of it or nothing.
func writeDurably(name string, body []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	_, err = f.Write(body)
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
