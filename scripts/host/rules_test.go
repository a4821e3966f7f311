package host_test

import (
	"strings"
	"testing"

	"github.com/sasae-care/sasae/scripts/host"
)

// hearing is a host in which one rule with this pattern wakes a function.
func hearing(t testing.TB, pattern string) (h *host.Host, file string) {
	t.Helper()
	f, file := failing(t, 0)
	return open(t, host.Options{
		Functions: []host.Function{f}, Rules: []host.Rule{{Name: "r", Pattern: []byte(pattern), Functions: []string{"fails"}}},
	}), file
}

const arrived = `{"version":"0","id":"e1","detail-type":"Object Created","source":"aws.s3","resources":["arn:aws:s3:::a","arn:aws:s3:::b"],` +
	`"detail":{"bucket":{"name":"in"},"object":{"key":"incoming/1/2","size":5},"gone":null}}`

func TestAnEventReachesTheFunctionsWhosePatternItMatchesAsItIs(t *testing.T) {
	h, file := hearing(t, `{"source":["sasae","aws.s3"],"detail-type":["Object Created"]}`)
	if n, err := h.Put("", []byte(arrived)); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := h.Put("", []byte(strings.Replace(arrived, "Created", "Deleted", 1))); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	idle(t, h)
	if all := lines(t, file); len(all) != 1 || !strings.HasSuffix(all[0], " "+arrived) {
		t.Errorf("%v", all)
	}
}

func TestAPatternMatchesByWhatItNames(t *testing.T) {
	for pattern, want := range map[string]int{
		`{"source":["aws.s3"]}`:                                              1,
		`{"source":["aws.ses"]}`:                                             0,
		`{"source":[{"prefix":"aws."}]}`:                                     1,
		`{"source":[{"suffix":".s3"}],"version":["0"]}`:                      1,
		`{"source":[{"anything-but":"aws.s3"}]}`:                             0,
		`{"source":[{"anything-but":["aws.ses","sasae"]}]}`:                  1,
		`{"resources":["arn:aws:s3:::b"]}`:                                   1,
		`{"resources":["arn:aws:s3:::c"]}`:                                   0,
		`{"detail":{"object":{"key":[{"prefix":"incoming/"}],"size":[5]}}}`:  1,
		`{"detail":{"object":{"key":[{"prefix":"clean/"},"incoming/1/2"]}}}`: 1,
		`{"detail":{"object":{"size":["5"]}}}`:                               0,
		`{"detail":{"object":{"size":[{"prefix":"5"}]}}}`:                    0,
		`{"detail":{"object":{"etag":[{"exists":false}]}}}`:                  1,
		`{"detail":{"object":{"etag":[{"exists":true}]}}}`:                   0,
		`{"detail":{"gone":[{"exists":true}]}}`:                              1,
		`{"detail":{"gone":[null]}}`:                                         1,
		`{"detail":{"nothing":{"here":["x"]}}}`:                              0,
		`{"account":[{"anything-but":"x"}]}`:                                 0,
	} {
		h, _ := hearing(t, pattern)
		if n, err := h.Put("", []byte(arrived)); n != want || err != nil {
			t.Errorf("%s: %d, %v", pattern, n, err)
		}
		idle(t, h)
	}
}

func TestAPatternThatCannotBeMatchedHereIsRefused(t *testing.T) {
	f, _ := failing(t, 0)
	for _, pattern := range []string{``, `[]`, `{}`, `{"source":"aws.s3"}`, `{"source":[]`, `{"detail":{"n":[{"numeric":[">",1]}]}}`, `{"a":[{"prefix":1}]}`, `{"a":[["b"]]}`, `{"a":[{"exists":"yes"}]}`, `{"a":[{"prefix":"b","suffix":"c"}]}`, `{"a":{}}`} {
		_, err := host.Open(host.Options{Functions: []host.Function{f}, Rules: []host.Rule{{Name: "r", Pattern: []byte(pattern), Functions: []string{"fails"}}}})
		if err == nil {
			t.Errorf("%s is taken", pattern)
		}
	}
}

func TestWhatIsNoEnvelopeIsRefused(t *testing.T) {
	h, _ := hearing(t, `{"source":["sasae"]}`)
	for _, e := range []string{``, `[]`, `{"source":"sasae"}`, `{"detail-type":"x"}`} {
		if _, err := h.Put("", []byte(e)); err == nil {
			t.Errorf("%s is taken", e)
		}
	}
}

func TestAScheduleGivesItsPayloadToItsFunction(t *testing.T) {
	f, file := failing(t, 1)
	h := open(t, host.Options{Functions: []host.Function{f}, Schedules: []host.Schedule{{Name: "hourly", Function: "fails", Payload: []byte(`{"type":"hour-struck.v1"}`)}}})
	if err := h.Ring("hourly"); err != nil {
		t.Fatal(err)
	}
	if err := h.Ring("daily"); err == nil {
		t.Error("a schedule that is not there rings")
	}
	idle(t, h)
	if all := lines(t, file); len(all) != 2 || !strings.HasSuffix(all[1], `{"type":"hour-struck.v1"}`) {
		t.Errorf("%v", all)
	}
}
