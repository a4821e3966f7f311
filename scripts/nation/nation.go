// Package nation closes the month of an invented nation on one machine: the
// state machine as the template has it, and behind it the step tally as its
// function runs it, on the embedded drivers.
//
//	Size → towns, person-months → HandIn → Close (state machine → boot → tally) → Billed, insurer by insurer
package nation

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/states"
	"github.com/sasae-care/sasae/shared/store"
)

// Nation is a nation's months on one table.
type Nation struct {
	Towns  []Town
	Folder *embedded.Folder
	Owed   map[number.Insurer]Sum // what was handed in must come to this

	machine *states.Machine
	close   boot.Bytes
}

// function stands for the ARN of tally.
const function = "tally"

// Open makes a nation in an empty folder; nothing is handed in yet.
func Open(dir string, size Size) (*Nation, error) {
	machine, err := Machine()
	if err != nil {
		return nil, err
	}
	now := day.MustParse("2026-06-02").At(9, 0)
	f, err := embedded.Open(dir, embedded.Options{Now: func() time.Time { return now }, NoSync: true})
	if err != nil {
		return nil, err
	}
	a := f.App("tally")
	hear := boot.Events("tally", a.Deliver(tally.Step(a)), slog.New(slog.DiscardHandler))
	return &Nation{
		Towns: Make(size), Folder: f, Owed: map[number.Insurer]Sum{}, machine: machine,
		close: func(ctx context.Context, raw json.RawMessage) (any, error) { return nil, hear(ctx, raw) },
	}, nil
}

// Machine is the state machine of the golden template.
func Machine() (*states.Machine, error) {
	root, err := standin.Root()
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(root, "infra", "testdata", "steps.json"))
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	var t struct {
		Resources map[string]struct {
			Type       string
			Properties struct{ DefinitionString string }
		}
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	for _, r := range t.Resources {
		if r.Type == "AWS::StepFunctions::StateMachine" {
			return states.Read(r.Properties.DefinitionString, map[string]string{"tally": function})
		}
	}
	return nil, fmt.Errorf("the template has no state machine")
}

// HandIn hands in the person-months of a town.
func (n *Nation) HandIn(ctx context.Context, t Town) error {
	records, sums := t.Records()
	var offices []string
	for _, o := range t.Offices {
		offices = append(offices, string(o))
	}
	err := n.Folder.App("tally").HandIn(ctx, t.scope(), app.HandIn{
		Month: Month, Org: t.Code, By: "nation", ID: "in", Providers: offices, Records: records,
	}, func(before, after int) store.Write {
		return store.Create(store.Key{P: "REPLY#" + t.Code, S: "in"}, []byte(strconv.Itoa(after)))
	})
	if err != nil {
		return fmt.Errorf("hand in for %s: %w", t.Code, err)
	}
	for insurer, s := range sums {
		all := n.Owed[insurer]
		all.add(s)
		n.Owed[insurer] = all
	}
	return nil
}

// SessionTown makes a town a scope.
func (t Town) SessionTown() string { return t.Code }

func (t Town) scope() app.Scope { return app.ScopeOf(t) }

// Fault lets an invocation fail instead, or after it was done; nil: all go well.
type Fault func(town string, invoke func() ([]byte, error)) ([]byte, error)

// Close runs the state machine over the towns.
func (n *Nation) Close(ctx context.Context, fault Fault) (*states.Execution, error) {
	var towns []string
	for _, t := range n.Towns {
		towns = append(towns, t.Code)
	}
	return n.machine.Start(ctx, "nation-"+Month.String(), map[string]any{"month": Month.String(), "towns": towns}, n.options(fault))
}

func (n *Nation) options(fault Fault) states.Options {
	return states.Options{Now: n.Folder.Now, Invoke: func(ctx context.Context, to string, payload []byte) ([]byte, error) {
		if to != function {
			return nil, fmt.Errorf("there is no function %s", to)
		}
		invoke := func() ([]byte, error) { return n.invoke(ctx, payload) }
		if fault == nil {
			return invoke()
		}
		var e struct{ Town string }
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		return fault(e.Town, invoke)
	}}
}

// invoke is an invocation of the function; its error has the name that Lambda
// hands on.
func (n *Nation) invoke(ctx context.Context, payload []byte) ([]byte, error) {
	out, err := n.close.Invoke(ctx, payload)
	if err == nil {
		return out, nil
	}
	var said struct{ ErrorType, ErrorMessage string }
	if raw, bad := json.Marshal(err); bad != nil || json.Unmarshal(raw, &said) != nil || said.ErrorType == "" {
		return nil, err
	}
	return nil, &states.Error{Name: said.ErrorType, Cause: said.ErrorMessage}
}

// Billed reads what every town's closed month bills each insurer, claim by
// claim, against the digest of its closing.
func (n *Nation) Billed(ctx context.Context) (map[number.Insurer]Sum, error) {
	a, all := n.Folder.Whole("nation"), map[number.Insurer]Sum{}
	for _, t := range n.Towns {
		m, err := n.Month(ctx, t)
		if err != nil {
			return nil, err
		}
		if m.State != app.MonthClosed {
			return nil, fmt.Errorf("the month of %s is %s", t.Code, m.State)
		}
		result, _, err := a.ClosedClaims(ctx, t.scope(), m)
		if err != nil {
			return nil, fmt.Errorf("read the claims of %s: %w", t.Code, err)
		}
		for _, c := range result.Priced {
			s := all[c.Insurer]
			s.add(Sum{Claims: 1, Units: int64(c.Units), Yen: int64(c.Yen)})
			all[c.Insurer] = s
		}
		s := all[t.Insurer]
		s.Held += m.Closed.Held
		all[t.Insurer] = s
	}
	return all, nil
}

// Whole is the sum over all insurers.
func Whole(all map[number.Insurer]Sum) (whole Sum) {
	for _, s := range all {
		whole.add(s)
	}
	return whole
}

// Month is the month of a town as it stands.
func (n *Nation) Month(ctx context.Context, t Town) (app.Month, error) {
	return n.Folder.Whole("nation").Month(ctx, t.scope(), Month)
}
