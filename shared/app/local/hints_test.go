package local

import (
	"slices"
	"testing"
	"time"

	"github.com/sasae-care/sasae/events"
)

func TestHintsComeInTheOrderInWhichTheirTimeComes(t *testing.T) {
	noon := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	var q hints
	put := func(id string, at time.Time) { q.add(hint{at: at, event: events.Event{ID: id}}, noon) }
	put("now 1", noon)
	put("in two hours", noon.Add(2*time.Hour))
	put("in an hour 1", noon.Add(time.Hour))
	put("in an hour 2", noon.Add(time.Hour))
	put("now 2", time.Time{})
	for _, step := range []struct {
		at   time.Time
		want []string
	}{
		{noon, []string{"now 1", "now 2"}},
		{noon.Add(time.Hour), []string{"in an hour 1", "in an hour 2"}},
		{noon.Add(3 * time.Hour), []string{"in two hours"}},
	} {
		var got []string
		for h, ok := q.take(step.at); ok; h, ok = q.take(step.at) {
			got = append(got, h.event.ID)
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("at %s: %q, want %q", step.at, got, step.want)
		}
	}
}
