package monthend

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// priced prices person-months on the lines 11, 12, … of their upload.
func priced(t *testing.T, o billing.Options, ps ...billing.PersonMonth) Tallied {
	t.Helper()
	var all []billing.Record
	for i, p := range ps {
		all = append(all, billing.Record{Line: 11 + i, PersonMonth: p})
	}
	got, err := Price(all, may, billing.Standard(), o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestARefusedRecordStopsTheMonthAndIsNamedByProviderAndLine(t *testing.T) {
	got := priced(t, billing.Options{}, record(1), record(2, reduced), record(3, byOther, reduced))
	places := []Place{{office1, 12}, {office2, 13}}
	if got.Billable() || len(got.Refused) != 2 || len(got.Left) != 0 || len(got.Result.Priced) != 0 {
		t.Fatalf("%+v", got)
	}
	for i, f := range got.Refused {
		if f.Place != places[i] || f.Code != billing.CodeMissingReduction || f.Reason == "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestRefusedRecordsAreLeftOutWhereTheClerkSaysSo(t *testing.T) {
	got := priced(t, billing.Options{SkipRefused: true}, record(1), record(2, reduced), record(3, pending, elsewhere))
	if !got.Billable() || got.Result.Claims != 1 || got.Result.Yen != 5215 {
		t.Errorf("%+v", got.Result)
	}
	if diff := cmp.Diff([]Held{{Place{office1, 13}, "認定結果"}}, got.Held); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(got.Insurers, []string{"122283", "999995"}) {
		t.Errorf("announced to %v, want those of what is billed and held", got.Insurers)
	}
	var left []string
	for _, f := range got.Left {
		left = append(left, f.Name)
	}
	if !slices.Equal(left, []string{"held.csv", "refused.csv"}) {
		t.Errorf("left %v", left)
	}
	if refused := string(got.Left[1].Body); !strings.Contains(refused, "\r\n12,999995,202605,"+office1+",0007700002,") {
		t.Errorf("the list does not name the line of the upload: %s", refused)
	}
}

func TestWhatAMonthMayBeClosedWith(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []billing.PersonMonth
		want bool
	}{
		{"one claim", []billing.PersonMonth{record(1)}, true},
		{"one claim and one refused", []billing.PersonMonth{record(1), record(2, reduced)}, true},
		{"only what is held", []billing.PersonMonth{record(1, pending)}, true},
		{"not only what is refused", []billing.PersonMonth{record(1, reduced)}, false},
		{"not nothing", nil, false},
	} {
		if got := priced(t, billing.Options{SkipRefused: true}, c.in...).Billable(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestOneLineNumberInTwoUploadsIsTwoRecords(t *testing.T) {
	all := []billing.Record{{Line: 1, PersonMonth: record(1, reduced)}, {Line: 1, PersonMonth: record(2, byOther, reduced)}}
	got, err := Price(all, may, billing.Standard(), billing.Options{})
	if err != nil || len(got.Refused) != 2 || got.Refused[0].Provider != office1 || got.Refused[1].Provider != office2 {
		t.Errorf("%v, %+v", err, got.Refused)
	}
}

func TestAMonthWithoutRulesIsRefusedWholeNamingTheRule(t *testing.T) {
	for month, want := range map[string]string{"2026-06": "処遇改善加算", "2024-03": "2024年3月以前"} {
		_, err := Price(nil, day.MustMonth(month), billing.Standard(), billing.Options{SkipRefused: true, AllowUnverified: true})
		ref, ok := errors.AsType[*plan.Refusal](err)
		if !ok || ref.Code != "month-unpriced" || !strings.HasPrefix(ref.Detail, month+"分は請求できません: ") || !strings.Contains(ref.Detail, want) {
			t.Errorf("%s: %v", month, err)
		}
	}
}

func TestAMonthIsClosedOnceItsLastDayIsOver(t *testing.T) {
	for on, want := range map[string]bool{"2026-04-30": false, "2026-05-31": false, "2026-06-01": true, "2027-01-01": true} {
		err := Over(may, day.MustParse(on))
		if ref, ok := errors.AsType[*plan.Refusal](err); (err == nil) != want || ok && ref.Code != "month-not-over" {
			t.Errorf("%s: %v", on, err)
		}
	}
}
