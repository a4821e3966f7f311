// Package disk keeps documents in a folder and takes them in through signed
// URLs of its own: the object store of the laptop.
//
//	Upload → SignPut, SignForm → Signed → PUT, POST /files/… → Object → OnArrive
//	Download → SignGet → Signed → GET /files/… → attachment
//
// Each version is a folder with the content and a small JSON beside it, which
// gets its name in one rename: a crash leaves all of it or nothing.
package disk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/sasae-care/sasae/shared/files"
)

// ErrRefused: the key, type, size, hash or name is not one that can be signed
// or stored. A key is 1 to 1024 of [0-9A-Za-z._/-], its parts between slashes
// neither empty nor with "..".
var ErrRefused = errors.New("the object store refuses this")

// Options of Open.
type Options struct {
	// Secret signs the URLs; at least 32 random bytes, the same after a restart
	// or older URLs end.
	Secret []byte
	// BaseURL gives the address clients reach this process under, such as
	// http://127.0.0.1:8080; nil: the URLs begin with /files/.
	BaseURL func() string
	// Now is the clock of expiry and arrival; nil is time.Now.
	Now func() time.Time
	// OnArrive, when not nil, is called with each object uploaded through a
	// signed URL, once it is durable and before the client is answered. It is a
	// hint: a crash loses it.
	OnArrive func(files.Object)
	// NoSync leaves fsync out: for throw-away runs.
	NoSync bool
}

// Disk is the object store in one folder, and the handler of /files/. It is
// safe for concurrent use; only one process may use a folder.
type Disk struct {
	dir  string
	o    Options
	keys [64]sync.Mutex // one of them is held while a key's versions change
}

var _ files.Files = (*Disk)(nil)

// Open opens the folder or makes it, readable by its owner alone, and clears
// away what a crash left unfinished. ErrRefused: the secret is too short.
func Open(dir string, o Options) (*Disk, error) {
	if len(o.Secret) < 32 {
		return nil, fmt.Errorf("open the object store: %w: a secret of %d bytes, want 32", ErrRefused, len(o.Secret))
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BaseURL == nil {
		o.BaseURL = func() string { return "" }
	}
	d := &Disk{dir: dir, o: o}
	if err := d.prepare(); err != nil {
		return nil, fmt.Errorf("open the object store: %w", err)
	}
	return d, nil
}

// Head describes the newest version.
func (d *Disk) Head(ctx context.Context, key string) (files.Object, error) {
	o, err := d.newest(ctx, key)
	if err != nil {
		return files.Object{}, fmt.Errorf("head %s: %w", key, err)
	}
	return o, nil
}

// Fetch opens the newest version when it is waited for.
func (d *Disk) Fetch(ctx context.Context, key string) files.Fetched {
	return func() (files.Object, io.ReadCloser, error) {
		for {
			o, err := d.newest(ctx, key)
			var f *os.File
			if err == nil {
				f, err = d.open(ctx, key, o.Version)
				if errors.Is(err, files.ErrNotFound) {
					continue // it was deleted between the two: look again
				}
			}
			if err != nil {
				return files.Object{}, nil, fmt.Errorf("fetch %s: %w", key, err)
			}
			return o, f, nil
		}
	}
}

// Open reads one version from its beginning. The reader is an *os.File.
func (d *Disk) Open(ctx context.Context, key, version string) (io.ReadCloser, error) {
	f, err := d.open(ctx, key, version)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	return f, nil
}

func (d *Disk) open(ctx context.Context, key, version string) (*os.File, error) {
	dir, err := d.versionDir(ctx, key, version)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, contentFile))
	return f, missing(err)
}

// Put writes a new object; see files.Files. Its ETag, as that of every object
// here, is made from the content alone.
func (d *Disk) Put(ctx context.Context, key, mediaType string, body []byte) (files.Object, error) {
	o, err := d.save(ctx, files.Object{Key: key, Type: mediaType}, bytes.NewReader(body))
	if err != nil {
		return files.Object{}, fmt.Errorf("put %s: %w", key, err)
	}
	return o, nil
}

// Copy copies one version; see files.Files. files.ErrConflict also when the
// version's ETag is another than from says. It reads the content through and
// fails when that is no longer what was stored. What was copied before stays a
// success when from is gone: a copy shares the bytes on the disk with its
// source where the disk can link, and keeps them when the source is deleted.
func (d *Disk) Copy(ctx context.Context, from files.Object, to string) (files.Object, error) {
	o, err := d.copy(ctx, from, to)
	if err != nil {
		return files.Object{}, fmt.Errorf("copy %s to %s: %w", from.Key, to, err)
	}
	return o, nil
}

func (d *Disk) copy(ctx context.Context, from files.Object, to string) (files.Object, error) {
	if err := checkKey(ctx, to); err != nil {
		return files.Object{}, err
	}
	if there, err := d.newest(ctx, to); err == nil && from.SHA256 != "" && from.SHA256 == there.SHA256 {
		return there, nil
	}
	source, err := d.describe(ctx, from.Key, from.Version)
	if err != nil {
		return files.Object{}, err
	}
	if source.ETag != from.ETag {
		return files.Object{}, fmt.Errorf("%w: version %s has another ETag", files.ErrConflict, from.Version)
	}
	f, err := d.open(ctx, from.Key, from.Version)
	if err != nil {
		return files.Object{}, err
	}
	defer func() { _ = f.Close() }()
	s, err := d.stageCopy(f)
	if err != nil {
		return files.Object{}, err
	}
	defer s.discard()
	if s.sum != source.SHA256 {
		return files.Object{}, fmt.Errorf("the stored content has changed: its SHA-256 is %s, was %s", s.sum, source.SHA256)
	}
	return d.first(s, files.Object{Key: to, Type: source.Type})
}

// save stages the content and publishes it as the first version of o.Key.
func (d *Disk) save(ctx context.Context, o files.Object, content io.Reader) (files.Object, error) {
	if err := checkKey(ctx, o.Key); err != nil {
		return files.Object{}, err
	}
	s, err := d.stage(content)
	if err != nil {
		return files.Object{}, err
	}
	defer s.discard()
	return d.first(s, o)
}

// first publishes staged content as the first version of o.Key. The same bytes
// already there are a success.
func (d *Disk) first(s *staging, o files.Object) (files.Object, error) {
	there, err := d.publish(s, o, false)
	if errors.Is(err, files.ErrConflict) && there.SHA256 == s.sum {
		return there, nil
	}
	return there, err
}

// Delete removes every version, the oldest last: what is there meanwhile is what
// was there before; see files.Files.
func (d *Disk) Delete(ctx context.Context, key string) error {
	for {
		o, err := d.newest(ctx, key)
		if errors.Is(err, files.ErrNotFound) {
			return nil
		}
		if err == nil {
			err = d.remove(key, filepath.Join(d.keyDir(key), o.Version))
		}
		if err != nil {
			return fmt.Errorf("delete %s: %w", key, err)
		}
	}
}

// Walk gives every version of every object to f, in no order but the versions
// of one key oldest first; an error of f ends it and comes back. What is
// written or deleted meanwhile may be seen or not.
func (d *Disk) Walk(f func(files.Object) error) error {
	found, err := fs.Glob(os.DirFS(d.dir), "objects/*/*/*/"+sidecarFile) // sorted
	if err != nil {
		return fmt.Errorf("walk the objects: %w", err)
	}
	for _, path := range found {
		o, err := readSidecar(filepath.Join(d.dir, filepath.Dir(filepath.FromSlash(path))))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted meanwhile
		}
		if err != nil {
			return fmt.Errorf("walk the objects: %w", err)
		}
		if err := f(o); err != nil {
			return err
		}
	}
	return nil
}

var keyForm = regexp.MustCompile(`^[0-9A-Za-z._-]+(/[0-9A-Za-z._-]+)*$`)

func checkKey(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(key) > 1024 || !keyForm.MatchString(key) || strings.Contains(key, "..") {
		return fmt.Errorf("%w: the key %.40q", ErrRefused, key)
	}
	return nil
}

// missing says in the contract's words that a file is not there.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return files.ErrNotFound
	}
	return err
}
