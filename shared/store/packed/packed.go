// Package packed makes JSON small for a store that is paid by the kilobyte.
//
//	JSON → Pack → DEFLATE with a preset dictionary (RFC 1951; RFC 1950, FDICT)
//	packed → Open → the same bytes
//
// A case of four documents is 3 to 6 KB of JSON, most of it names that every
// case has; packed it is less than one. What packed.txt holds is part of the
// format: another dictionary is another format, with a name of its own.
package packed

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"sync"
)

// dictionary is the JSON of an invented case and of the entries about it; what
// is most frequent stands last, where DEFLATE names it in the fewest bits.
//
//go:embed packed.txt
var dictionary []byte

// Least is the size below which nothing is packed: it costs one unit anyway.
// Most is the size that Open gives back at most.
const (
	Least = 900
	Most  = 400 << 10
)

var writers = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(nil, flate.DefaultCompression, dictionary)
	if err != nil {
		panic(err) // the level is ours
	}
	return w
}}

// Pack gives JSON packed; false when that saves nothing (it is small, or no JSON
// object: what is sealed looks like noise), and of more than Open gives back.
func Pack(body []byte) ([]byte, bool) {
	if len(body) < Least || len(body) > Most || body[0] != '{' {
		return nil, false
	}
	w := writers.Get().(*flate.Writer)
	defer writers.Put(w)
	out := bytes.NewBuffer(make([]byte, 0, len(body)/2))
	w.Reset(out)
	if _, err := w.Write(body); err != nil {
		return nil, false // a buffer takes everything
	}
	if err := w.Close(); err != nil || out.Len() >= len(body) {
		return nil, false
	}
	return out.Bytes(), true
}

// Open gives back what was packed, at most Most bytes of it.
func Open(packed []byte) ([]byte, error) {
	r := flate.NewReaderDict(bytes.NewReader(packed), dictionary)
	body, err := io.ReadAll(io.LimitReader(r, Most+1))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	if len(body) > Most {
		return nil, fmt.Errorf("unpack: more than %d bytes", Most)
	}
	return body, nil
}
