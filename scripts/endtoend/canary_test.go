package endtoend

import (
	"bufio"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sasae-care/sasae/shared/app"
)

// canaries are words about the people of the sample town: those whose plans are
// verified, and those who work there.
func canaries(t *testing.T, w *World) (out []string) {
	t.Helper()
	add := func(words ...string) {
		for _, word := range words {
			if utf8.RuneCountInString(word) > 1 {
				out = append(out, word)
			}
		}
	}
	names := func(full string) {
		add(full, strings.ReplaceAll(full, "\u3000", ""), strings.ReplaceAll(full, "\u3000", " "))
		add(strings.Split(full, "\u3000")...)
	}
	for _, s := range shared.sample.Scenes {
		p := s.Person
		names(p.Name)
		names(p.Kana)
		add(p.Insured, p.Phone, p.Address.Text, p.Address.Area, p.Address.Postcode, p.Birth.String())
	}
	book, err := w.Book(t.Context(), app.ScopeOf(operator(townOfRun(t, w))))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range book.Staff {
		names(s.Name)
		add(s.Email, s.Phone)
	}
	return append(out, "@sasae.example", "sasae%40", "+8190", "090-0000")
}

// canary holds that no line of any worker has a word about a person in it.
func canary(t *testing.T, w *World) {
	t.Helper()
	words, n, strange := canaries(t, w), 0, 0
	lines := bufio.NewScanner(strings.NewReader(w.logs.String()))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		n++
		if !json.Valid(lines.Bytes()) { // a line that a kill cut off
			strange++
		}
		if word := spilt(lines.Text(), words); word != "" {
			t.Errorf("a line holds %q: %s", word, lines.Text())
		}
	}
	if n < 1000 || len(words) < 100 || lines.Err() != nil {
		t.Errorf("only %d lines were held against %d words: %v", n, len(words), lines.Err())
	}
	if w.Kill == nil && strange > 0 {
		t.Errorf("%d lines are no JSON", strange)
	}
	t.Logf("%d lines of logs were held against %d words", n, len(words))
}

// spilt is the first of the words that a line holds. A number that is part of a
// longer one, or of a hexadecimal one, is not that number.
func spilt(line string, words []string) string {
	for _, word := range words {
		rest := line
		for at := strings.Index(rest, word); at >= 0; at = strings.Index(rest, word) {
			before, after := rest[:at], rest[at+len(word):]
			if !joined(before, word) && !joined(word, after) {
				return word
			}
			rest = after
		}
	}
	return ""
}

// joined tells whether a number goes on from one text to the next.
func joined(a, b string) bool {
	const hex = "0123456789abcdef"
	return a != "" && b != "" && strings.Contains(hex, a[len(a)-1:]) && strings.Contains(hex, b[:1])
}

func TestACanaryIsHeardWhereverItSits(t *testing.T) {
	words := []string{"花子", "0000000042", "090-0000-0001", "m-1@town.example"}
	for line, want := range map[string]string{
		`{"case":"花子さん"}`: "花子", `{"event":"dcb859f0-0000-4000-8000-000000000042"}`: "", `{"x":"0000000042"}`: "0000000042",
		`{"to":"m-1@town.example"}`: "m-1@town.example", `100000000421, then 0000000042`: "0000000042", `{"tel":"090-0000-00012"}`: "",
	} {
		if got := spilt(line, words); got != want {
			t.Errorf("in %s it hears %q, want %q", line, got, want)
		}
	}
}
