package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// bookHead points at the edition of the reference data that is in force.
type bookHead struct {
	Sum    string    `json:"sum"` // of the edition; "" before the first import
	Chunks int       `json:"chunks"`
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq"`
	Head   string    `json:"head"`
}

// books remembers opened editions; an edition never changes.
type books struct {
	mu     sync.Mutex
	open   map[string]edition  // by town and sum
	turned map[string]day.Date // by town and sum: the day whose turns were dealt with
}

// edition is one state of a town's reference data.
type edition struct {
	name string
	rows town.Book
	dir  *town.Directory
}

// Town opens the reference data of the municipality in force.
func (a *App) Town(ctx context.Context, in Scope) (*town.Directory, error) {
	e, err := a.current(ctx, in)
	return e.dir, err
}

// current is the edition in force, opened once.
func (a *App) current(ctx context.Context, in Scope) (edition, error) {
	head, _, err := a.bookHead(ctx, in)
	if err != nil {
		return edition{}, err
	}
	name := in.town + "/" + head.Sum
	if e, ok := a.books.get(name); ok {
		return e, nil
	}
	rows, err := a.rows(ctx, in, head) // two at once read it twice
	if err != nil {
		return edition{}, err
	}
	e := edition{name, rows, town.Open(rows)}
	a.books.keep(e)
	return e, nil
}

func (b *books) get(name string) (edition, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.open[name]
	return e, ok
}

func (b *books) keep(e edition) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open[e.name] = e
}

// Book reads the rows of the municipality in force; an empty Book before the
// first import.
func (a *App) Book(ctx context.Context, in Scope) (town.Book, error) {
	head, _, err := a.bookHead(ctx, in)
	if err != nil {
		return town.Book{}, err
	}
	return a.rows(ctx, in, head)
}

func (a *App) bookHead(ctx context.Context, in Scope) (head bookHead, it store.Item, err error) {
	it, err = a.Store.Get(ctx, bookKey(in))
	if errors.Is(err, store.ErrNotFound) {
		return bookHead{}, store.Item{Key: bookKey(in)}, nil
	}
	if err == nil {
		head, err = a.known.books.of(it.Key, it.Body, decoded[bookHead])
	}
	if err != nil {
		return head, it, fmt.Errorf("read the reference data of %s: %w", in.town, err)
	}
	return head, it, nil
}

// rows reads the parts of an edition.
func (a *App) rows(ctx context.Context, in Scope, head bookHead) (town.Book, error) {
	if head.Sum == "" {
		return town.Book{Code: in.town}, nil
	}
	chunks := make([][]byte, head.Chunks)
	for i := range chunks {
		it, err := a.Store.Get(ctx, chunkKey(in, head.Sum, i))
		if err != nil {
			return town.Book{}, fmt.Errorf("read part %d of the reference data of %s: %w", i, in.town, err)
		}
		chunks[i] = it.Body
	}
	return town.Unpack(chunks)
}

// SaveBook puts a new edition in force: its rows are written first, under their
// own hash, and one conditional commit points at them. Nothing is half taken.
func (a *App) SaveBook(ctx context.Context, in Scope, by string, b town.Book) error {
	chunks, sum := town.Pack(b)
	for i, c := range chunks {
		err := a.Store.Commit(ctx, store.Create(chunkKey(in, sum, i), c))
		if err != nil && !errors.Is(err, store.ErrConflict) { // the same part stands there already
			return fmt.Errorf("save part %d of the reference data: %w", i, err)
		}
	}
	if err := a.Store.Commit(ctx, store.Create(townKey(in), []byte("{}"))); err != nil && !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("save the municipality %s: %w", in.town, err)
	}
	return again(ctx, func() (bool, error) {
		head, it, err := a.bookHead(ctx, in)
		if err != nil || head.Sum == sum {
			return true, err
		}
		err = a.pointAt(ctx, in, by, it, head, sum, len(chunks))
		return err == nil || !passing(err), err
	})
}

func (a *App) pointAt(ctx context.Context, in Scope, by string, it store.Item, head bookHead, sum string, chunks int) error {
	b := a.batch(in)
	next := bookHead{Sum: sum, Chunks: chunks, At: b.at, Seq: head.Seq + 1}
	next.Head = b.enter(audit.Entry{
		Chain: "book", By: by, Action: "imported",
		Facts: map[string]string{"from": head.Sum, "to": sum, "chunks": strconv.Itoa(chunks)}, State: audit.Digest(next),
	}, head.Seq, head.Head).Hash
	b.add(store.Replace(it, mustJSON(next)))
	return b.commit(ctx)
}

// Towns lists the municipalities that have reference data.
func (a *App) Towns(ctx context.Context) (towns []string, err error) {
	err = store.All(ctx, a.Store, store.Query{P: "TOWNS"}, func(it store.Item) error {
		towns = append(towns, it.S)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the municipalities: %w", err)
	}
	return towns, nil
}
