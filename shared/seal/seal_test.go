package seal

import (
	"bytes"
	"errors"
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
