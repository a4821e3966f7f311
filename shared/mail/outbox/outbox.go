// Package outbox is the mail provider of the laptop: messages become files one
// can look at, and receipts come back as from a real provider.
//
//	mail.Message → Send → <dir>/<email|sms>/<notice>.json
//	                    → Options.Emit(mail.Receipt, delay)
//
// Nothing leaves the machine. The files hold addresses: the folder is readable
// by its owner alone.
package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/mail"
)

// Options of Open.
type Options struct {
	// Emit, when not nil, is called with each provider event and how long it is
	// to be held back, before Send returns. It must not block. Without Faults
	// that is one mail.Delivered at once for each accepted message.
	Emit func(r mail.Receipt, delay time.Duration)
	// Faults is the plan of what goes wrong; zero: nothing.
	Faults Faults
	// Now is the clock of the acceptance and of receipts; nil is time.Now.
	Now func() time.Time
	// NoSync leaves fsync out: for throw-away runs.
	NoSync bool
}

// Outbox accepts messages into a folder. It is safe for concurrent use; only
// one process may use a folder.
type Outbox struct {
	dir string
	o   Options

	mu       sync.Mutex // held while a file gets its name
	attempts map[string]int
}

var _ mail.Sender = (*Outbox)(nil)

// Open opens the outbox in dir or makes it.
func Open(dir string, o Options) (*Outbox, error) {
	for _, c := range []mail.Channel{mail.Email, mail.SMS} {
		if err := os.MkdirAll(filepath.Join(dir, string(c)), 0o700); err != nil {
			return nil, fmt.Errorf("open the outbox: %w", err)
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Outbox{dir: dir, o: o, attempts: map[string]int{}}, nil
}

// accepted is what a file holds.
type accepted struct {
	mail.Message
	Accepted time.Time `json:"accepted"`
}

// Send accepts a message: its file is on the disk when it returns nil. The same
// notice again is another file, <notice>.2.json. ErrRefused: nothing but
// [0-9A-Za-z_-]{1,64} is a notice number, an e-mail goes to one bare address,
// an SMS to +81… or 0… with at most 700 characters, and each has a text.
func (o *Outbox) Send(ctx context.Context, m mail.Message) error {
	if err := check(m); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("send notice %s: %w", m.Notice, err)
	}
	f := o.o.Faults.fate(m.Notice, o.attempt(m.Notice))
	now := o.o.Now().UTC()
	if f.written {
		if err := o.accept(accepted{m, now}); err != nil {
			return fmt.Errorf("send notice %s: %w: %w", m.Notice, mail.ErrUnknown, err)
		}
		o.emit(m, now, f.receipts)
	}
	if f.err != nil {
		return fmt.Errorf("send notice %s: %w", m.Notice, f.err)
	}
	return nil
}

func (o *Outbox) attempt(notice string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.attempts[notice]++
	return o.attempts[notice]
}

func (o *Outbox) emit(m mail.Message, now time.Time, delays []time.Duration) {
	if o.o.Emit == nil {
		return
	}
	for _, delay := range delays {
		o.o.Emit(mail.Receipt{Notice: m.Notice, Town: m.Town, Channel: m.Channel, Kind: mail.Delivered, At: now}, delay)
	}
}

// accept writes the file under the first free name.
func (o *Outbox) accept(a accepted) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	dir := filepath.Join(o.dir, string(a.Channel))
	written := filepath.Join(o.dir, ".new") // a new file costs more where there are many
	if err := o.write(written, text.Bytes()); err != nil {
		return err
	}
	if err := os.Rename(written, o.file(a.Channel, a.Notice, 1+o.count(a.Channel, a.Notice))); err != nil {
		return err
	}
	return o.syncDir(dir)
}

// syncDir makes the new name durable. Windows cannot and need not.
func (o *Outbox) syncDir(dir string) error {
	if o.o.NoSync || runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (o *Outbox) write(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil && !o.o.NoSync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Sent is how many messages with this notice number were accepted, by both
// channels together, also before the last start.
func (o *Outbox) Sent(notice string) int {
	if !notices.MatchString(notice) {
		return 0
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.count(mail.Email, notice) + o.count(mail.SMS, notice)
}

func (o *Outbox) count(c mail.Channel, notice string) (n int) {
	for {
		if _, err := os.Stat(o.file(c, notice, n+1)); errors.Is(err, fs.ErrNotExist) {
			return n
		}
		n++
	}
}

func (o *Outbox) file(c mail.Channel, notice string, n int) string {
	name := notice + ".json"
	if n > 1 {
		name = fmt.Sprintf("%s.%d.json", notice, n)
	}
	return filepath.Join(o.dir, string(c), name)
}
