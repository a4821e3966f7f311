package day

import (
	"encoding/json"
	"testing"
	"time"
)

func TestADateIsWhatItSays(t *testing.T) {
	for _, s := range []string{"2026-04-20", "1970-01-01", "1969-12-31", "1912-07-30", "2100-02-28", "0001-01-01"} {
		if got := MustParse(s).String(); got != s {
			t.Errorf("%s became %s", s, got)
		}
	}
}

func TestAMonthLaterIsTheSameDayOrTheMonthsEnd(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-30", 3, "2027-02-28"}, {"2026-04-20", 1, "2026-05-20"},
		{"2028-02-29", 12, "2029-02-28"}, {"2026-03-31", -1, "2026-02-28"},
	} {
		if got := MustParse(c.from).AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestADateIsDecidedInTokyo(t *testing.T) {
	at := time.Date(2026, 4, 20, 15, 0, 0, 0, time.UTC)
	if got := On(at).String(); got != "2026-04-21" {
		t.Errorf("%s is %s in Tokyo", at, got)
	}
	if got := On(at.Add(-time.Nanosecond)).String(); got != "2026-04-20" {
		t.Errorf("a moment earlier is %s", got)
	}
	if got := MustParse("2026-04-20").At(24, 0); !got.Equal(at) {
		t.Errorf("24:00 is %s", got)
	}
}

func TestDatesAndMonthsSurviveJSON(t *testing.T) {
	type both struct {
		D Date
		M Month
	}
	for _, want := range []both{{MustParse("2026-04-20"), MustMonth("2026-05")}, {}} {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got both
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Errorf("%s became %+v (%v)", b, got, err)
		}
	}
	var d Date
	if err := json.Unmarshal([]byte(`"2026-02-30"`), &d); err == nil {
		t.Errorf("read %s", d)
	}
}
