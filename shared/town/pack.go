package town

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

const (
	maxChunk  = 300_000   // bytes; an item of the table holds 400 KB
	maxUnpack = 256 << 20 // bytes of JSON
)

// Pack writes a Book as chunks of at most 300,000 bytes, and names its content:
// sum is the SHA-256 of the sorted rows as JSON, in hex. Equal Books, in whatever
// order their rows are, have equal chunks and sums.
func Pack(b Book) (chunks [][]byte, sum string) {
	plain := b.canonical()
	hash := sha256.Sum256(plain)
	var z bytes.Buffer
	z.Write(hash[:])
	w := zippers.Get().(*gzip.Writer)
	w.Reset(&z)
	_, _ = w.Write(plain) // a bytes.Buffer takes everything
	_ = w.Close()
	zippers.Put(w)
	return slices.Collect(slices.Chunk(z.Bytes(), maxChunk)), hex.EncodeToString(hash[:])
}

// zippers are kept: each has a megabyte of its own.
var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// canonical is the Book as JSON, sorted. A Book holds nothing JSON cannot say.
func (b Book) canonical() []byte {
	f := newFolder(b.Towns)
	for _, s := range specs {
		s.tidy(f, &b.Rows)
	}
	plain, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("write a town's book as JSON: %v", err))
	}
	return plain
}

// Unpack reads what Pack wrote and refuses chunks that are missing, changed or
// out of order.
func Unpack(chunks [][]byte) (Book, error) {
	raw := bytes.Join(chunks, nil)
	if len(raw) < sha256.Size {
		return Book{}, errors.New("unpack a town's book: too short")
	}
	z, err := gzip.NewReader(bytes.NewReader(raw[sha256.Size:]))
	if err != nil {
		return Book{}, fmt.Errorf("unpack a town's book: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxUnpack))
	if err != nil {
		return Book{}, fmt.Errorf("unpack a town's book: %w", err)
	}
	if hash := sha256.Sum256(plain); !bytes.Equal(hash[:], raw[:sha256.Size]) {
		return Book{}, errors.New("unpack a town's book: the content does not fit its checksum")
	}
	var b struct {
		Book
		Rules json.RawMessage `json:"rules"` // most towns have none of their own, and a first answer would wait for their types
	}
	if err = json.Unmarshal(plain, &b); err == nil && b.Rules != nil {
		err = json.Unmarshal(b.Rules, &b.Book.Rules)
	}
	if err != nil {
		return Book{}, fmt.Errorf("read a town's book: %w", err)
	}
	return b.Book, nil
}
