package events_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sums are lines as sha256sum writes them: path to hash.
type sums map[string]string

const sumFile = "published.sum"

func readSums(text string) (sums, error) {
	out := sums{}
	for line := range strings.Lines(text) {
		hash, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || len(hash) != 64 || out[path] != "" {
			return nil, fmt.Errorf("read the line %q: want a hash, two blanks and a path, each path once", line)
		}
		out[path] = hash
	}
	return out, nil
}

func (s sums) String() string {
	var w strings.Builder
	for _, path := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&w, "%s  %s\n", s[path], path)
	}
	return w.String()
}

// breaches says what happened to published schemas that may never happen.
func breaches(published, now sums) (out []string) {
	for _, path := range slices.Sorted(maps.Keys(published)) {
		switch now[path] {
		case published[path]:
		case "":
			out = append(out, path+" was published and is gone: events of that shape still exist; put it back")
		default:
			out = append(out, path+" was published and has changed: put it back. A new meaning is a new version beside it (v2/schema.json, a type of its own in types.go)")
		}
	}
	return out
}

// unpublished are the schemas that have no line yet.
func unpublished(published, now sums) (out []string) {
	for _, path := range slices.Sorted(maps.Keys(now)) {
		if published[path] == "" {
			out = append(out, path)
		}
	}
	return out
}

func TestAPublishedSchemaIsAsItWasPublished(t *testing.T) {
	published, err := readSums(string(read(t, sumFile)))
	if err != nil {
		t.Fatal(err)
	}
	now := sums{}
	for _, path := range glob(t, "*/v*/schema.json") {
		now[path] = fmt.Sprintf("%x", sha256.Sum256(read(t, path)))
	}
	for _, breach := range breaches(published, now) {
		t.Error(breach)
	}
	fresh := unpublished(published, now)
	if !*update {
		for _, path := range fresh {
			t.Errorf("%s is new: run go test ./events -update, which adds it to %s and makes it final", path, sumFile)
		}
		return
	}
	for _, path := range fresh {
		published[path] = now[path]
	}
	if err := os.WriteFile(sumFile, []byte(published.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestWhatMayHappenToSchemas(t *testing.T) {
	published := sums{"a/v1/schema.json": "1", "b/v1/schema.json": "2"}
	for name, c := range map[string]struct {
		now           sums
		breached, new int
	}{
		"nothing":                    {sums{"a/v1/schema.json": "1", "b/v1/schema.json": "2"}, 0, 0},
		"a second version beside it": {sums{"a/v1/schema.json": "1", "a/v2/schema.json": "3", "b/v1/schema.json": "2"}, 0, 1},
		"a change is a breach":       {sums{"a/v1/schema.json": "3", "b/v1/schema.json": "2"}, 1, 0},
		"a removal is a breach":      {sums{"b/v1/schema.json": "2"}, 1, 0},
		"a renaming is a breach":     {sums{"c/v1/schema.json": "1", "b/v1/schema.json": "2"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := [2]int{len(breaches(published, c.now)), len(unpublished(published, c.now))}
			if diff := cmp.Diff([2]int{c.breached, c.new}, got); diff != "" {
				t.Errorf("breaches, new ones (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALineOfPublishedSumIsAHashAndAPath(t *testing.T) {
	hash := strings.Repeat("0f", 32)
	for text, ok := range map[string]bool{
		"":                                     true,
		hash + "  a/v1/schema.json\n":          true,
		hash + " a/v1/schema.json\n":           false,
		hash[1:] + "  a/v1/schema.json\n":      false,
		hash + "  a\n" + hash + "  a\n":        false,
		"<<<<<<< HEAD\n" + hash + "  a\n":      false,
		hash + "  a\n" + hash + "  b/v1/x.j\n": true,
	} {
		got, err := readSums(text)
		if (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && got.String() != text {
			t.Errorf("%q is written back as %q", text, got)
		}
	}
}
