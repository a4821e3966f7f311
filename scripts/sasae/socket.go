package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
)

// The process that serves a folder listens on a socket in it, for the same
// user only, so that other commands can work meanwhile.
func socketOf(dir string) string { return filepath.Join(dir, "serve.sock") }

// remote is a desk behind the socket.
type remote struct{ http.Client }

// dial finds out whether somebody serves the folder.
func dial(ctx context.Context, dir string) (desk, bool) {
	name := socketOf(dir)
	r := &remote{http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", name)
		},
	}}}
	probe, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return r, r.call(probe, "/alive", nil, nil) == nil
}

// Close does nothing: the folder belongs to the other process.
func (r *remote) Close() error { return nil }

func (r *remote) Import(ctx context.Context, order app.ImportOrder) (out app.Imported, err error) {
	return out, r.call(ctx, "/import", order, &out)
}

func (r *remote) Verify(ctx context.Context, copied []audit.Anchor) (out verified, err error) {
	return out, r.call(ctx, "/verify", copied, &out)
}

func (r *remote) Token(ctx context.Context, town, staff string, hours int) (out string, err error) {
	return out, r.call(ctx, "/token", tokenOrder{town, staff, hours}, &out)
}

func (r *remote) Log(ctx context.Context, order logOrder) (out acts, err error) {
	return out, r.call(ctx, "/log", order, &out)
}

func (r *remote) Owed(ctx context.Context, order owedOrder) (out owed, err error) {
	return out, r.call(ctx, "/owed", order, &out)
}

func (r *remote) Disclose(ctx context.Context, order discloseOrder) (out disclosed, err error) {
	return out, r.call(ctx, "/disclose", order, &out)
}

func (r *remote) Erase(ctx context.Context, order eraseOrder) (out erased, err error) {
	return out, r.call(ctx, "/erase", order, &out)
}

func (r *remote) Backup(ctx context.Context, w io.Writer) error {
	body, err := r.post(ctx, "/backup", nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, body)
	return errors.Join(err, body.Close())
}

func (r *remote) call(ctx context.Context, path string, in, out any) error {
	body, err := r.post(ctx, path, in)
	if err != nil {
		return err
	}
	defer body.Close()
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(body).Decode(out); err != nil {
		return fmt.Errorf("read the answer of the serving process: %w", err)
	}
	return nil
}

func (r *remote) post(ctx context.Context, path string, in any) (io.ReadCloser, error) {
	asked, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("write the order: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://serve"+path, bytes.NewReader(asked))
	if err != nil {
		return nil, err
	}
	res, err := r.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the serving process: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, errors.Join(failureIn(res.Body), res.Body.Close())
	}
	return res.Body, nil
}

// failure is an error on its way through the socket; its class is the exit code
// that it means.
type failure struct {
	Class   int    `json:"class"`
	Message string `json:"message"`
}

// failureIn is the error that the serving process told.
func failureIn(body io.Reader) error {
	var f failure
	if err := json.NewDecoder(io.LimitReader(body, 64<<10)).Decode(&f); err != nil {
		return fmt.Errorf("read the error of the serving process: %w", err)
	}
	switch f.Class {
	case exitNo:
		return refusal(f.Message)
	case exitUsage:
		return misuse(f.Message)
	}
	return errors.New(f.Message)
}

// tokenOrder asks for a development token.
type tokenOrder struct {
	Town  string `json:"town"`
	Staff string `json:"staff"`
	Hours int    `json:"hours"`
}

// longestSocket is how long the name of a socket may be where it may be least.
const longestSocket = 104

// listenSocket opens the socket; a dead one that a crash left is replaced,
// which is safe because the folder's table is locked by us.
func listenSocket(dir string) (net.Listener, error) {
	name := socketOf(dir)
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove the old socket: %w", err)
	}
	l, err := net.Listen("unix", name)
	if errors.Is(err, syscall.EINVAL) {
		return nil, fmt.Errorf("フォルダー %s の場所が長すぎます。%d文字より短い場所に置いてください: %w", dir, longestSocket-len("/serve.sock"), err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	return l, os.Chmod(name, 0o600)
}

// ordersTo serves the orders of other commands on a desk.
func ordersTo(d desk) http.Handler {
	mux := http.NewServeMux()
	order(mux, "/alive", func(context.Context, any) (any, error) { return "ok", nil })
	order(mux, "/import", func(ctx context.Context, in app.ImportOrder) (any, error) { return d.Import(ctx, in) })
	order(mux, "/verify", func(ctx context.Context, in []audit.Anchor) (any, error) { return d.Verify(ctx, in) })
	order(mux, "/token", func(ctx context.Context, in tokenOrder) (any, error) {
		return d.Token(ctx, in.Town, in.Staff, in.Hours)
	})
	order(mux, "/log", func(ctx context.Context, in logOrder) (any, error) { return d.Log(ctx, in) })
	order(mux, "/owed", func(ctx context.Context, in owedOrder) (any, error) { return d.Owed(ctx, in) })
	order(mux, "/disclose", func(ctx context.Context, in discloseOrder) (any, error) { return d.Disclose(ctx, in) })
	order(mux, "/erase", func(ctx context.Context, in eraseOrder) (any, error) { return d.Erase(ctx, in) })
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		if err := d.Backup(r.Context(), w); err != nil {
			panic(http.ErrAbortHandler) // the reader must see that it is cut off
		}
	})
	return mux
}

func order[T any](mux *http.ServeMux, path string, do func(context.Context, T) (any, error)) {
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		var in T
		err := json.NewDecoder(r.Body).Decode(&in)
		var out any
		if err == nil {
			out, err = do(r.Context(), in)
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			err = json.NewEncoder(w).Encode(failure{exitOf(err), err.Error()})
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			return
		}
		if err := json.NewEncoder(w).Encode(out); err != nil {
			panic(http.ErrAbortHandler)
		}
	})
}
