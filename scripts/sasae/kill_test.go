package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/town"
)

var killSeed = flag.Uint64("kill.seed", 1, "seed of the kill test")

// A hundred times, serve is killed at a moment of its own while offices and
// centres work, and started again, minutes or hours later. What it promised
// before, it does. Now and then it is ended as an operator does: then whoever
// asked gets an answer, and what was begun is finished.
func TestServeDoesWhatItPromisedThoughItIsKilled(t *testing.T) {
	kills, hands := 100, 6
	if testing.Short() {
		kills, hands = 10, 3
	}
	s := besiege(t)
	defer s.confess()
	stop := make(chan struct{})
	var work sync.WaitGroup
	t.Cleanup(work.Wait)
	for n := range hands {
		work.Go(func() { s.office(n, stop) })
	}
	for n := range kills {
		s.kill()
		if n%5 == 4 {
			s.restart()
		}
	}
	close(stop)
	s.within(3*time.Minute, "the work ends", work.Wait)
	s.settle(s.decided)
	s.look((*folder).promised)
	s.start(60 * 24 * time.Hour)
	s.settle(s.over)
	s.look((*folder).kept)
	t.Logf("%d kills, %d submissions, %d answers lost, seed %d", kills, len(s.sets), s.lost.Load(), *killSeed)
}

// speed of the town's clock: a second is ten minutes.
const speed = 600

// siege is a town whose serving process is killed over and over.
type siege struct {
	*testing.T
	exe, dir, log string
	dice          *rand.Rand
	now           time.Time // of the town, when the process last started
	began         time.Time
	life          *exec.Cmd
	ended         chan error
	address       atomic.Value // string; of the last process that answered
	tokens        map[string]string
	lost          atomic.Int64 // requests without an answer

	mu   sync.Mutex
	sets []*set
}

func besiege(t *testing.T) *siege {
	dir, err := os.MkdirTemp("", "kill-*") // short: a socket's name may not be long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &siege{
		T: t, exe: filepath.Join(dir, "sasae"), dir: filepath.Join(dir, "data"), log: filepath.Join(dir, "log"),
		dice: rand.New(rand.NewPCG(*killSeed, 1)), now: day.MustParse("2026-04-20").At(9, 0), tokens: map[string]string{},
	}
	s.address.Store("")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", s.exe, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the command: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		if s.life != nil {
			_ = s.life.Process.Kill()
		}
	})
	s.start(0)
	s.answers()
	for _, kind := range town.Kinds() {
		s.run("import", "--data", s.dir, "--kind", kind, "--apply", filepath.Join("testdata", "town", kind+".csv"))
	}
	for _, who := range []string{"m1", "r1", "r2", "h1", "h2", "k1"} {
		var got struct{ Token string }
		if err := json.Unmarshal(s.run("token", "--data", s.dir, "--town", townCode, "--staff", who, "--hours", "100000"), &got); err != nil {
			t.Fatal(err)
		}
		s.tokens[who] = got.Token
	}
	return s
}

// answers waits until the process that was started last serves.
func (s *siege) answers() {
	s.Helper()
	s.within(20*time.Second, "serve answers", func() {
		for s.address.Load() == "" {
			time.Sleep(5 * time.Millisecond)
		}
	})
}

const townCode = "999997"

// run does another command meanwhile, in this process.
func (s *siege) run(args ...string) []byte {
	s.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"--json"}, args...), &out, &errs); code != 0 {
		s.Fatalf("sasae %q: exit %d\n%s%s", args, code, &out, &errs)
	}
	return out.Bytes()
}

// start starts the process again, when so much time has passed in the town.
func (s *siege) start(passed time.Duration) {
	s.Helper()
	if s.life != nil {
		s.now = s.now.Add(speed*time.Since(s.began) + passed).Truncate(time.Minute).Add(time.Minute)
	}
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.Fatal(err)
	}
	defer log.Close()
	cmd := exec.CommandContext(context.Background(), s.exe, "serve", "--data", s.dir, "--addr", "127.0.0.1:0", "--json",
		"--now", s.now.In(day.Tokyo).Format("2006-01-02T15:04"), "--speed", "600")
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	s.address.Store("")
	s.began = time.Now()
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	s.life, s.ended = cmd, make(chan error, 1)
	go func(ended chan error) {
		var said struct{ Address string }
		d := json.NewDecoder(out)
		if d.Decode(&said) == nil {
			s.address.Store(said.Address)
		}
		_, _ = io.Copy(io.Discard, out) // until it is dead
		ended <- cmd.Wait()
	}(s.ended)
}

// kill lets the process live for a while, short or long, kills it in whatever
// it does, and starts it again.
func (s *siege) kill() {
	s.Helper()
	lives := time.Duration(s.dice.Int64N(int64(900 * time.Millisecond)))
	if s.dice.IntN(8) == 0 {
		lives /= 16 // it is still starting
	}
	select {
	case err := <-s.ended:
		s.Fatalf("serve ended by itself: %v", err)
	case <-time.After(lives):
	}
	if err := s.life.Process.Kill(); err != nil {
		s.Fatalf("serve could not be killed: %v", err)
	}
	<-s.ended
	s.startLater()
}

// restart ends the process in an orderly way and starts it again.
func (s *siege) restart() {
	s.Helper()
	s.answers()
	time.Sleep(time.Duration(s.dice.Int64N(int64(600 * time.Millisecond))))
	s.end()
	s.startLater()
}

func (s *siege) startLater() {
	s.Helper()
	passed := time.Duration(s.dice.IntN(20)) * time.Minute
	if s.dice.IntN(3) == 0 {
		passed = time.Duration(1+s.dice.IntN(24)) * time.Hour
	}
	s.start(passed)
}

// settle waits until done has nothing left to wait for. It gives up when it waits
// for the same for three minutes, which are 30 hours in the town.
func (s *siege) settle(done func() string) {
	s.Helper()
	var waits string
	for end := time.Now(); waits == "" || time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		was := waits
		if waits = done(); waits == "" {
			time.Sleep(time.Second) // ten minutes in the town
			return
		}
		if waits != was {
			end = time.Now().Add(3 * time.Minute)
		}
	}
	s.Fatalf("for three minutes: %s", waits)
}

// end ends the process as an operator does.
func (s *siege) end() {
	s.Helper()
	if err := s.life.Process.Signal(syscall.SIGTERM); err != nil {
		s.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			s.Fatalf("serve ended with %v", err)
		}
	case <-time.After(15 * time.Second):
		s.Fatal("serve does not end")
	}
}

func (s *siege) within(most time.Duration, what string, do func()) {
	s.Helper()
	done := make(chan struct{})
	go func() { do(); close(done) }()
	select {
	case <-done:
	case <-time.After(most):
		s.Fatalf("not within %s: %s", most, what)
	}
}

// confess tells how to see a failure again, and what serve said.
func (s *siege) confess() {
	if !s.Failed() {
		return
	}
	var owed bytes.Buffer
	run([]string{"overdue", "--data", s.dir}, &owed, &owed)
	if s.life != nil { // it says what it is at
		_ = s.life.Process.Signal(syscall.SIGQUIT)
		select {
		case <-s.ended:
		case <-time.After(5 * time.Second):
		}
	}
	said, _ := os.ReadFile(s.log)
	s.Logf("again: go test ./scripts/sasae -run Killed -kill.seed=%d\nowed:\n%s\nserve said:\n%s", *killSeed, owed.Bytes()[:min(owed.Len(), 4000)], said[max(0, len(said)-30000):])
}
