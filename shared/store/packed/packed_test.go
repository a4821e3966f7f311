package packed_test

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/store/packed"
)

//go:embed packed.txt
var dictionary []byte

// What was packed yesterday is opened with the dictionary of yesterday.
func TestTheDictionaryIsPartOfTheFormat(t *testing.T) {
	const first = "92a21b482c8c596720b3d71d7b0af650030de0ee2e405b023a6cb1f1b005cef1"
	if sum := sha256.Sum256(dictionary); hex.EncodeToString(sum[:]) != first {
		t.Errorf("the dictionary changed (%x): give the new one a name of its own, beside the old one", sum)
	}
}

func TestACaseTakesATenthOfItsRoom(t *testing.T) {
	_, head, _ := bytes.Cut(dictionary, []byte(`{"schema"`))
	head = append([]byte(`{"schema"`), bytes.ReplaceAll(head, []byte("2026"), []byte("2029"))...)
	p, ok := packed.Pack(head)
	if !ok || len(p) > len(head)/10 {
		t.Errorf("%d bytes became %d", len(head), len(p))
	}
}

func TestWhatSavesNothingStaysAsItIs(t *testing.T) {
	noise := make([]byte, 4096)
	_, _ = rand.Read(noise) // never fails
	noise[0] = '{'
	for name, body := range map[string][]byte{
		"nothing":                nil,
		"small JSON":             []byte(`{"a":"` + strings.Repeat("a", packed.Least-20) + `"}`),
		"what is no JSON object": bytes.Repeat([]byte("0"), 4096),
		"noise":                  noise,
		"more than Open gives":   []byte("{" + strings.Repeat(" ", packed.Most)),
	} {
		if p, ok := packed.Pack(body); ok {
			t.Errorf("%s was packed to %d bytes", name, len(p))
		}
	}
}

func TestWhatWasDamagedIsAnError(t *testing.T) {
	p, ok := packed.Pack([]byte(`{"case":"` + strings.Repeat("0123456789", 200) + `"}`))
	if !ok {
		t.Fatal("it was not packed")
	}
	if _, err := packed.Open(p[:len(p)-1]); err == nil {
		t.Error("an end that is missing is opened")
	}
	bomb, ok := bytes.Buffer{}, false
	if w, err := flate.NewWriterDict(&bomb, flate.BestSpeed, dictionary); err == nil {
		_, err = w.Write([]byte("{" + strings.Repeat(" ", packed.Most)))
		ok = errors.Join(err, w.Close()) == nil
	}
	if !ok {
		t.Fatal("it was not packed")
	}
	if _, err := packed.Open(bomb.Bytes()); err == nil {
		t.Error("more than an item can hold is opened")
	}
}

func FuzzOpenGivesBackWhatWasPacked(f *testing.F) {
	f.Add([]byte(`{"schema":1}`), 100)
	f.Add(dictionary, 1)
	f.Fuzz(func(t *testing.T, some []byte, times int) {
		_, _ = packed.Open(some) // any bytes: an error or an answer
		body := append([]byte("{"), bytes.Repeat(some, min(max(times, 0), 1000))...)
		p, ok := packed.Pack(body)
		if !ok {
			return
		}
		again, err := packed.Open(p)
		if err != nil || !bytes.Equal(again, body) {
			t.Fatalf("%d bytes became %d: %v", len(body), len(again), err)
		}
	})
}
