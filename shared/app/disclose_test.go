package app_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

// take is a disclosure with the documents that came with it.
func take(t *testing.T, b *apptest.Bench, insured number.Insured) (app.Disclosure, map[string]int) {
	t.Helper()
	sizes := map[string]int{}
	d, err := b.Whole("disclose").Disclose(t.Context(), b.In, "k1", apptest.Insurer, insured, func(name string, r io.Reader) error {
		body, err := io.ReadAll(r)
		sizes[name] = len(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d, sizes
}

// ofPerson makes a case one of a person, as upload does.
func ofPerson(t *testing.T, b *apptest.Bench, insured number.Insured) plan.Case {
	t.Helper()
	c := b.InReview(plan.New)
	return b.Do(c.ID, func(k *plan.Case) error {
		k.Person, k.Sealed.Insured = b.Whole("test").Person(b.In, apptest.Insurer, insured), string(insured)
		if err := k.Keep("苦情の調査中"); err != nil {
			return err
		}
		return k.LetGo(b.Now())
	})
}

func TestAPersonIsGivenWhatIsHeldAboutThemAndNothingElse(t *testing.T) {
	b := apptest.New(t)
	mine, other := ofPerson(t, b, "0000000001"), ofPerson(t, b, "0000000002")
	d, sizes := take(t, b, "0000000001")
	if len(d.Records) != 1 || d.Records[0].Case != mine.ID || d.Records[0].Person.Insured != "0000000001" {
		t.Fatalf("%+v", d.Records)
	}
	documents := 0
	for _, doc := range d.Records[0].Documents {
		documents++
		if sizes[doc.File] == 0 || !strings.HasPrefix(doc.File, mine.ID+"/") {
			t.Errorf("%+v: %d bytes", doc, sizes[doc.File])
		}
	}
	if documents == 0 || len(sizes) != documents {
		t.Errorf("%d documents, %d files", documents, len(sizes))
	}
	last := func(id string) (e audit.Entry) {
		c := b.Case(id)
		err := b.Whole("test").Entries(t.Context(), b.In, time.Unix(0, 0), b.Now().Add(time.Hour), func(x audit.Entry) {
			if x.Chain == id && x.Seq == c.Seq {
				e = x
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if e := last(mine.ID); e.Action != "disclosed" || e.By != "k1" {
		t.Errorf("the chain says %s by %s", e.Action, e.By)
	}
	if e := last(other.ID); e.Action == "disclosed" {
		t.Error("another person's record was noted")
	}
}

func TestWhoOnlyLooksHowMuchThereIsLeavesNoTrace(t *testing.T) {
	b := apptest.New(t)
	before := ofPerson(t, b, "0000000001").Seq
	d, err := b.Whole("disclose").Disclose(t.Context(), b.In, "k1", apptest.Insurer, "0000000001", nil)
	if err != nil || len(d.Records) != 1 || b.Case(d.Records[0].Case).Seq != before {
		t.Errorf("%v, %d records", err, len(d.Records))
	}
}

func TestWhatIsErasedIsDisclosedAsEmpty(t *testing.T) {
	b := apptest.New(t)
	c := ofPerson(t, b, "0000000001")
	if _, err := b.Whole("erase").EraseEarly(context.WithoutCancel(t.Context()), b.In, "k1", c.Receipt, "request", false); err != nil || b.Case(c.ID).Erased != nil {
		t.Fatalf("to look whether it may erased it: %v", err)
	}
	if _, err := b.Whole("erase").EraseEarly(t.Context(), b.In, "k1", c.Receipt, "request", true); err != nil {
		t.Fatal(err)
	}
	d, sizes := take(t, b, "0000000001")
	if len(d.Records) != 1 || !d.Records[0].Erased || d.Records[0].Person.Name != "" || len(sizes) != 0 {
		t.Errorf("%+v, %d files", d.Records, len(sizes))
	}
}
