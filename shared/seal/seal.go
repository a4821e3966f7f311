// Package seal keeps what is about a person unreadable at rest and out of keys:
// one secret, one pair of keys per municipality.
//
//	town + plain bytes → Seal → sealed bytes → Open → plain bytes
//	town + insured number → Tag → keyed hash, the person in keys
//
// A secret can be followed by a new one. The newest seals and signs; what the older
// ones sealed and signed is read on with them; names that stand in keys are made
// with the first, for good.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
)

// ErrBroken says that sealed bytes do not open: another key, another place, or
// tampered with.
var ErrBroken = errors.New("sealed bytes do not open")

// Ring holds the secrets of one installation. The zero Ring seals nothing. It is
// safe for concurrent use, and its copies share what they derived.
type Ring struct{ secrets []secret } // the newest first

// secret is one secret and what was derived of it.
type secret struct {
	bytes []byte
	known *known
}

// known are derived keys and ciphers by use and town; a Scope's towns are few.
type known struct {
	mu sync.RWMutex
	by map[[2]string]any
}

// NewRing takes secrets of at least 32 random bytes each, the newest first.
func NewRing(newest []byte, older ...[]byte) (Ring, error) {
	var all []secret
	for _, b := range append([][]byte{newest}, older...) {
		if len(b) < 32 {
			return Ring{}, fmt.Errorf("a secret of %d bytes, want 32 or more", len(b))
		}
		all = append(all, secret{b, &known{by: map[[2]string]any{}}})
	}
	return Ring{all}, nil
}

// newest is the secret that seals and signs.
func (r Ring) newest() (s secret) {
	if len(r.secrets) > 0 {
		s = r.secrets[0]
	}
	return s
}

// first is the secret that the installation began with.
func (r Ring) first() (s secret) {
	if n := len(r.secrets); n > 0 {
		s = r.secrets[n-1]
	}
	return s
}

// derived makes something of the secret once.
func derived[T any](r secret, what, town string, first func() T) T {
	if r.known == nil {
		return first()
	}
	name := [2]string{what, town}
	r.known.mu.RLock()
	v, ok := r.known.by[name]
	r.known.mu.RUnlock()
	if !ok {
		v = first() // two at once derive the same
		r.known.mu.Lock()
		r.known.by[name] = v
		r.known.mu.Unlock()
	}
	return v.(T)
}

func (r secret) key(use, town string) []byte {
	return derived(r, "key/"+use, town, func() []byte { return r.derive(use, town) })
}

func (r secret) derive(use, town string) []byte {
	k, err := hkdf.Key(sha256.New, r.bytes, nil, "sasae/"+use+"/"+town, 32)
	if err != nil {
		panic(fmt.Sprintf("seal: derive a key of 32 bytes: %v", err)) // only for absurd lengths
	}
	return k
}

func (r secret) aead(town string) cipher.AEAD {
	return derived(r, "aead", town, func() cipher.AEAD { return r.cipher(town) })
}

func (r secret) cipher(town string) cipher.AEAD {
	block, err := aes.NewCipher(r.derive("seal", town))
	if err != nil {
		panic(fmt.Sprintf("seal: AES with 32 bytes: %v", err))
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(fmt.Sprintf("seal: GCM: %v", err))
	}
	return a
}

// Seal encrypts plain for one place (the key of the item it will stand in).
func (r Ring) Seal(town, place string, plain []byte) []byte {
	return r.newest().aead(town).Seal(nil, nil, plain, []byte(place))
}

// Open decrypts what Seal made for just that town and place, with whichever secret
// it was sealed.
func (r Ring) Open(town, place string, sealed []byte) ([]byte, error) {
	for _, s := range r.secrets {
		if plain, err := s.aead(town).Open(nil, nil, sealed, []byte(place)); err == nil {
			return plain, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrBroken, place)
}

// Tag is the keyed hash that stands for s in keys: 32 hex characters, the same
// whichever secrets followed the first.
func (r Ring) Tag(town, s string) string {
	return hex.EncodeToString(mac(r.first().key("tag", town), s)[:16])
}

// Name is a keyed hash of s for a use that names are made of; it stays as Tag does.
func (r Ring) Name(use, s string) []byte { return mac(r.first().key(use, ""), s) }

// Mac authenticates s for a use (tokens), with the newest secret: what an older
// one authenticated is void.
func (r Ring) Mac(use, s string) []byte { return mac(r.newest().key(use, ""), s) }

func mac(key []byte, s string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(s))
	return m.Sum(nil)
}

// Key gives the key of a use that is not bound to a town, of the newest secret.
func (r Ring) Key(use string) []byte { return r.newest().derive(use, "") }

// Sign signs with the installation's Ed25519 key (anchors).
func (r Ring) Sign(hash []byte) ([]byte, error) {
	return ed25519.Sign(r.newest().signing(), hash), nil
}

// Public are the keys that verify Sign, the newest first.
func (r Ring) Public() (keys []ed25519.PublicKey) {
	for _, s := range r.secrets {
		keys = append(keys, s.signing().Public().(ed25519.PublicKey))
	}
	return keys
}

func (r secret) signing() ed25519.PrivateKey {
	return derived(r, "signing", "", func() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(r.derive("anchor", "")) })
}

// NewSecret makes a fresh secret.
func NewSecret() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // crypto/rand.Read never fails (Go 1.24)
	return b
}
