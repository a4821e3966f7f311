package rules

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
)

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
	k, ok := s.Clock("review")
	if !ok || k.StartsFrom.Is != Received || k.Period.N != 2 || k.Period.Unit != Weeks || k.Period.Source != "KUM-10" || k.Period.Open {
		t.Errorf("the review is %+v", k)
	}
	if k.Roll.Is != RollNext || !k.Roll.Open || k.Cutoff.At != "24:00" || k.OnLapse.Is != CloseNoAdvice || len(k.Stages) != 3 {
		t.Errorf("what the paper does not say is inherited and open: %+v", k)
	}
	if s.Version() != "ichitei-no-kanyo@2025-08-27" || s.Base != "ichitei-no-kanyo@2024-07-11" {
		t.Errorf("the version is %s on %s", s.Version(), s.Base)
	}
	if before, err := For("431001", day.MustParse("2025-08-26")); err != nil || before.Version() != s.Base {
		t.Errorf("before the conference was revised: %s, %v", before.Version(), err)
	}
}

func TestTheViewpointOnRevisionIsShownOnlyAtRenewal(t *testing.T) {
	s := load(t)
	if n := len(s.ViewpointsFor(New)); n != 4 {
		t.Errorf("a new plan is seen from %d viewpoints", n)
	}
	if v := s.ViewpointsFor(Renewal); len(v) != 5 || v[4].Source != "KUM-22" {
		t.Errorf("a renewal is seen from %v", v)
	}
}

func TestAMailIsDiscouragedAndTheNetworksGoFirst(t *testing.T) {
	ch := load(t).Channels
	if ch[0].Standing != Principle || ch[1].Standing != Principle || ch[len(ch)-1].Standing != Discouraged {
		t.Errorf("channels: %v", ch)
	}
}

func TestAPlanInThreePartsIsAPlan(t *testing.T) {
	s := load(t)
	for forms, want := range map[string]string{
		"F-KIHON F-KCL F-PLAN-A F-PLAN-B F-PLAN-C": "",
		"F-KIHON F-KCL F-PLAN-A F-PLAN-C":          "F-PLAN",
	} {
		if missing, doubled, unexpected := s.Missing(Wanted{Event: New, Track: Direct}, strings.Fields(forms)); strings.Join(missing, " ") != want || len(doubled)+len(unexpected) > 0 {
			t.Errorf("%s: missing %v, doubled %v, unexpected %v", forms, missing, doubled, unexpected)
		}
	}
}

func TestASubmissionIsComparedWithTheRule(t *testing.T) {
	for _, c := range []struct {
		name, event, forms           string
		missing, doubled, unexpected string
	}{
		{"a first plan needs no evaluation sheet", "new", "F-KIHON F-KCL F-PLAN", "", "", ""},
		{"a first plan may have one", "new", "F-KIHON F-KCL F-PLAN F-EVAL-F", "", "", ""},
		{"a renewal needs the evaluation sheet", "renewal", "F-PLAN F-KIHON F-KCL", "F-EVAL-F", "", ""},
		{"a progress record is welcome", "renewal", "F-PLAN F-KIHON F-KCL F-EVAL-F F-PROG-E", "", "", ""},
		{"an empty set lacks all, in the order of the rule", "new", "", "F-KIHON F-KCL F-PLAN", "", ""},
		{"a form given three times is named once", "new", "F-PLAN F-KCL F-PLAN F-PLAN F-KIHON", "", "F-PLAN", ""},
		{"a form of another set is unexpected", "new", "F-KIHON F-KCL F-PLAN F-ECO F-ECO", "", "", "F-ECO"},
		{"an event that the rule does not ask for may come with any form, each once", "levelChange", "F-PLAN F-ECO F-PLAN", "", "F-PLAN", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			missing, doubled, unexpected := load(t).Missing(Wanted{Event: Event(c.event), Track: Direct}, strings.Fields(c.forms))
			got := [3]string{strings.Join(missing, " "), strings.Join(doubled, " "), strings.Join(unexpected, " ")}
			if want := [3]string{c.missing, c.doubled, c.unexpected}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if s := load(t); !s.Takes(Wanted{Event: New}) || s.Takes(Wanted{Event: LevelChange}) {
		t.Error("plans are submitted when they are made and renewed")
	}
}

func TestAddingWhatIsMissingCompletesTheSet(t *testing.T) {
	s := load(t)
	rapid.Check(t, func(t *rapid.T) {
		event := rapid.SampledFrom([]Event{New, Renewal}).Draw(t, "event")
		ids := rapid.SampledFrom(Forms())
		var forms []string
		for _, f := range rapid.SliceOfN(ids, 0, 8).Draw(t, "forms") {
			forms = append(forms, f.ID)
		}
		missing, _, unexpected := s.Missing(Wanted{Event: event, Track: Direct}, forms)
		again, _, still := s.Missing(Wanted{Event: event, Track: Direct}, append(forms, missing...))
		if len(again) != 0 || !cmp.Equal(unexpected, still) {
			t.Fatalf("still missing %v, unexpected %v then %v", again, unexpected, still)
		}
	})
}

func TestEveryRuleOfASetIsTold(t *testing.T) {
	set := Set{
		Effective: Effective{From: day.MustParse("2026-04-01")},
		Calendar:  Calendar{YearEnd: &YearEnds{December: 28, January: 4}, Closed: []Day{{day.MustParse("2026-10-01"), "市制記念日"}}, Basis: Basis{Source: "9条"}},
		Centres:   map[string]Calendar{"東部": {Weekly: []Weekday{"火", "土"}, HolidaysOpen: true, YearEnd: &YearEnds{Open: true}}},
		Clocks: map[string]Clock{"payment": {Name: "支払", Period: Period{N: 30, Unit: Days},
			Stages: []Stage{{Name: "week", Days: -7, At: "09:00"}, {Name: "due", At: "08:30"}, {Name: "after", OpenDays: 1, At: "08:30"}}, Basis: Basis{Source: "6条"}}},
		Documents: []DocumentSet{{Events: []Event{New}, Tracks: []Track{Direct}, Required: []Document{
			{Form: "F-PLAN", Signature: SignedCopy, Pages: "1ページ目だけ", Office: OutOfTown},
			{Form: "F-ECO", SameFile: []string{"F-KIHON", "T-IRAI"}, For: Welfare, On: []Event{New}},
			{OneOf: []string{"F-MEET-E", "F-PROG-E"}, OnRequest: true},
		}}},
		Forms: []FormVersion{
			{Form: "T-IRAI", Name: "依頼書", Version: "新", From: day.MustParse("2026-04-01")},
			{Form: "T-IRAI", Name: "依頼書", Version: "旧", Until: day.MustParse("2026-03-31")},
		},
	}
	got := map[string]string{}
	for _, l := range set.Lines() {
		got[l.Rule] = l.Value
	}
	for rule, want := range map[string]string{
		"calendar":                 "月から金に開く、祝日は閉じる、12月28日から1月4日まで閉じる、令和8年10月1日は閉じる（市制記念日）",
		"centres.東部":               "火土に開く、祝日も開く、年末年始も開く",
		"clocks.payment.stages":    "7日前 09:00（week）、期限の日 08:30（due）、1開庁日後 08:30（after）",
		"documents[0].required[0]": "介護予防サービス・支援計画書（市町村の外の事業所）（1ページ目だけ）（署名したものの写し）（居宅指定）",
		"documents[0].required[1]": "エコマップ（新規のとき）（生活保護を受けている人のとき）（利用者基本情報か依頼書のファイルの中でもよい）（居宅指定）",
		"documents[0].required[2]": "サービス担当者会議の要点 または 介護予防支援経過記録（求められたとき）（居宅指定）",
		"forms[0]":                 "依頼書：新（令和8年4月1日から）",
		"forms[1]":                 "依頼書：旧（令和8年3月31日まで）",
	} {
		if got[rule] != want {
			t.Errorf("%s: %s, want %s", rule, got[rule], want)
		}
	}
}

func TestTheClosestSetInForceBinds(t *testing.T) {
	d := day.MustParse
	card := func(name, from string, b Binding) Card {
		if b.Care == "" {
			b.Care = Support
		}
		return Card{name, Effective{From: d(from)}, b}
	}
	town := []string{"131164"}
	cards := []Card{
		card("nation", "2024-04-01", Binding{National: true}),
		card("nation", "2026-04-01", Binding{National: true}),
		card("cm", "2015-06-05", Binding{National: true, Care: Management}),
		card("ward", "2024-04-01", Binding{Towns: town}),
		card("ward-itaku", "2024-04-01", Binding{Towns: town, Tracks: []Track{Commissioned}}),
		card("model", "2024-10-01", Binding{Towns: town, Centres: []string{"東部"}, DesignatedFrom: d("2024-10-01")}),
		{"trial", Effective{From: d("2025-01-01"), Until: d("2025-03-31")}, Binding{Towns: []string{"999999"}, Care: Support}},
	}
	for _, c := range []struct {
		name string
		q    Case
		want string
	}{
		{"a town without a set follows the nation", Case{Town: "999998", On: d("2025-05-01")}, "nation@2024-04-01"},
		{"the newest of the nation's", Case{Town: "999998", On: d("2026-04-01")}, "nation@2026-04-01"},
		{"its own, though the nation has a newer one", Case{Town: "131164", On: d("2026-05-01")}, "ward@2024-04-01"},
		{"the one that names its track", Case{Town: "131164", On: d("2026-05-01"), Track: Commissioned}, "ward-itaku@2024-04-01"},
		{"a centre of the model, an office of the model", Case{Town: "131164", On: d("2025-01-01"), Centre: []string{"c1", "東部"}, Designated: d("2024-10-01")}, "model@2024-10-01"},
		{"an office designated before the model", Case{Town: "131164", On: d("2025-01-01"), Centre: []string{"東部"}, Designated: d("2024-09-30")}, "ward@2024-04-01"},
		{"an office of which nobody knows", Case{Town: "131164", On: d("2025-01-01"), Centre: []string{"東部"}}, "ward@2024-04-01"},
		{"another centre", Case{Town: "131164", On: d("2025-01-01"), Centre: []string{"中央"}, Designated: d("2024-10-01")}, "ward@2024-04-01"},
		{"before the model began", Case{Town: "131164", On: d("2024-09-30"), Centre: []string{"東部"}, Designated: d("2024-10-01")}, "ward@2024-04-01"},
		{"the other care", Case{Town: "131164", On: d("2025-01-01"), Care: Management}, "cm@2015-06-05"},
		{"a trial on its last day", Case{Town: "999999", On: d("2025-03-31")}, "trial@2025-01-01"},
		{"after the trial", Case{Town: "999999", On: d("2025-04-01")}, "nation@2024-04-01"},
		{"before anything", Case{Town: "999999", On: d("2024-03-31")}, ""},
	} {
		got, err := Choose(cards, c.q)
		if c.want == "" && !errors.Is(err, ErrNoRule) || c.want != "" && (err != nil || got.Version() != c.want) {
			t.Errorf("%s: %s, %v; want %q", c.name, got.Version(), err, c.want)
		}
	}
}

func TestAVersionIsFoundAgain(t *testing.T) {
	if s, err := ByVersion("ichitei-no-kanyo@2024-07-11"); err != nil || s.Name != "ichitei-no-kanyo" {
		t.Errorf("%v, %v", s.Name, err)
	}
	if _, err := ByVersion("x@2000-01-01"); !errors.Is(err, ErrNoRule) {
		t.Errorf("an unknown version: %v", err)
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

func TestASetThatWasKeptBeforeAPlaceCouldSayMoreIsReadAsItWas(t *testing.T) {
	var p Period
	if err := json.Unmarshal([]byte(`{"n":1,"unit":"dayOfMonth","day":20,"after":"quarterEnd"}`), &p); err != nil {
		t.Fatal(err)
	}
	if p.N != 1 || p.Day != 20 || p.After == nil || p.After.Unit != QuarterEnd || p.Text() != "その四半期の末日から翌月の20日" {
		t.Errorf("%+v: %s", p, p.Text())
	}
}
