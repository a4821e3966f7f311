package seal

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ring(t testing.TB, b byte) Ring {
	t.Helper()
	r, err := NewRing(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsSealedOpensForItsTownAndPlaceOnly(t *testing.T) {
	r, other := ring(t, 1), ring(t, 2)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed := r.Seal("431001", "place", plain)
		got, err := r.Open("431001", "place", sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%v %v", got, err)
		}
		for _, open := range []func() ([]byte, error){
			func() ([]byte, error) { return r.Open("999997", "place", sealed) },
			func() ([]byte, error) { return r.Open("431001", "other", sealed) },
			func() ([]byte, error) { return other.Open("431001", "place", sealed) },
			func() ([]byte, error) { return r.Open("431001", "place", sealed[:len(sealed)-1]) },
			func() ([]byte, error) { return r.Open("431001", "place", flip(t, sealed)) },
		} {
			if _, err := open(); !errors.Is(err, ErrBroken) {
				t.Fatalf("it opens: %v", err)
			}
		}
	})
}

func flip(t *rapid.T, b []byte) []byte {
	b = bytes.Clone(b)
	b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1
	return b
}

func TestTheSameWordsSealedTwiceLookDifferent(t *testing.T) {
	r := ring(t, 1)
	if bytes.Equal(r.Seal("431001", "p", []byte("x")), r.Seal("431001", "p", []byte("x"))) {
		t.Error("they are equal")
	}
}

func TestATagTellsPersonsApartButNotAcrossTowns(t *testing.T) {
	r := ring(t, 1)
	one := r.Tag("431001", "0000012345")
	if one != r.Tag("431001", "0000012345") || len(one) != 32 || strings.Contains(one, "12345") {
		t.Errorf("the tag is %s", one)
	}
	if one == r.Tag("431001", "0000012346") || one == r.Tag("999997", "0000012345") || one == ring(t, 2).Tag("431001", "0000012345") {
		t.Error("two have the same tag")
	}
}

func TestAMacIsBoundToItsUse(t *testing.T) {
	r := ring(t, 1)
	if bytes.Equal(r.Mac("token", "x"), r.Mac("cursor", "x")) || bytes.Equal(r.Mac("token", "x"), r.Mac("token", "y")) {
		t.Error("two are equal")
	}
}

func TestAShortSecretIsRefusedAndAFreshOneIsLongEnough(t *testing.T) {
	if _, err := NewRing(make([]byte, 31)); err == nil {
		t.Error("31 bytes will do")
	}
	if _, err := NewRing(NewSecret()); err != nil || bytes.Equal(NewSecret(), NewSecret()) {
		t.Errorf("a fresh secret: %v", err)
	}
}

// A secret is followed by another: rings of the first alone, and of both.
func TestANewSecretReadsWhatTheOldOneSealedAndNamesStay(t *testing.T) {
	old := ring(t, 1)
	both, err := NewRing(bytes.Repeat([]byte{2}, 32), bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for name, sealed := range map[string][]byte{"old": old.Seal("431001", "p", []byte("x")), "new": both.Seal("431001", "p", []byte("x"))} {
		if got, err := both.Open("431001", "p", sealed); err != nil || string(got) != "x" {
			t.Errorf("what the %s secret sealed: %q %v", name, got, err)
		}
		if _, err := both.Open("431001", "other", sealed); !errors.Is(err, ErrBroken) {
			t.Errorf("what the %s secret sealed opens elsewhere: %v", name, err)
		}
	}
	if _, err := old.Open("431001", "p", both.Seal("431001", "p", []byte("x"))); !errors.Is(err, ErrBroken) {
		t.Errorf("the old secret opens what the new one sealed: %v", err)
	}
	if both.Tag("431001", "0000012345") != old.Tag("431001", "0000012345") || !bytes.Equal(both.Name("case", "x"), old.Name("case", "x")) {
		t.Error("a person or a case has another name")
	}
	if bytes.Equal(both.Mac("token", "x"), old.Mac("token", "x")) || bytes.Equal(both.Key("urls"), old.Key("urls")) {
		t.Error("a token of the old secret is good")
	}
	hash := []byte("head of the chain")
	for _, r := range []Ring{old, both} {
		signature, err := r.Sign(hash)
		if err != nil || !slices.ContainsFunc(both.Public(), func(k ed25519.PublicKey) bool { return ed25519.Verify(k, hash, signature) }) {
			t.Errorf("a signature does not verify: %v", err)
		}
	}
	if _, err := NewRing(NewSecret(), make([]byte, 31)); err == nil {
		t.Error("an older secret of 31 bytes will do")
	}
}
