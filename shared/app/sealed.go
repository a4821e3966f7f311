package app

import (
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/packed"
)

// small is before what was packed and then sealed; no text begins with it.
const small = 0x01

// seal makes the body of an item that nobody may read at rest. What is sealed
// looks like noise to the table's driver, so it is packed before (ADR 0021).
func (a *App) seal(in Scope, k store.Key, plain []byte) []byte {
	if p, ok := packed.Pack(plain); ok {
		plain = append([]byte{small}, p...)
	}
	return a.Ring.Seal(in.town, k.String(), plain)
}

// open gives what seal was given.
func (a *App) open(in Scope, k store.Key, body []byte) ([]byte, error) {
	plain, err := a.Ring.Open(in.town, k.String(), body)
	if err == nil && len(plain) > 0 && plain[0] == small {
		return packed.Open(plain[1:])
	}
	return plain, err
}
