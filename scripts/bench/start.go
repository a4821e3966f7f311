package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/scripts/host"
)

// coldRounds is how often a function and hello start in turn.
const coldRounds = 25

// starts is the start of each function under the Runtime API host: from the
// start of its process to its first request for work.
func starts() (out []bench) {
	for _, s := range functions.Steps {
		out = append(out, bench{"start-" + s.Name, func(ctx context.Context, _ bool) ([]figure, error) { return start(ctx, s.Name) }})
	}
	return out
}

func start(ctx context.Context, step string) ([]figure, error) {
	ours, hello, err := pair(ctx, step, settings())
	if err != nil {
		return nil, err
	}
	took := func(f host.Function) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			c, _, err := cold(ctx, f, []byte("{}"))
			return c.Start, err
		}
	}
	a, b, err := inTurn(coldRounds, took(ours), took(hello))
	return []figure{{Figure: "start-" + step, Value: a, Unit: "ms", Against: b, Anchor: "the start of a hello-world function of aws-lambda-go"}}, err
}

// pair builds a step's function and hello; both get the same settings.
func pair(ctx context.Context, step string, env []string) (ours, hello host.Function, err error) {
	for to, name := range map[*host.Function]string{&ours: step, &hello: "hello"} {
		*to = host.Function{Name: name, Env: env, Timeout: 20 * time.Second}
		if to.Path, err = program(ctx, name); err != nil {
			return ours, hello, err
		}
	}
	return ours, hello, nil
}

// cold is one cold start with its first answer. An error of the function's own
// is an answer too: it is nil then.
func cold(ctx context.Context, f host.Function, payload []byte) (host.ColdStart, []byte, error) {
	h, err := host.Open(host.Options{Functions: []host.Function{f}})
	if err != nil {
		return host.ColdStart{}, nil, err
	}
	out, failed := h.Invoke(ctx, f.Name, payload)
	counts := h.Counts()[f.Name].ColdStarts
	if err := h.Close(); err != nil {
		return host.ColdStart{}, nil, err
	}
	if len(counts) != 1 || counts[0].FirstAnswer == 0 {
		return host.ColdStart{}, nil, fmt.Errorf("%s gave no first answer: %w", f.Name, failed)
	}
	return counts[0], out, nil
}

// inTurn takes n measurements of each in turn, after one that does not count,
// and gives the medians in milliseconds.
func inTurn(n int, ours, anchor func() (time.Duration, error)) (a, b float64, err error) {
	var as, bs []float64
	for i := range n + 1 {
		x, err := ours()
		if err != nil {
			return 0, 0, err
		}
		y, err := anchor()
		if err != nil {
			return 0, 0, err
		}
		if i > 0 {
			as, bs = append(as, ms(x)), append(bs, ms(y))
		}
	}
	return median(as), median(bs), nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// secret is what the measured functions seal with.
var secret = make([]byte, 32)

// settings are those of every function; what is more replaces what is here.
func settings(more ...string) []string {
	return append([]string{
		"AWS_ACCESS_KEY_ID=AKIDSTANDIN", "AWS_SECRET_ACCESS_KEY=secret", "SASAE_SECRET=" + base64.StdEncoding.EncodeToString(secret),
		"SASAE_PORTAL=https://portal.example.jp/", "SASAE_TABLE=sasae", "SASAE_BUCKET_INCOMING=incoming", "SASAE_BUCKET_CLEAN=clean",
		"SASAE_BUCKET_MONTHS=months", "SASAE_BUCKET_ANCHORS=anchors", "SASAE_BUS=sasae", "SASAE_SCHEDULE_GROUP=sasae",
		"SASAE_SCHEDULE_TARGET=arn:aws:lambda:ap-northeast-1:111122223333:function:alarm", "SASAE_SCHEDULE_ROLE=arn:aws:iam::111122223333:role/schedules",
		"SASAE_SCHEDULE_DEAD=arn:aws:sqs:ap-northeast-1:111122223333:dead", "SASAE_MAIL_FROM=sasae@example.jp", "SASAE_MAIL_SET=sasae",
	}, more...)
}
