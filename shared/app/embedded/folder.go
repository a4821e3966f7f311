// Package embedded fills in an App from one data folder: bbolt for the table
// and the alarms, the disk for files, an outbox one can look at for mail.
//
//	folder → Open → Folder → App (a step's name) → *app.App
package embedded

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sasae-care/sasae/shared/alarms/timer"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/grants"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/disk"
	"github.com/sasae-care/sasae/shared/mail"
	"github.com/sasae-care/sasae/shared/mail/outbox"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/store/bolt"
)

// Options of a folder; zero values are those of real use.
type Options struct {
	Now     func() time.Time // nil: the machine's clock
	Secret  []byte           // for a new folder; nil: a random one
	NoSync  bool             // throw-away runs: a crash may lose everything
	Anchors string           // the write-once file; "": anchors.jsonl in the folder
	BaseURL func() string    // the address under which the files are served
	Portal  string           // the address of the sign-in page
	Mail    outbox.Faults    // what goes wrong at the provider
	Random  func() [16]byte  // nil: the machine's
	Bus     app.Bus
	Hooks   Hooks
}

// Hooks are what the drivers call when something happened. A crash loses a
// call: what it would have caused is promised in the table.
type Hooks struct {
	Committed func([]store.Write)
	Arrived   func(files.Object)
	Receipt   func(mail.Receipt, time.Duration)
	Set       func(time.Time)
}

// Folder is an open data folder.
type Folder struct {
	Dir   string
	DB    *bolt.DB
	Disk  *disk.Disk
	Timer *timer.Timer
	Mail  *outbox.Outbox
	Ring  seal.Ring
	Now   func() time.Time

	Anchors string // the file that the copies of the anchors are written to
	base    *app.App
}

// Open opens the folder, making it when it is new. Another process that has it
// open is an error after a second.
func Open(dir string, o Options) (*Folder, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	f := &Folder{Dir: dir, Now: o.Now}
	if err := f.open(o); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) open(o Options) (err error) {
	if f.DB, err = bolt.Open(f.path("sasae.db"), bolt.Options{NoSync: o.NoSync, OnCommit: o.Hooks.Committed}); err != nil {
		return fmt.Errorf("open the table: %w", err)
	}
	if err := f.keys(o.Secret); err != nil {
		return err
	}
	f.Disk, err = disk.Open(f.path("files"), disk.Options{
		Secret: f.Ring.Key("signed-urls"), BaseURL: o.BaseURL, Now: o.Now, OnArrive: o.Hooks.Arrived, NoSync: o.NoSync,
	})
	if err != nil {
		return err
	}
	f.Mail, err = outbox.Open(f.path("outbox"), outbox.Options{Emit: o.Hooks.Receipt, Faults: o.Mail, Now: o.Now, NoSync: o.NoSync})
	if err != nil {
		return err
	}
	bucket, err := f.DB.Bucket("alarms")
	if err != nil {
		return err
	}
	f.Timer = timer.New(bucket, timer.Options{Now: o.Now, OnSet: o.Hooks.Set})
	f.Anchors = f.anchors(o.Anchors)
	f.base = app.New(app.App{
		Now: o.Now, Store: f.DB, Files: f.Disk, Alarms: f.Timer, Bus: o.Bus, Ring: f.Ring, Random: o.Random, Portal: o.Portal,
		Senders: map[mail.Channel]mail.Sender{mail.Email: f.Mail, mail.SMS: f.Mail},
		Witness: NewWitness(f.Anchors, o.NoSync),
	})
	return nil
}

func (f *Folder) path(name string) string { return filepath.Join(f.Dir, name) }

func (f *Folder) anchors(given string) string {
	if given != "" {
		return given
	}
	return AnchorsIn(f.Dir)
}

// AnchorsIn is the file of anchors in a folder that names no other.
func AnchorsIn(dir string) string { return filepath.Join(dir, "anchors.jsonl") }

// keys reads the folder's secret, or makes it.
func (f *Folder) keys(given []byte) error {
	secret, err := os.ReadFile(f.path("secret"))
	if errors.Is(err, os.ErrNotExist) {
		if secret = given; secret == nil {
			secret = make([]byte, 32)
			_, _ = rand.Read(secret) // never fails (Go 1.24)
		}
		err = writeDurably(f.path("secret"), secret)
	}
	if err != nil {
		return fmt.Errorf("the folder's secret: %w", err)
	}
	var older [][]byte
	for _, name := range f.Secrets()[1:] {
		b, err := os.ReadFile(f.path(name))
		if err != nil {
			return fmt.Errorf("the folder's older secrets: %w", err)
		}
		older = append(older, b)
	}
	f.Ring, err = seal.NewRing(secret, older...)
	return err
}

// Secrets are the files of the folder's secrets, the newest first: secret followed
// those with a number, and secret.1 is the one that the folder began with.
func (f *Folder) Secrets() (names []string) {
	for n := 1; ; n++ {
		name := fmt.Sprintf("secret.%d", n)
		if _, err := os.Stat(f.path(name)); err != nil {
			return append([]string{"secret"}, names...)
		}
		names = slices.Insert(names, 0, name)
	}
}

// Close lets go of the folder.
func (f *Folder) Close() error {
	if f.DB == nil {
		return nil
	}
	return f.DB.Close()
}

// App is the App of a step, its ports narrowed to what the table of steps
// grants it.
func (f *Folder) App(step string) *app.App { return grants.To(f.base, step) }

// Whole is an App without a step's limits, for the operator's commands.
func (f *Folder) Whole(as string) *app.App { return f.base.For(as, nil) }
