package sim

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// april is the month that the towns close.
var april = day.MustMonth("2026-04")

// perOffice is how many person-months each office hands in.
const perOffice = 2

// month lets both offices of a town hand their person-months in, and the clerk
// close the month.
func (w *world) month(town string) {
	for n, office := range []string{invented.Office, invented.Other} {
		who := fmt.Sprintf("m%d", n+1)
		w.at(day.MustParse("2026-05-02").At(9, 0).Add(w.upTo(8*time.Hour)), func() {
			w.ask(asked{step: "tally", town: town, who: who, path: "/v1/months/2026-04/person-months", media: "application/x-ndjson",
				body: months(office, n), key: "months-" + who, then: func(r reply) {
					if !r.ok() {
						w.found("person-months are refused: %s", r.body)
					}
				}})
		})
	}
	w.at(day.MustParse("2026-05-07").At(9, 0).Add(w.upTo(8*time.Hour)), func() {
		w.ask(asked{step: "tally", town: town, who: "k1", path: "/v1/months/2026-04/run", media: "application/json", body: "{}", key: "run-" + town,
			then: func(r reply) {
				if !r.ok() {
					w.found("the month is not closed: %s", r.body)
				}
			}})
	})
}

// months are an office's records, as JSON lines.
func months(office string, n int) string {
	var b strings.Builder
	_ = billing.WriteJSONLines(&b, func(yield func(billing.PersonMonth) bool) { // a builder takes everything
		for i := range perOffice {
			more := yield(billing.PersonMonth{
				Month: april, Insurer: invented.Insurer, Insured: number.Insured(fmt.Sprintf("00077%05d", 10*n+i)), Level: number.Support1,
				CertifiedFrom: day.MustParse("2026-01-01"), CertifiedTo: day.MustParse("2026-12-31"),
				Provider: number.Office(office), ProviderKind: billing.Office, RegionGrade: 3, PreventiveManaged: true,
			})
			if !more {
				return
			}
		}
	})
	return b.String()
}

// billed: the month is closed once, with every record, and its files are there.
func (w *world) billed(town string) {
	m, err := w.whole("end").Month(context.Background(), app.ScopeOf(access.Session{Town: town}), april)
	switch {
	case err != nil:
		w.found("the month of %s cannot be read: %v", town, err)
	case m.State != app.MonthClosed || m.Closed == nil:
		w.found("the month of %s is %s", town, m.State)
	case m.Closed.Claims != 2*perOffice:
		w.found("the month of %s has %d claims, want %d", town, m.Closed.Claims, 2*perOffice)
	case m.Closed.Files == nil:
		w.found("the month of %s has no files", town)
	}
}
