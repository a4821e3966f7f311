package inspection

import (
	"encoding/binary"
	"math/bits"
)

// plain is how many bytes from the start mean nothing inside (...): all up to
// the first bracket or backslash. In a picture where something only looks like a
// string these are nearly all, so it looks at eight at a time.
func plain(data []byte) (n int) {
	const brackets, backslashes = ')' * ones, '\\' * ones // '(' and ')' differ in the last bit
	for ; n+8 <= len(data); n += 8 {
		w := binary.LittleEndian.Uint64(data[n:])
		if found := zeroIn((w|ones)^brackets) | zeroIn(w^backslashes); found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(data) && data[n] != '(' && data[n] != ')' && data[n] != '\\' {
		n++
	}
	return n
}

const ones = 0x0101010101010101

// zeroIn sets the high bit of the first byte that is zero, and perhaps of some
// behind it; none when there is none.
func zeroIn(w uint64) uint64 { return (w - ones) &^ w & (0x80 * ones) }
