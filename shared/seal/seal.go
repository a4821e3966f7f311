// Package seal keeps what is about a person unreadable at rest and out of keys:
// one secret, one pair of keys per municipality.
//
//	town + plain bytes → Seal → sealed bytes → Open → plain bytes
//	town + insured number → Tag → keyed hash, the person in keys
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

// Ring holds the secret of one installation. The zero Ring seals nothing. It is
// safe for concurrent use, and its copies share what they derived.
type Ring struct {
	secret []byte
	known  *known
}

// known are derived keys and ciphers by use and town; a Scope's towns are few.
type known struct {
	mu sync.RWMutex
	by map[[2]string]any
}

// NewRing takes a secret of at least 32 random bytes.
func NewRing(secret []byte) (Ring, error) {
	if len(secret) < 32 {
		return Ring{}, fmt.Errorf("a secret of %d bytes, want 32 or more", len(secret))
	}
	return Ring{secret, &known{by: map[[2]string]any{}}}, nil
}

// derived makes something of the secret once.
func derived[T any](r Ring, what, town string, first func() T) T {
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

func (r Ring) key(use, town string) []byte {
	return derived(r, "key/"+use, town, func() []byte { return r.derive(use, town) })
}

func (r Ring) derive(use, town string) []byte {
	k, err := hkdf.Key(sha256.New, r.secret, nil, "sasae/"+use+"/"+town, 32)
	if err != nil {
		panic(fmt.Sprintf("seal: derive a key of 32 bytes: %v", err)) // only for absurd lengths
	}
	return k
}

func (r Ring) aead(town string) cipher.AEAD {
	return derived(r, "aead", town, func() cipher.AEAD { return r.cipher(town) })
}

func (r Ring) cipher(town string) cipher.AEAD {
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
	return r.aead(town).Seal(nil, nil, plain, []byte(place))
}

// Open decrypts what Seal made for just that town and place.
func (r Ring) Open(town, place string, sealed []byte) ([]byte, error) {
	plain, err := r.aead(town).Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrBroken, place)
	}
	return plain, nil
}

// Tag is the keyed hash that stands for s in keys: 32 hex characters.
func (r Ring) Tag(town, s string) string {
	m := hmac.New(sha256.New, r.key("tag", town))
	m.Write([]byte(s))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// Mac authenticates s for a use (tokens, cursors, signed URLs).
func (r Ring) Mac(use, s string) []byte {
	m := hmac.New(sha256.New, r.key(use, ""))
	m.Write([]byte(s))
	return m.Sum(nil)
}

// Key gives the key of a use that is not bound to a town.
func (r Ring) Key(use string) []byte { return r.derive(use, "") }

// Sign signs with the installation's Ed25519 key (anchors).
func (r Ring) Sign(hash []byte) ([]byte, error) {
	return ed25519.Sign(r.signing(), hash), nil
}

// Public is the key that verifies Sign.
func (r Ring) Public() ed25519.PublicKey { return r.signing().Public().(ed25519.PublicKey) }

func (r Ring) signing() ed25519.PrivateKey {
	return derived(r, "signing", "", func() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(r.derive("anchor", "")) })
}

// NewSecret makes a fresh secret.
func NewSecret() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // crypto/rand.Read never fails (Go 1.24)
	return b
}
