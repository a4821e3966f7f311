package content

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/shared/day"
)

func TestAStatementIsReadByTheNamesOfAPlan(t *testing.T) {
	p, err := ReadStatement([]byte(`{"made": "2026-04-18", "before": false, "services": [{"kind": "preventive"}], "meeting": {"how": "held", "on": "2026-04-19", "family": true},
		"checklist": {"sheet": {"answers": {"1": "はい"}}, "by": "self"}, "consents": {"plan": "2026-04-20", "written": null}}`))
	if err != nil {
		t.Fatal(err)
	}
	if p.Made != day.MustParse("2026-04-18") || p.Before != No || p.Services[0].Kind != Preventive || p.Meeting.Family != Yes || !p.Checklist.Sheet.Answered(1) || p.Consents.Written != Untold {
		t.Errorf("%+v", p)
	}
}

func TestWhatIsNoStatementIsRefusedWithoutAValue(t *testing.T) {
	for name, b := range map[string]string{
		"no JSON": "x", "another name": `{"goal": "ひみつ"}`, "a day that is none": `{"made": "ひみつ"}`, "a number for a text": `{"form": 1}`,
		"a text for yes or no": `{"before": "ひみつ"}`, "the period": `{"period": {"from": "2026-05-01"}}`, "the level": `{"certification": {"level": "12"}}`,
		"the track": `{"track": "direct"}`, "more behind it": `{} {}`, "too much": `{"form": "` + strings.Repeat("a", MaxStatement) + `"}`,
	} {
		if _, err := ReadStatement([]byte(b)); err == nil || strings.Contains(err.Error(), "ひみつ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPlanComesBackFromJSON(t *testing.T) {
	p := Plan{Made: day.MustParse("2026-04-18"), Before: Yes, Evaluated: No, Domains: &Domains{{Now: "杖で歩く", Issue: Yes}}, Issues: []Issue{{Goal: "散歩"}}, Checklist: &Checklist{Counts: &[6]int{3}}}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var got Plan
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, got, cmpopts.EquateComparable(day.Date{})); diff != "" {
		t.Error(diff)
	}
}

func FuzzReadStatement(f *testing.F) {
	f.Add([]byte(`{"made": "2026-04-18", "before": false}`))
	f.Add([]byte(`{"checklist": {"sheet": {"answers": {"1": "はい"}}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ReadStatement(b)
		if err != nil && !cmp.Equal(p, Plan{}, cmpopts.EquateComparable(day.Date{})) {
			t.Fatalf("%v and %+v", err, p)
		}
	})
}
