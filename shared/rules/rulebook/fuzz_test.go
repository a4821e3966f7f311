package rulebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/rules"
)

func FuzzRead(f *testing.F) {
	f.Add([]byte(town))
	f.Add([]byte(text(f, national)))
	f.Add([]byte("name: x\nbinds: {towns: [1]}\nclocks: {a: {}}\n"))
	f.Add([]byte(town + "settings: {a: \"b\nforms:\n- {form: T-A, name: b}\n"))
	f.Add([]byte(strings.Replace(town, "clocks:\n", own("")+"clocks:\n  papers: {stages: [], every: 0}\n", 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		sets, err := Read(standing(t), File{"f", b})
		var bad Problems
		switch {
		case err == nil:
			if len(sets) != 1 || sets[0].Name == "" {
				t.Fatalf("taken: %+v", sets)
			}
			var kept rules.Set
			if err := json.Unmarshal(Compile(sets)[sets[0].Version()+".json"], &kept); err != nil || !slices.Equal(kept.Lines(), sets[0].Lines()) {
				t.Errorf("it is kept as %v, read as %v: %v", kept.Lines(), sets[0].Lines(), err)
			}
		case !errors.As(err, &bad) || len(bad) == 0:
			t.Errorf("no mistake is named: %v", err)
		}
		for _, p := range bad {
			if p.Line < 1 || p.Line > 1+bytes.Count(b, []byte("\n"))+bytes.Count(b, []byte("\r")) || p.Message == "" || p.Allowed == nil {
				t.Errorf("%+v", p)
			}
		}
	})
}
