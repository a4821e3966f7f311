package rules

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
)

const kumamoto = "431001/2024-07-11.yaml"

func load(t testing.TB) Set {
	t.Helper()
	s, err := For("431001", day.MustParse("2026-04-20"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKumamotosReviewIsTwoWeeksFromReceipt(t *testing.T) {
	s := load(t)
	want := Clock{
		ID: "review", Name: "検証",
		StartsFrom: Choice[Anchor]{Received, Basis{Source: "AMB-05", Open: true}},
		Period:     Period{N: 2, Unit: Weeks, Basis: Basis{Source: "KUM-10"}},
		FirstDay:   Choice[FirstDay]{Excluded, Basis{Source: "民法140条", Open: true}},
		Roll:       Choice[Roll]{RollNext, Basis{Source: "AMB-05", Open: true}},
		Cutoff:     Cutoff{"24:00", Basis{Source: "民法141条", Open: true}},
		OnLapse:    Choice[OnLapse]{CloseNoAdvice, Basis{Source: "AMB-30", Open: true}},
		Stages:     []Stage{{"before3", -3, "08:30"}, {"due", 0, "08:30"}, {"after1", 1, "08:30"}},
	}
	if diff := cmp.Diff(want, s.Direct.Review, cmpopts.IgnoreFields(Basis{}, "Note")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Version() != "ichitei-no-kanyo@2024-07-11" {
		t.Errorf("the version is %s", s.Version())
	}
}

func TestTheViewpointOnRevisionIsShownOnlyAtRenewal(t *testing.T) {
	s := load(t)
	if n := len(s.ViewpointsFor(EventNew)); n != 4 {
		t.Errorf("a new plan is seen from %d viewpoints", n)
	}
	if v := s.ViewpointsFor(EventRenewal); len(v) != 5 || v[4].Source != "KUM-22" {
		t.Errorf("a renewal is seen from %v", v)
	}
}

func TestAMailIsDiscouragedAndTheNetworksGoFirst(t *testing.T) {
	ch := load(t).Direct.Channels
	if ch[0].Standing != Principle || ch[1].Standing != Principle || ch[len(ch)-1].Standing != Discouraged {
		t.Errorf("channels: %v", ch)
	}
}

func TestASubmissionIsComparedWithTheRule(t *testing.T) {
	for _, c := range []struct {
		name, event, forms           string
		missing, doubled, unexpected string
	}{
		{"a first plan needs no evaluation sheet", EventNew, "F-KIHON F-KCL F-PLAN", "", "", ""},
		{"a first plan may have one", EventNew, "F-KIHON F-KCL F-PLAN F-EVAL-F", "", "", ""},
		{"a renewal needs the evaluation sheet", EventRenewal, "F-PLAN F-KIHON F-KCL", "F-EVAL-F", "", ""},
		{"a progress record is welcome", EventRenewal, "F-PLAN F-KIHON F-KCL F-EVAL-F F-PROG-E", "", "", ""},
		{"an empty set lacks all, in the order of the rule", EventNew, "", "F-KIHON F-KCL F-PLAN", "", ""},
		{"a form given three times is named once", EventNew, "F-PLAN F-KCL F-PLAN F-PLAN F-KIHON", "", "F-PLAN", ""},
		{"a form of another set is unexpected", EventNew, "F-KIHON F-KCL F-PLAN F-ECO F-ECO", "", "", "F-ECO"},
		{"an event without a rule foresees nothing", EventLevelChange, "F-PLAN", "", "", "F-PLAN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			missing, doubled, unexpected := load(t).Missing(c.event, strings.Fields(c.forms))
			got := [3]string{strings.Join(missing, " "), strings.Join(doubled, " "), strings.Join(unexpected, " ")}
			if want := [3]string{c.missing, c.doubled, c.unexpected}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if s := load(t); !s.Takes(EventNew) || s.Takes(EventLevelChange) {
		t.Error("plans are submitted when they are made and renewed")
	}
}

func TestAddingWhatIsMissingCompletesTheSet(t *testing.T) {
	s := load(t)
	rapid.Check(t, func(t *rapid.T) {
		event := rapid.SampledFrom([]string{EventNew, EventRenewal}).Draw(t, "event")
		ids := rapid.SampledFrom(Forms())
		var forms []string
		for _, f := range rapid.SliceOfN(ids, 0, 8).Draw(t, "forms") {
			forms = append(forms, f.ID)
		}
		missing, _, unexpected := s.Missing(event, forms)
		again, _, still := s.Missing(event, append(forms, missing...))
		if len(again) != 0 || !cmp.Equal(unexpected, still) {
			t.Fatalf("still missing %v, unexpected %v then %v", again, unexpected, still)
		}
	})
}

func TestATownWithoutAFileFollowsTheDefault(t *testing.T) {
	on := func(iso string, d bool, towns ...string) Set {
		return Set{Name: iso, Effective: Start{Date: day.MustParse(iso)}, Towns: towns, Default: d}
	}
	sets := []Set{on("2024-07-11", true, "431001"), on("2025-04-01", false, "131164"), on("2026-04-01", true), on("2027-04-01", false, "131164")}
	for _, c := range []struct{ town, day, want string }{
		{"431001", "2024-07-11", "2024-07-11"},
		{"431001", "2026-05-01", "2024-07-11"}, // its own, though a newer default exists
		{"131164", "2025-03-31", "2024-07-11"},
		{"131164", "2025-04-01", "2025-04-01"},
		{"131164", "2028-01-01", "2027-04-01"},
		{"999999", "2026-04-01", "2026-04-01"},
	} {
		if s, err := Pick(sets, c.town, day.MustParse(c.day)); err != nil || s.Name != c.want {
			t.Errorf("%s on %s: %s, %v; want %s", c.town, c.day, s.Name, err, c.want)
		}
	}
	if _, err := Pick(sets, "431001", day.MustParse("2024-07-10")); !errors.Is(err, ErrNoRule) {
		t.Errorf("the day before: %v", err)
	}
}

func TestAVersionIsFoundAgain(t *testing.T) {
	if s, err := ByVersion("ichitei-no-kanyo@2024-07-11"); err != nil || !s.Default {
		t.Errorf("%v, %v", s.Name, err)
	}
	if _, err := ByVersion("x@2000-01-01"); !errors.Is(err, ErrNoRule) {
		t.Errorf("an unknown version: %v", err)
	}
}

func TestTwoSetsForOneTownAndDayAreRefused(t *testing.T) {
	raw, err := os.ReadFile(kumamoto)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Load(fstest.MapFS{kumamoto: {Data: raw}, "base/2024-07-11.yaml": {Data: raw}})
	for _, want := range []string{"named ichitei-no-kanyo@2024-07-11", "for 431001 from 2024-07-11", "default from 2024-07-11"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

func TestEveryFormHasAnIdOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Forms() {
		if f.ID == "" || f.Name == "" || seen[f.ID] {
			t.Errorf("%+v is unnamed or doubled", f)
		}
		seen[f.ID] = true
	}
	if f, ok := FormByID("F-EVAL-F"); !ok || f.Letter != "F" {
		t.Errorf("the evaluation sheet is %+v", f)
	}
}

func FuzzLoad(f *testing.F) {
	raw, err := os.ReadFile(kumamoto)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte("name: x\ntowns: [1]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = Load(fstest.MapFS{kumamoto: {Data: b}})
	})
}

func TestAMistakeInAFileIsNamedWithItsLine(t *testing.T) {
	raw, err := os.ReadFile(kumamoto)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, at, says string }{
		{"an unknown key", "unit: weeks", "unit: weeks\n      units: 3", "units: 3", "unknown field"},
		{"a doubled key", "id: review", "id: review\n    id: again", "id: again", "already defined"},
		{"an unknown word", "is: next", "is: sometimes", "is: sometimes", `direct.review.roll.is: is "sometimes"`},
		{"an unknown form", "form: F-EVAL-F\n", "form: F-NONE\n", "form: F-NONE", "no form"},
		{"a form named twice", "F-KCL, source: KUM-15", "F-KIHON, source: KUM-15", "F-KIHON, source: KUM-15", "twice"},
		{"a rule without a source", "{form: F-KCL, source: KUM-15}", "{form: F-KCL}", "{form: F-KCL}", "source: is missing"},
		{"an open rule without a note", "      note: 「2週間以内」の起点の記載がない。提出を受け付けた日とした。\n", "", "open: true", "needs a note"},
		{"an hour past the end of the day", `at: "24:00"`, `at: "24:01"`, `at: "24:01"`, "24:01"},
		{"a period of nothing", "n: 2\n      unit", "n: 0\n      unit", "n: 0", "at least 1"},
		{"a backward period that rolls on", "unit: weeks", "unit: weeks\n      backward: true", "is: next", "never rolls"},
		{"a word for a number", "n: 2\n      unit", "n: two\n      unit", "n: two", "cannot unmarshal"},
		{"a required form on request", "{form: F-KCL, source", "{form: F-KCL, onRequest: true, source", "{form: F-KCL", "not asked for"},
		{"a viewpoint out of order", "- n: 3", "- n: 4", "- n: 4", "want 3"},
		{"a town code of five digits", `["431001"]`, `["43100"]`, `["43100"]`, "six digits"},
		{"a date unlike the file's name", "date: 2024-07-11", "date: 2024-07-12", "date: 2024-07-12", "2024-07-12.yaml"},
		{"a date that does not exist", "date: 2024-07-11", "date: 2024-02-30", "", "2024-02-30"},
		{"an event of no kind", "    new:\n", "    newest:\n", "required:", "newest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(string(raw), c.old, c.new, 1)
			if text == string(raw) {
				t.Fatalf("%q is not in the file", c.old)
			}
			_, err := Load(fstest.MapFS{kumamoto: {Data: []byte(text)}})
			if err == nil {
				t.Fatal("loaded")
			}
			near := max(strings.Index(string(raw), c.old)-40, 0)
			line := 1 + strings.Count(text[:near+strings.Index(text[near:], c.at)], "\n")
			if want := fmt.Sprintf("%s: line %d: ", kumamoto, line); c.at != "" && !strings.Contains(err.Error(), want) {
				t.Errorf("%v is not at %q", err, want)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v does not say %q", err, c.says)
			}
		})
	}
}
