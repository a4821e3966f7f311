package endtoend

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud/anchors"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/notice"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/packed"
)

// townOfRun is the sample town.
func townOfRun(t *testing.T, w *World) string {
	t.Helper()
	towns, err := w.whole.Towns(t.Context())
	if err != nil || len(towns) != 1 {
		t.Fatalf("the municipalities are %v: %v", towns, err)
	}
	return towns[0]
}

type operator string

// SessionTown is the municipality of the run.
func (o operator) SessionTown() string { return string(o) }

// items is everything the table holds.
func items(t *testing.T, w *World) (out []store.Item) {
	t.Helper()
	pages := dynamodb.NewScanPaginator(w.table, &dynamodb.ScanInput{TableName: &w.name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range page.Items {
			out = append(out, item(t, raw))
		}
	}
	return out
}

// item reads an item as it lies in the table.
func item(t *testing.T, raw map[string]types.AttributeValue) store.Item {
	t.Helper()
	p, ok1 := raw[boot.AttrPartition].(*types.AttributeValueMemberS)
	s, ok2 := raw[boot.AttrSort].(*types.AttributeValueMemberS)
	b, plain := raw[boot.AttrBody].(*types.AttributeValueMemberB)
	z, small := raw[boot.AttrPacked].(*types.AttributeValueMemberB)
	v, ok3 := raw[boot.AttrVersion].(*types.AttributeValueMemberN)
	if !ok1 || !ok2 || !ok3 || plain == small {
		t.Fatalf("an item of another form: %v", slices.Sorted(maps.Keys(raw)))
	}
	version, err := strconv.ParseInt(v.Value, 10, 64)
	if err == nil && small {
		b = &types.AttributeValueMemberB{}
		b.Value, err = packed.Open(z.Value)
	}
	if err != nil {
		t.Fatal(err)
	}
	return store.Item{Key: store.Key{P: p.Value, S: s.Value}, Body: b.Value, Version: version}
}

// done is the log of the municipality, for whoever wonders how it came to this.
func done(t *testing.T, w *World) (acts []string) {
	t.Helper()
	for _, it := range items(t, w) {
		if !strings.HasPrefix(it.P, "LOG#") {
			continue
		}
		var of struct{ Entries []audit.Entry }
		if err := json.Unmarshal(it.Body, &of); err != nil {
			t.Error(err)
		}
		for _, e := range of.Entries {
			acts = append(acts, fmt.Sprintf("%s %s %d %s by %s %v", e.At.Format(time.RFC3339), e.Chain, e.Seq, e.Action, e.By, e.Facts))
		}
	}
	slices.Sort(acts)
	return acts
}

// held is everything the table holds, with versions.
func held(t *testing.T, w *World) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, it := range items(t, w) {
		out[it.Key.String()] = fmt.Sprintf("%d %s", it.Version, it.Body)
	}
	return out
}

// changed are the keys in which two states of the table differ.
func changed(a, b map[string]string) (keys []string) {
	for k := range a {
		if a[k] != b[k] {
			keys = append(keys, k)
		}
	}
	for k := range b {
		if _, was := a[k]; !was {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// notices are those of the table, by number.
func notices(t *testing.T, w *World) map[string]notice.Notice {
	t.Helper()
	out := map[string]notice.Notice{}
	for _, it := range items(t, w) {
		if !strings.HasPrefix(it.P, app.Notices) {
			continue
		}
		var n notice.Notice
		if err := json.Unmarshal(it.Body, &n); err != nil {
			t.Fatal(err)
		}
		out[n.Number] = n
	}
	return out
}

// givenUp counts the notices that were claimed by a worker that was killed, that
// no provider took, and that were dropped then.
func givenUp(t *testing.T, p *played) (n int) {
	t.Helper()
	taken, all := p.world.taken(), notices(t, p.world)
	for number, one := range all {
		if taken[number] == 0 && one.State == notice.Dropped && one.Attempts > 0 {
			n++
		}
	}
	t.Logf("%d of %d notices were given up, killed when notify was at work %d times", n, len(all), p.counts["notify"].Killed)
	if n > p.counts["notify"].Killed {
		t.Errorf("%d notices were given up, and notify was killed %d times", n, p.counts["notify"].Killed)
	}
	return n
}

// deadlines are the numbers of the deadline notices.
func deadlines(t *testing.T, w *World) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for number, n := range notices(t, w) {
		out[number] = notice.Templates[n.Kind].Deadline
	}
	return out
}

// sound holds that every chain of the table is whole and is what the anchors in
// the bucket say.
func sound(t *testing.T, w *World) {
	t.Helper()
	town := townOfRun(t, w)
	client := awss3.NewFromConfig(w.s3.Config(), func(o *awss3.Options) { o.UsePathStyle = true })
	copied, err := anchors.New(client, w.bucket("anchors")).Read(t.Context(), town)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.whole.For("audit", nil).Verify(t.Context(), app.ScopeOf(operator(town)), copied)
	if err != nil || r.Break != nil || len(copied) == 0 {
		t.Errorf("with %d anchors: %+v, %v", len(copied), r, err)
	}
	t.Logf("verified: %+v", r)
}
