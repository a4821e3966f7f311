package pdf

import (
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
)

// seal is the standard security handler V1 R2 of PDF (40 bit RC4): weak, old,
// and what some care software still writes. Source: PDF 1.4 reference, 3.5.
type seal struct{ id, owner, user, key []byte }

var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

const permissions = -44 // print and read, no changes

func newSeal(password string) *seal {
	padded := append([]byte(password), padding...)[:32]
	id := md5.Sum(padded)
	owner := md5.Sum(padded)
	s := &seal{id: id[:], owner: crypt(owner[:5], padded)}
	sum := md5.New()
	sum.Write(padded)
	sum.Write(s.owner)
	binary.Write(sum, binary.LittleEndian, int32(permissions))
	sum.Write(s.id)
	s.key = sum.Sum(nil)[:5]
	s.user = crypt(s.key, padding)
	return s
}

// apply encrypts a string or stream of object n; without a seal it gives it back.
func (s *seal) apply(n int, data []byte) []byte {
	if s == nil {
		return data
	}
	key := md5.Sum(append(append([]byte(nil), s.key...), byte(n), byte(n>>8), byte(n>>16), 0, 0))
	return crypt(key[:10], data)
}

func (s *seal) dict() string {
	return fmt.Sprintf("<< /Filter /Standard /V 1 /R 2 /O <%X> /U <%X> /P %d >>", s.owner, s.user, permissions)
}

func crypt(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}
