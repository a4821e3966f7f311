package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// open runs steps in this place.
func (p *place) open(ctx context.Context, steps ...string) (*host.Host, error) {
	var all []host.Function
	for _, s := range steps {
		f, err := p.function(ctx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return host.Open(host.Options{Functions: all})
}

// opened is the n-th set with all its documents declared, and handed in.
func (w *way) opened(ctx context.Context, n int) (plan.Case, error) {
	now := time.Now()
	set, err := rules.For(code, day.On(now))
	if err != nil {
		return plan.Case{}, err
	}
	act := app.Act{In: w.in, Case: fmt.Sprintf("01BENCH%019d", n), By: "m1"}
	return w.whole.Change(ctx, act, func(c *plan.Case) error {
		if err := c.Open(now, plan.Opening{
			Office: invented.Office, Manager: "m1", Person: "person" + strconv.Itoa(n), Insurer: invented.Insurer, Channel: "portal", Kind: plan.New,
			Sealed: plan.Sealed{
				Insured: "0000012345", Name: "試験 花子", Birth: day.MustParse("1940-02-03"), Address: plan.Address{Area: "本町一丁目", Block: "12-3"},
				Certification: plan.Certification{Status: "certified", Level: "12", From: day.MustParse("2026-04-01"), To: day.MustParse("2027-03-31")},
				PlanFrom:      day.MustParse("2026-05-01"), PlanTo: day.MustParse("2027-03-31"),
			},
		}); err != nil {
			return err
		}
		var list []plan.Document
		for _, f := range set.DocumentsFor(rules.Wanted{Event: rules.New, Track: rules.Direct}).Required {
			list = append(list, document(f.Form, w.body))
		}
		if err := c.AddDocument(now, list...); err != nil {
			return err
		}
		return c.Submit(now, "R-"+strconv.Itoa(n), content.Rules{Set: set})
	})
}

// cleared is the scanner's event that a document is clean.
func cleared(d plan.Document) []byte {
	return envelope("cleared-"+d.ID, "aws.guardduty", "GuardDuty Malware Protection Object Scan Result", events.MalwareVerdict{
		ScanStatus:      "COMPLETED",
		S3ObjectDetails: events.ScanObject{BucketName: "incoming", ObjectKey: d.Key, ETag: d.ETag, VersionID: d.Version},
		ScanResult:      events.ScanResult{Status: "NO_THREATS_FOUND"},
	})
}

// envelope is an event as EventBridge hands it to a function.
func envelope(id, source, kind string, detail any) []byte {
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": id, "source": source, "detail-type": kind, "time": time.Now().UTC().Format(time.RFC3339), "detail": detail,
	})
	if err != nil {
		panic("bench: an event of texts and numbers: " + err.Error())
	}
	return raw
}

// largePDF is a sound PDF of one page and about so many bytes, most of them a
// picture.
func largePDF(size int) []byte {
	picture := make([]byte, size)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range picture {
		picture[i] = byte(r.Uint32())
	}
	var b bytes.Buffer
	var at []int
	add := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	add("<< /Type /Catalog /Pages 2 0 R >>")
	add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /P 4 0 R >> >> >>")
	add("<< /Type /XObject /Subtype /Image /Width %d /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream", size, size, picture)
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}
