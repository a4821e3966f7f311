package main

import (
	"strings"
	"testing"
)

func TestARequirementIsReadOrRefused(t *testing.T) {
	const good = "{id: KUM-10, class: T, kind: clock, says: 期限, next: 何か}"
	for name, c := range map[string]struct{ rows, want string }{
		"a row":             {"- " + good, ""},
		"twice":             {"- " + good + "\n- " + good, "twice"},
		"another class":     {"- {id: X, class: D, kind: clock, says: x, next: y}", `class "D"`},
		"no class":          {"- {id: X, kind: clock, says: x, next: y}", `class ""`},
		"another kind":      {"- {id: X, class: T, kind: hope, says: x, next: y}", `kind "hope"`},
		"no words":          {"- {id: X, class: T, kind: clock, next: y}", "what it asks"},
		"nothing at all":    {"- {id: X, class: T, kind: clock, says: x}", "nothing carries it"},
		"an unknown word":   {"- {id: X, class: T, kind: clock, says: x, nxt: y}", "nxt"},
		"an unknown detail": {"- {id: X, class: T, kind: clock, says: x, by: [{chek: y}]}", "chek"},
	} {
		_, err := parse([]byte(c.rows), map[string]bool{})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestWhatIsCarriedInPartIsNotCounted(t *testing.T) {
	by := []carrier{{Check: "consent-missing"}}
	all := []requirement{
		{ID: "A", Class: "E", Kind: "rule", Says: "a|b", By: by}, {ID: "B", Class: "E", Kind: "clock", By: by, Next: "その先"},
		{ID: "C", Class: "T", Kind: "content", Next: "ぜんぶ"}, {ID: "D", Class: "T", Kind: "record", By: by},
	}
	if n := count(all, counting...); n.String() != "3 | 1 | 1 | 1" {
		t.Error(n)
	}
	text := page([]paper{{Short: "X", Title: "ある文書", Rows: all}})
	for _, want := range []string{
		"**1 of the 3 requirements that are rules, documents, clocks or content are carried (33 %)**, 1 in part", "of the 1\nothers, 1",
		"| A | E | rule | a\\|b | carried | check `consent-missing` |", "- B (in part): その先", "- C (next): ぜんぶ",
		"| X | record | 1 | 1 | 0 | 0 |", "| all | that count | 3 | 1 | 1 | 1 |", "| all | others | 1 | 1 | 0 | 0 |", "## X: ある文書", "check `consent-missing`<br>**next**: その先",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "- D") {
		t.Error("what does not count is not listed as missing")
	}
}
