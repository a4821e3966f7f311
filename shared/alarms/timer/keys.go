package timer

import (
	"encoding/binary"
	"time"
)

// What the bucket holds, by the first byte of the key:
//
//	d  time  name → the alarm's body                       (set, not done)
//	n  name       → p and the time it is due               (set, not done)
//	              → r and the time until it is remembered  (done)
//	f  time  name → nothing                                (when to forget a name)
//
// A time is 12 bytes that sort as time does.
const (
	due    = 'd'
	named  = 'n'
	forget = 'f'

	pending    = 'p'
	remembered = 'r'

	timeSize = 12
)

func nameKey(name string) []byte { return append([]byte{named}, name...) }

func timeKey(kind byte, at time.Time, name string) []byte {
	return append(appendTime([]byte{kind}, at), name...)
}

func readTimeKey(k []byte) (at time.Time, name string) {
	return readTime(k[1:]), string(k[1+timeSize:])
}

func state(s byte, at time.Time) []byte { return appendTime([]byte{s}, at) }

func readState(v []byte) (s byte, at time.Time, ok bool) {
	if len(v) != 1+timeSize {
		return 0, time.Time{}, false
	}
	return v[0], readTime(v[1:]), true
}

// appendTime turns the sign of the seconds round, so that times before 1970
// sort first.
func appendTime(b []byte, at time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(at.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(b, uint32(at.Nanosecond()))
}

func readTime(b []byte) time.Time {
	return time.Unix(int64(binary.BigEndian.Uint64(b)^1<<63), int64(binary.BigEndian.Uint32(b[8:]))).UTC()
}
