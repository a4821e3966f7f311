package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/audit"
)

// desk is what the operator's commands do to a data folder: directly when
// nobody has it open, else through the socket of the process that serves it.
type desk interface {
	Import(ctx context.Context, order app.ImportOrder) (app.Imported, error)
	Backup(ctx context.Context, w io.Writer) error
	Verify(ctx context.Context, copied []audit.Anchor) (verified, error)
	Token(ctx context.Context, town, staff string, hours int) (string, error)
	Log(ctx context.Context, order logOrder) (acts, error)
	Owed(ctx context.Context, order owedOrder) (owed, error)
	Disclose(ctx context.Context, order discloseOrder) (disclosed, error)
	Erase(ctx context.Context, order eraseOrder) (erased, error)
	Close() error
}

// open finds out who has the folder; one that holds no data is no folder of
// ours, and stays as it is. With --stage it is the stage.
func (s *session) open(dir string) (desk, error) {
	ctx := s.ctx
	if s.stage != "" {
		return openStage(ctx, s.stage, s.table)
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, misuse(dir + " というデータのフォルダーはありません。--data で指定してください")
	}
	if d, ok := dial(ctx, dir); ok {
		return d, nil
	}
	if _, err := os.Stat(filepath.Join(dir, "sasae.db")); err != nil {
		return nil, fmt.Errorf("%s はデータのフォルダーではありません: %w", dir, err)
	}
	return openOrMake(dir)
}

// openOrMake opens a folder that nobody serves, making it when it is new.
func openOrMake(dir string) (desk, error) {
	f, err := embedded.Open(dir, embedded.Options{Bus: later{}})
	if err != nil {
		return nil, fmt.Errorf("データのフォルダー %s を開けません: %w", dir, err)
	}
	return on(f), nil
}

// later is the bus while nobody serves the folder: announcements stay in the
// outbox until somebody does.
type later struct{}

func (later) Publish(context.Context, events.Event) error { return errLater }

var errLater = fmt.Errorf("nobody serves this folder now; it is done when somebody does")

// steps does what is the same wherever the table stands: as gives the app of a step.
type steps struct{ as func(step string) *app.App }

// Import implements desk.
func (d steps) Import(ctx context.Context, order app.ImportOrder) (app.Imported, error) {
	return d.as("import").Import(ctx, order)
}

// Log implements desk.
func (d steps) Log(ctx context.Context, order logOrder) (acts, error) {
	return logged(ctx, d.as("audit"), order)
}

// Owed implements desk.
func (d steps) Owed(ctx context.Context, order owedOrder) (owed, error) {
	return owing(ctx, d.as("overdue"), order)
}

// Disclose implements desk.
func (d steps) Disclose(ctx context.Context, order discloseOrder) (disclosed, error) {
	return disclose(ctx, d.as("disclose"), order)
}

// Erase implements desk.
func (d steps) Erase(ctx context.Context, order eraseOrder) (erased, error) {
	return erase(ctx, d.as("erase"), order)
}

// direct works on the folder itself.
type direct struct {
	steps
	*embedded.Folder
}

// on is a desk on a folder.
func on(f *embedded.Folder) direct { return direct{steps{f.Whole}, f} }

func (d direct) Backup(ctx context.Context, w io.Writer) error { return backup(ctx, d.Folder, w) }

func (d direct) Verify(ctx context.Context, copied []audit.Anchor) (verified, error) {
	return verify(ctx, d.Whole("audit"), copied)
}

func (d direct) Token(ctx context.Context, town, staff string, hours int) (string, error) {
	return issue(ctx, d.Folder, town, staff, hours)
}

// scopeOf is the operator's scope of one municipality.
func scopeOf(town string) app.Scope { return app.ScopeOf(operator(town)) }

type operator string

// SessionTown is the municipality the operator works for now.
func (o operator) SessionTown() string { return string(o) }

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
