package journal_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"
)

// What the specification of the embedded metric format asks for, with nothing
// but its own members allowed.
type metadata struct {
	Timestamp         int64
	CloudWatchMetrics []struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []struct{ Name, Unit string }
	}
}

var namespace = regexp.MustCompile(`^[0-9A-Za-z._/#:-]{1,255}$`)

func TestALineIsInTheEmbeddedMetricFormat(t *testing.T) {
	var names []string
	for _, line := range []map[string]any{full(t), refused(t)} {
		for _, name := range metrics(t, line) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	want := documented(t, "Metrics")
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("the metrics are %v, on the page %v", names, want)
	}
}

// metrics are the names of a line's metrics, each held to the specification.
func metrics(t *testing.T, line map[string]any) (names []string) {
	t.Helper()
	raw, err := json.Marshal(line["_aws"])
	if err != nil {
		t.Fatal(err)
	}
	var aws metadata
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &aws); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &members); err != nil || len(members) != 2 {
		t.Errorf("_aws has %d members, want Timestamp and CloudWatchMetrics: %v", len(members), err)
	}
	if aws.Timestamp < 1_700_000_000_000 || aws.Timestamp > 10_000_000_000_000 {
		t.Errorf("the timestamp %d is not in milliseconds", aws.Timestamp)
	}
	for _, d := range aws.CloudWatchMetrics {
		if d.Namespace != "sasae" || !namespace.MatchString(d.Namespace) {
			t.Errorf("the namespace is %q", d.Namespace)
		}
		if len(d.Dimensions) == 0 || len(d.Metrics) == 0 || len(d.Metrics) > 100 {
			t.Errorf("%d sets of dimensions, %d metrics", len(d.Dimensions), len(d.Metrics))
		}
		for _, set := range d.Dimensions {
			if set == nil {
				t.Error("a set of dimensions is null")
			}
			for _, name := range set {
				if s, ok := line[name].(string); !ok || s == "" || len(s) > 1024 || len(set) > 30 {
					t.Errorf("the dimension %s is %v", name, line[name])
				}
			}
		}
		for _, m := range d.Metrics {
			names = append(names, m.Name)
			n, ok := line[m.Name].(float64)
			if m.Name == "ms" && (!ok || m.Unit != "Milliseconds") || m.Name != "ms" && (!ok || n == 0 || m.Unit != "Count") {
				t.Errorf("the metric %s is %v %s", m.Name, line[m.Name], m.Unit)
			}
		}
	}
	return names
}
