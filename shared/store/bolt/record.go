package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/sasae-care/sasae/shared/store"
)

// record is a stored value: 8 bytes version, 8 bytes Unix second of expiry (0:
// never), then the body; numbers are big-endian.
type record struct {
	version, expires int64
	body             []byte
}

const recordHead = 16

func (r record) encode() []byte {
	b := make([]byte, 0, recordHead+len(r.body))
	b = binary.BigEndian.AppendUint64(b, uint64(r.version))
	b = binary.BigEndian.AppendUint64(b, uint64(r.expires))
	return append(b, r.body...)
}

// decode reads a value; its body is still that of the file, see item.
func decode(v []byte) (record, error) {
	if len(v) < recordHead {
		return record{}, fmt.Errorf("a stored item has %d bytes, at least %d: the file is damaged", len(v), recordHead)
	}
	return record{
		version: int64(binary.BigEndian.Uint64(v)),
		expires: int64(binary.BigEndian.Uint64(v[8:])),
		body:    v[recordHead:],
	}, nil
}

// item copies the body out of the file. An empty body is not nil: nil deletes.
func (r record) item(k store.Key) store.Item {
	body := make([]byte, len(r.body))
	copy(body, r.body)
	return store.Item{Key: k, Body: body, Version: r.version}
}

func (r record) expired(now int64) bool { return r.expires != 0 && r.expires < now }

// join is the key in the file; split takes it apart.
func join(p, s string) []byte {
	b := make([]byte, 0, len(p)+1+len(s))
	return append(append(append(b, p...), 0), s...)
}

func split(k []byte) store.Key {
	p, s, _ := bytes.Cut(k, []byte{0})
	return store.Key{P: string(p), S: string(s)}
}
