package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/app/local"
	"github.com/sasae-care/sasae/shared/day"
)

type serveCmd struct {
	Data    string  `default:"sasae-data" help:"データのフォルダー。"`
	Addr    string  `default:"127.0.0.1:8080" help:"待ち受けるアドレス。ポート0は空いているものを選びます。"`
	URL     string  `name:"url" placeholder:"URL" help:"利用者から見えるアドレス (https://sasae.example.jp)。この機械の外から使うときに必要です。"`
	Anchors string  `help:"監査記録の控えを書き足すファイル (別のディスクや追記専用の場所)。"`
	Now     string  `help:"見本だけ: この日時から動かします (2026-05-15T09:00)。"`
	Speed   float64 `default:"1" help:"見本だけ: 時計の速さ (60なら1分が1時間)。"`
}

// Run serves the folder until it is told to stop.
func (c *serveCmd) Run(s *session) error {
	if err := c.addresses(s); err != nil {
		return err
	}
	now, err := c.clock(s)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%s で待ち受けられません: %w", c.Addr, err)
	}
	public := c.public(l)
	log := slog.New(slog.NewJSONHandler(s.err, nil))
	n, err := local.Open(c.Data, local.Options{
		Options: embedded.Options{Now: now, Anchors: c.Anchors, BaseURL: func() string { return public }, Portal: public + "/"},
		Log:     log,
	})
	if err != nil {
		return errors.Join(fmt.Errorf("データのフォルダー %s を開けません: %w", c.Data, err), l.Close())
	}
	return errors.Join(c.serve(s, n, l), n.Close())
}

// addresses refuses addresses under which the links that are given out would
// lead nowhere.
func (c *serveCmd) addresses(s *session) error {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			s.say("--url は https://sasae.example.jp の形で、パスを付けずに指定してください。", "--url wants the form https://sasae.example.jp, without a path.")
			return errUsage
		}
		return nil
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		s.say("--addr は 127.0.0.1:8080 の形で指定してください。", "--addr wants the form 127.0.0.1:8080.")
		return errUsage
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		s.say("%s はこの機械の外からも使われるアドレスです。通知とアップロードのリンクに書くアドレスを、--url https://sasae.example.jp のように指定してください。この機械だけで使うなら --addr 127.0.0.1:8080 にしてください。",
			"%s is reached from outside this machine: name the address for links in notices and uploads with --url, or listen on 127.0.0.1.", c.Addr)
		return errUsage
	}
	return nil
}

// public is the address that links begin with, without a / at the end.
func (c *serveCmd) public(l net.Listener) string {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/")
	}
	return "http://" + l.Addr().String()
}

// serve runs the loop, the API and the socket together until it is told to stop
// or one of them fails. Requests under way are finished first, then the loop.
func (c *serveCmd) serve(s *session, n *local.Node, l net.Listener) error {
	socket, err := listenSocket(c.Data)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(s.ctx))
	defer stop()
	api := &http.Server{Handler: n.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	orders := &http.Server{Handler: ordersTo(on(n.Folder)), ReadHeaderTimeout: 10 * time.Second}
	failed, idle := make(chan error, 2), make(chan struct{})
	go func() { failed <- api.Serve(l) }()
	go func() { failed <- orders.Serve(socket) }()
	go func() { n.Run(ctx, c.tick()); close(idle) }()
	if err = c.announce(s, l); err == nil {
		select {
		case <-s.ctx.Done():
		case err = <-failed:
		}
	}
	wait, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err = errors.Join(err, api.Shutdown(wait), orders.Shutdown(wait))
	stop()
	<-idle
	return err
}

func (c *serveCmd) announce(s *session, l net.Listener) error {
	at := "http://" + l.Addr().String()
	return s.give(map[string]string{"address": at, "data": c.Data, "url": c.public(l)}, func() {
		fmt.Fprintf(s.out, "ささえは %s で動いています (止めるには Ctrl-C)。\n", at)
		if c.URL != "" {
			fmt.Fprintf(s.out, "  利用者から見えるアドレス: %s\n", c.public(l))
		}
		fmt.Fprintf(s.out, "  API の説明:   %s/v1/openapi.yaml\n  送った通知:   %s\n", at, filepath.Join(c.Data, "outbox"))
		fmt.Fprintf(s.out, "  利用者になる: %s token --data %s --town 市町村コード --staff 職員ID\n", self(), c.Data)
	})
}

// tick is how often the loop looks at the clock.
func (c *serveCmd) tick() time.Duration {
	return max(time.Duration(float64(time.Second)/c.Speed), 10*time.Millisecond)
}

// clock is the machine's, or for a sample one that starts where it is told and
// runs at its own speed.
func (c *serveCmd) clock(s *session) (func() time.Time, error) {
	if c.Now == "" && c.Speed == 1 {
		return nil, nil
	}
	if c.Speed <= 0 {
		s.say("--speed は0より大きい数にしてください。", "--speed must be above 0.")
		return nil, errUsage
	}
	if err := markSample(c.Data); err != nil {
		s.say("--now と --speed は、空のフォルダーか見本のフォルダーだけで使えます。", "--now and --speed are for an empty or a sample folder only.")
		return nil, errUsage
	}
	start := time.Now()
	from := start
	if c.Now != "" {
		var err error
		if from, err = when(c.Now); err != nil {
			s.say("--now は 2026-05-15T09:00 の形で指定してください。", "--now wants the form 2026-05-15T09:00.")
			return nil, errUsage
		}
	}
	return func() time.Time { return from.Add(time.Duration(float64(time.Since(start)) * c.Speed)) }, nil
}

func when(text string) (time.Time, error) {
	if d, err := day.Parse(text); err == nil {
		return d.At(0, 0), nil
	}
	return time.ParseInLocation("2006-01-02T15:04", text, day.Tokyo)
}

// sampleMark is the file that says: nobody in this folder exists.
const sampleMark = "sample"

var errNotSample = errors.New("the folder holds real data")

// markSample marks an empty folder as a sample; a marked one stays so.
func markSample(dir string) error {
	mark := filepath.Join(dir, sampleMark)
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	if err := mustBeEmpty(dir); err != nil {
		return errNotSample
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte("見本のデータです。実在の人はいません。\n"), 0o600)
}
