package host

import (
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// worker is one process of a function, with a Runtime API of its own.
type worker struct {
	pool   *pool
	cmd    *exec.Cmd
	server *http.Server
	voice  *voice
	began  time.Time
	place  int // among the function's cold starts

	work  chan *call    // to the request for work that waits
	asked chan struct{} // holds one when the worker has asked for work
	done  chan struct{} // closed when the process has ended

	mu       sync.Mutex
	current  *call
	ready    time.Time // it first asked
	answered bool      // it has answered once
	initErr  *FunctionError
	slain    bool // by Options.Kill
}

// start starts a worker and waits until it asks for work. An error is a
// *FunctionError with its last words, or ErrClosed.
func (h *Host) start(p *pool, id string) (*worker, error) {
	if !h.may(p, Starts) {
		e := lambdaError(p.Name, "KMSAccessDeniedException", "Lambda was unable to decrypt the environment variables because KMS access was denied.")
		e.init = true
		return nil, e
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for a worker of %s: %w", p.Name, err)
	}
	w := &worker{
		pool: p, voice: &voice{to: h.logs, of: p},
		work: make(chan *call), asked: make(chan struct{}, 1), done: make(chan struct{}),
	}
	w.server = &http.Server{Handler: w.api()}
	w.cmd = exec.Command(p.Path)
	w.cmd.Dir, w.cmd.Env = filepath.Dir(p.Path), p.environment(l.Addr().String())
	w.cmd.Stdout, w.cmd.Stderr, w.cmd.WaitDelay = w.voice, w.voice, time.Second
	dieWithUs(w.cmd)
	if err := h.launch(w); err != nil {
		_ = l.Close() // nobody heard of it
		return nil, err
	}
	go func() { _ = w.server.Serve(l) }() // ends with reap
	go w.reap()
	return w, w.boot(id)
}

// launch starts the process, unless the host is closed.
func (h *Host) launch(w *worker) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ErrClosed
	}
	w.began = time.Now()
	if err := w.cmd.Start(); err != nil {
		e := lambdaError(w.pool.Name, "Runtime.InvalidEntrypoint", fmt.Sprintf("start the worker: %v", err))
		e.init = true
		return e
	}
	h.live[w] = struct{}{}
	return nil
}

// environment is what Lambda sets, then what the function asks for.
func (p *pool) environment(api string) []string {
	o := p.host.o
	return append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + api, "AWS_LAMBDA_FUNCTION_NAME=" + p.Name, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(p.Memory), "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand", "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/" + p.Name,
		"AWS_REGION=" + o.Region, "AWS_DEFAULT_REGION=" + o.Region, "LAMBDA_TASK_ROOT=" + filepath.Dir(p.Path), "_HANDLER=bootstrap",
		"TZ=:UTC", "LANG=en_US.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin",
	}, p.Env...)
}

// reap waits for the end of the process and clears up after it.
func (w *worker) reap() {
	_ = w.cmd.Wait() // how it ended is in ProcessState
	_ = w.server.Close()
	w.voice.end()
	h := w.pool.host
	h.mu.Lock()
	delete(h.live, w)
	h.mu.Unlock()
	close(w.done)
}

// boot waits until a new worker asks for work.
func (w *worker) boot(id string) error {
	t := time.NewTimer(w.pool.host.o.InitTime)
	defer t.Stop()
	select {
	case <-w.asked:
		w.mu.Lock()
		defer w.mu.Unlock()
		w.place = w.pool.started(w.ready.Sub(w.began))
		return nil
	case <-w.done:
		return w.stillborn(id)
	case <-t.C:
		w.kill()
		<-w.done
		e := initTimedOut(w.pool.Name, id, w.pool.host.o.InitTime)
		e.Said = w.voice.last()
		return e
	}
}

// stillborn is the error of a worker that ended before it asked for work.
func (w *worker) stillborn(id string) error {
	if w.pool.host.isClosed() {
		return ErrClosed
	}
	w.mu.Lock()
	e := w.initErr
	w.mu.Unlock()
	if e == nil {
		e = w.exited(id)
	}
	e.init, e.Said = true, w.voice.last()
	return e
}

// exited is the error of an invocation whose worker ended.
func (w *worker) exited(id string) *FunctionError {
	why := "Runtime exited without providing a reason"
	if state := w.cmd.ProcessState; !state.Success() {
		why = "Runtime exited with error: " + state.String()
	}
	e := lambdaError(w.pool.Name, typeExit, fmt.Sprintf("RequestId: %s Error: %s", id, why))
	e.Said = w.voice.last()
	return e
}

func (w *worker) alive() bool {
	select {
	case <-w.done:
		return false
	default:
		return true
	}
}

// kill ends the process at once; done tells when it has ended.
func (w *worker) kill() { _ = w.cmd.Process.Kill() } // it may have ended
