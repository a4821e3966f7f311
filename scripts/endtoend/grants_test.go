package endtoend

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/scripts/demo"
	"github.com/sasae-care/sasae/scripts/host/gate"
	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/samples"
)

// granted holds that the roles of the template may do all that was asked of them.
func granted(t *testing.T, w *World) {
	t.Helper()
	for _, denied := range w.Denied() {
		t.Errorf("not allowed to %s", denied)
	}
	if n := len(w.gate.Asked()); n < 500 {
		t.Errorf("the gate saw only %d requests", n)
	}
}

// idle are the grants that nothing of what was asked in a world needs: "role:
// grant", but for what CloudFormation makes of names.
func idle(w *World) (all []string) {
	asked := w.gate.Asked()
	for _, r := range w.deployed.Roles {
		own := slices.DeleteFunc(slices.Clone(asked), func(a gate.Asked) bool { return a.Role != r.ARN })
		for _, g := range gate.Idle(r.Policy, own) {
			all = append(all, r.ID+": "+g.String())
		}
	}
	return all
}

// forgetful loses the answer to the first transaction that each of some steps
// makes after it is told to, or to the first file that it puts.
type forgetful struct {
	mu   sync.Mutex
	left map[string]bool
}

func (f *forgetful) of(steps ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = map[string]bool{}
	for _, s := range steps {
		f.left[s] = true
	}
}

func (f *forgetful) loses(step, operation string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if operation == "PutObject" {
		step += "'s file"
	}
	was := f.left[step]
	delete(f.left, step)
	return was
}

func TestEveryGrantIsNeeded(t *testing.T) {
	o := options("")
	o.Submissions = 32
	var lost forgetful
	var down atomic.Bool
	deaf := false
	lost.of("upload", "inspect", "assign", "alarm", "review", "tally", "export", "export's file")
	p := playing(t, o, Weather{Hours: 6, Unheard: lost.loses, Deaf: func() bool { return deaf }, Down: down.Load})
	defer p.close(t)
	b := &beyond{T: t, w: p.world, town: samples.Make(o.Seed, o.Month, 90)}
	fresh := slices.DeleteFunc(b.town.Scenes, func(s samples.Scene) bool {
		return s.Person.ID < o.Submissions || !s.Accepted() || s.Channel != "portal" || s.Kind != "new" || s.District != ""
	})
	p.world.Hours = 0
	b.crowded()
	b.look()
	b.gone(&fresh[0])
	b.late(&fresh[1])
	b.copied(&fresh[2], &lost)
	b.relatives(&fresh[3])
	b.passedOn(&fresh[4])
	b.silent(&fresh[5], &down)
	b.infected(&fresh[6])
	b.awaited(&fresh[7])
	b.commissioned(&fresh[12])
	b.away(&fresh[13])
	lost.of("validate")
	b.unheard(&fresh[10], fresh[10].Files, "held")
	spoilt := slices.Clone(fresh[11].Files)
	spoilt[0].Body = func() []byte { return []byte("MZ, and surely no PDF") }
	b.unheard(&fresh[11], spoilt, "sent-back")
	b.moved(&fresh[8], &fresh[9])
	b.again()
	b.letters(&deaf)
	lost.of("erase")
	b.years()
	granted(t, p.world)
	for _, g := range idle(p.world) {
		t.Errorf("nothing needs %s", g)
	}
}

// Every grant is needed by a request; that a denial cannot be overlooked is played
// for one grant of each kind.
func TestAMonthWithoutAGrantIsAnotherMonth(t *testing.T) {
	parts := need(t)
	o := options(t.TempDir())
	o.Submissions = 3
	want, err := demo.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ role, grant string }{
		{"upload", "dynamodb:PutItem under RECEIPT#"}, {"upload", "s3:PutObject"}, {"inspect", "kms:Decrypt where kms:ViaService is s3"}, {"assign", "dynamodb:GetItem under BOOK#"},
		{"schedule", "iam:PassRole"}, {"notify", "ses:SendEmail"}, {"relay", "events:PutEvents"}, {"sweep", "s3:PutObject"}, {"Clock", "events:PutEvents"},
		{"Ringer", "lambda:InvokeFunction"}, {"validate", "kms:Decrypt where kms:EncryptionContext"}, {"export", "logs:PutLogEvents"},
	} {
		t.Run(x.role+" "+x.grant, func(t *testing.T) {
			t.Parallel()
			taken := false
			o := o
			o.Dir = t.TempDir()
			var w *World
			o.Place = func(s demo.Stage) (demo.Place, error) {
				var err error
				w, err = parts.Open(s, Weather{Hours: 24, Without: func(role string, g iam.Grant) bool {
					action, where, _ := strings.Cut(x.grant, " ")
					is := strings.HasPrefix(role, x.role) && g.Action == action && strings.Contains(g.String(), where)
					taken = taken || is
					return is
				}})
				return staying{w}, err
			}
			got, err := demo.Run(t.Context(), o)
			if w == nil {
				t.Fatal(err)
			}
			defer func() { _ = w.Close() }() // what it says is that something failed
			if !taken || len(w.Denied()) == 0 {
				t.Errorf("nothing was denied; taken: %t", taken)
			}
			if silent := x.grant == "logs:PutLogEvents" && w.counts()[x.role].Lines == 0; err == nil && !silent && same(w, want, got) {
				t.Error("and nobody notices")
			}
		})
	}
}

// same tells whether two months came to the same without a failure and without a
// letter: sweeps make good for much, but not unseen.
func same(w *World, want, got demo.Report) bool {
	for _, c := range w.counts() {
		if c.Failures > 0 {
			return false
		}
	}
	want.Receipts, got.Receipts, want.Files, got.Files = nil, nil, nil, nil
	return cmp.Equal(want, got) && w.unheard == 0
}
