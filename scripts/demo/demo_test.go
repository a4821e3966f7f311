package demo

import (
	"testing"

	"github.com/sasae-care/sasae/shared/day"
)

func TestTheSampleMonthRuns(t *testing.T) {
	r, err := Run(t.Context(), Options{Dir: t.TempDir(), Month: day.MustMonth("2026-05"), Submissions: 200, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if r.Accepted+r.SentBack != r.Submissions {
		t.Errorf("%d accepted + %d sent back are not %d", r.Accepted, r.SentBack, r.Submissions)
	}
}
