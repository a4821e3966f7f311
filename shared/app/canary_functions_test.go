package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	lambdaevents "github.com/aws/aws-lambda-go/events"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/functions/assign"
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/functions/relay"
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/functions/validate"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/api/apitest"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/boot/web"
	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// wall is a town whose functions are woken as Lambda wakes them, and what they
// say.
type wall struct {
	*apptest.Bench
	t     *testing.T
	said  bytes.Buffer
	log   *slog.Logger
	cases []string
	lines int
	urls  int
}

// TestNothingAboutThePersonLeavesTheFunctions wakes every function with every
// event, record and request there is, about every case, while each port fails
// in turn, and looks at each line, at each error that Lambda keeps, at each
// event and URL that goes out.
func TestNothingAboutThePersonLeavesTheFunctions(t *testing.T) {
	w := &wall{Bench: apptest.New(t), t: t}
	w.log = slog.New(slog.NewJSONHandler(&w.said, &slog.HandlerOptions{Level: slog.LevelDebug}))
	everything(w.Bench)
	w.cases = append(slices.Sorted(maps.Keys(w.Scene().Cases)), w.Bench.Open(plan.New).ID)
	seen := map[string]int{}
	for _, port := range append([]string{"", "telltale"}, apptest.Ports...) {
		w.deliveries(port)
		w.records(port)
		w.requests(port)
		for _, outcome := range []string{"done", "failed", "passed-over", "refused", "dead"} {
			seen[outcome] += bytes.Count(w.said.Bytes(), []byte(`"outcome":"`+outcome+`"`))
		}
		w.lines += bytes.Count(w.said.Bytes(), []byte("\n"))
		look(t, "the log while "+port+" fails", w.said.Bytes())
		w.said.Reset()
	}
	for outcome, n := range seen {
		if n == 0 {
			t.Errorf("nothing was %s", outcome)
		}
	}
	if w.lines < 5000 || w.urls < 5 {
		t.Errorf("only %d lines and %d URLs were looked at", w.lines, w.urls)
	}
}

// app is the App of a function, one port of which fails half of the time. The
// telltale is a table whose errors tell what they should not.
func (w *wall) app(step, port string) *app.App {
	a, _ := w.Disturbed(step, port, fault.Seeded(7, 50))
	if port == "telltale" {
		a.Store = telltale{a.Store}
	}
	return a
}

type telltale struct{ store.Store }

func (telltale) Commit(context.Context, ...store.Write) error {
	return errors.New("cannot write 試験 花子 (シケン ハナコ), 0000012345, canary@example.jp, 09087654321")
}

// deliveries gives each step each event that wakes it, and poisoned ones.
func (w *wall) deliveries(port string) {
	logic := map[string]func(*app.App) app.Handler{
		"inspect": inspect.Step, "validate": validate.Step, "assign": assign.Step, "schedule": schedule.Step,
		"alarm": alarm.Step, "notify": notify.Step, "export": export.Step, "sweep": sweep.Step,
	}
	for _, s := range functions.Steps {
		if logic[s.Name] == nil {
			continue
		}
		a := w.app(s.Name, port)
		hear := boot.Events(s.Name, a.Deliver(logic[s.Name](a)), w.log)
		for _, body := range events.All {
			about := append([]string{"01NOSUCHCASE00000000000000"}, w.cases...)
			if !slices.Contains(s.On, body.EventType()) {
				about = about[:1]
			}
			for _, id := range about {
				w.hear(hear, w.raw(body, id, "canary-1"))
			}
		}
		for _, c := range canaries {
			for _, raw := range [][]byte{[]byte(c), w.raw(events.Accepted{}, c, "canary-1"), w.raw(events.Accepted{}, w.cases[0], c), []byte(`{"source":"aws.s3","detail-type":"` + c + `"}`)} {
				w.hear(hear, raw)
			}
		}
		w.hear(hear, []byte(`{"id":"x","source":"aws.ses","detail-type":"Email Delivered","detail":{"mail":{"destination":["canary@example.jp"],"tags":{}}}}`))
	}
}

// raw is an event of a type; what it says is about the case.
func (w *wall) raw(body events.Body, id, event string) []byte {
	raw, err := json.Marshal(w.Event(event, body))
	if err != nil {
		w.t.Fatal(err)
	}
	say := strings.NewReplacer(`"case":""`, `"case":"`+id+`"`, `"key":""`, `"key":"incoming/`+apptest.Town+`/`+id+`/d1"`,
		`"objectKey":""`, `"objectKey":"incoming/`+apptest.Town+`/`+id+`/d1"`, `"codes":null`, `"codes":["content"]`, `"stage":""`, `"stage":"due"`)
	return []byte(say.Replace(string(raw)))
}

func (w *wall) hear(f func(context.Context, json.RawMessage) error, raw []byte) {
	if err := f(app.Unpausing(w.t.Context()), raw); err != nil {
		look(w.t, "an error that Lambda keeps", []byte(err.Error()))
	}
}

// records gives the relay announcements as the table's stream does, and records
// that are none.
func (w *wall) records(port string) {
	c := w.Bench.Submitted(plan.New)
	w.cases = append(w.cases, c.ID)
	var rs []lambdaevents.DynamoDBEventRecord
	record := func(k store.Key, body []byte) {
		rs = append(rs, lambdaevents.DynamoDBEventRecord{EventName: "INSERT", EventID: fmt.Sprint(len(rs)), Change: lambdaevents.DynamoDBStreamRecord{
			SequenceNumber: fmt.Sprint(len(rs)), NewImage: map[string]lambdaevents.DynamoDBAttributeValue{
				boot.AttrPartition: lambdaevents.NewStringAttribute(k.P), boot.AttrSort: lambdaevents.NewStringAttribute(k.S),
				boot.AttrBody: lambdaevents.NewBinaryAttribute(body), boot.AttrVersion: lambdaevents.NewNumberAttribute("1"),
			},
		}})
	}
	if err := w.DB.Items(func(it store.Item) error {
		record(it.Key, bytes.Clone(it.Body))
		if app.Outbox(it.Key) {
			look(w.t, "an event", it.Body)
		}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	for _, c := range canaries {
		record(store.Key{P: app.Outboxes + apptest.Town, S: c}, []byte(c))
		record(store.Key{P: app.Outboxes + apptest.Town, S: "00001778458601520000#" + c}, []byte(`{"event":{"id":"`+c+`"}}`))
	}
	handle := boot.Stream("relay", relay.Step(w.app("relay", port)), w.log)
	for _, r := range rs {
		if _, err := handle(w.t.Context(), lambdaevents.DynamoDBEvent{Records: []lambdaevents.DynamoDBEventRecord{r}}); err != nil {
			look(w.t, "an error that Lambda keeps", []byte(err.Error()))
		}
	}
	w.Settle()
}

var urls = regexp.MustCompile(`"(?:https?:/)?/[^"]+"`)

// bodies are what a route takes, with the words where words may be.
var bodies = map[string]string{
	"/documents":            `{"form":"F-PLAN","type":"application/pdf","upload":"form"}`,
	"/submit":               "",
	"/withdraw":             `{"reason":"取下げの言葉カナリア"}`,
	"/situation":            `{"kind":"moved","on":"2026-04-19","address":{"area":"本町一丁目12-3"},"note":"一報の言葉カナリア"}`,
	"/documents/{doc}/open": `{"reason":"閲覧の言葉カナリア"}`,
	"/send-back":            `{"reason":"差戻しの言葉カナリア"}`,
	"/reroute":              `{"district":"k2","reason":"圏域の言葉カナリア"}`,
	"/reassign":             `{"reviewer":"r2","reason":"担当替えの言葉カナリア"}`,
	"/extend":               `{"until":"2027-12-30","reason":"延長の言葉カナリア"}`,
	"/advice":               `{"words":[{"viewpoint":1,"text":"助言の言葉カナリア"}]}`,
	"/release":              `{"document":"d1","reason":"解除の言葉カナリア"}`,
	"/person-months":        "0000012345,試験 花子,ファイル名カナリア.pdf",
}

// requests makes a request of each route by people of each kind about each
// case, and one that puts the words where none should be.
func (w *wall) requests(port string) {
	opening, err := json.Marshal(apitest.Opening("new"))
	if err != nil {
		w.t.Fatal(err)
	}
	routes := apitest.Routes(func(step string) *app.App { return w.app(step, port) })
	serve := web.Told("upload", web.Serve(api.New(w.app("upload", port), routes...)), w.log)
	for n, r := range routes {
		body, known := bodies[strings.TrimPrefix(strings.TrimPrefix(r.Path, "/v1/submissions/{id}"), "/v1/months/{month}")]
		if !known {
			body = string(opening)
		}
		for i, id := range w.cases {
			path := strings.NewReplacer("{id}", id, "{doc}", "d1", "{month}", "2026-03", "{name}", "ファイル名カナリア.pdf", "{district}", "k1").Replace(r.Path)
			for m, who := range []string{"m1", "r1", "h1", "k1"} {
				w.ask(serve, who, r.Method, path, fmt.Sprint(port, n, i, m), body)
			}
		}
		w.ask(serve, "m1", r.Method, strings.ReplaceAll(r.Path, "{id}", canaries[n%len(canaries)]), fmt.Sprint(port, n), `{"花子":"0000012345","birth":1940-02-03}`)
	}
}

// ask makes a request whose query and headers hold words, and looks at the URLs
// of its answer.
func (w *wall) ask(serve web.Server, who, method, path, key, body string) {
	media := "application/json"
	if strings.HasSuffix(path, "/person-months") {
		media = "text/csv"
	}
	e := lambdaevents.APIGatewayV2HTTPRequest{RawPath: path, RawQueryString: "name=花子", Body: body, Headers: map[string]string{
		"authorization": "Bearer " + access.Issue(w.Folder.Ring, apptest.Town, who, w.Now().Add(time.Hour)), "user-agent": "canary@example.jp",
		"idempotency-key": key, "content-type": media,
	}}
	e.RequestContext.HTTP.Method = method
	out, err := serve(app.Unpausing(w.t.Context()), e)
	if err != nil {
		look(w.t, "an error that Lambda keeps", []byte(err.Error()))
	}
	for _, url := range urls.FindAllString(out.Body, -1) {
		w.urls++
		look(w.t, "a URL", []byte(url))
	}
}
