package app

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
)

func handedApp(t testing.TB) (*App, Scope) {
	db, err := bolt.Open(t.TempDir()+"/t", bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ring, err := seal.NewRing(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return New(App{Store: db, Ring: ring, Now: day.MustParse("2026-06-02").At(9, 0).UTC}), Scope{"999997"}
}

func drawRecords(t *rapid.T) (rs []billing.Record) {
	for i := range rapid.IntRange(1, 30).Draw(t, "records") {
		p := billing.PersonMonth{
			Month: day.MustMonth("2026-05"), Insurer: "999995", Insured: number.Insured(fmt.Sprintf("%010d", i)), Level: "12",
			CertifiedFrom: day.MustParse("2026-01-01"), CertifiedTo: day.MustParse("2026-12-31"),
			Provider: rapid.SampledFrom([]number.Office{"1370000018", "1370000026"}).Draw(t, "provider"), ProviderKind: billing.Office,
			RegionGrade: rapid.IntRange(0, 7).Draw(t, "grade"), PreventiveManaged: true, Initial: rapid.Bool().Draw(t, "initial"),
		}
		if rapid.Bool().Draw(t, "services") {
			p.Services = []billing.Service{{Office: "1370000018", Kind: "66", Units: 2268, Designation: "1"}}
		}
		p, ref := p.Check()
		if ref != nil {
			t.Fatal(ref)
		}
		rs = append(rs, billing.Record{Line: 2*i + 1, PersonMonth: p})
	}
	return rs
}

func TestWhatWasHandedInIsReadBackByProviderAndLine(t *testing.T) {
	a, in := handedApp(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		rs := drawRecords(t)
		n++
		h := HandIn{Month: day.MustMonth("2026-05"), Org: "t", By: "k1", ID: fmt.Sprint("u", n), Providers: []string{"1370000018", "1370000026"}, Records: rs}
		if err := a.HandIn(t.Context(), in, h, func(int, int) store.Write { return store.Create(store.Key{P: "R", S: h.ID}, []byte("{}")) }); err != nil {
			t.Fatal(err)
		}
		m, err := a.Month(t.Context(), in, h.Month)
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.handed(t.Context(), in, &m)
		if err != nil || len(m.Uploads) != 1 {
			t.Fatalf("%v, %d uploads", err, len(m.Uploads))
		}
		var want []billing.Record
		for _, p := range h.Providers {
			for _, r := range rs {
				if string(r.Provider) == p {
					want = append(want, r)
				}
			}
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b billing.Record) bool { return audit.Digest(a) == audit.Digest(b) && a.Line == b.Line })); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestPartsOfAnUploadFitAnItem(t *testing.T) {
	p := billing.PersonMonth{Month: day.MustMonth("2026-05"), Insurer: "999995", Insured: "0000000001", Provider: "1370000018"}
	var rs []billing.Record
	for i := range 20_000 {
		rs = append(rs, billing.Record{Line: i + 1, PersonMonth: p})
	}
	parts, err := handedParts(rs)
	if err != nil || len(parts) < 2 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	for _, b := range parts {
		if len(b) > billing.PackedLimit {
			t.Errorf("a part of %d bytes", len(b))
		}
	}
}

func TestAMonthThatAnotherRunClosedIsRefused(t *testing.T) {
	m := Month{Month: day.MustMonth("2026-05"), State: MonthClosed, Closed: &Closing{Run: "AB-123456789012"}}
	if err := m.closable("AC"); err == nil || err.Error() != plan.Refuse("month-closed", m.Month).Error() {
		t.Errorf("another: %v", err)
	}
	if err := m.closable("AB"); !errors.Is(err, ErrBusy) {
		t.Errorf("the same: %v", err)
	}
}
