package disk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/sasae-care/sasae/shared/files"
)

// The folder:
//
//	objects/<2>/<62>/<version>/content      the bytes
//	objects/<2>/<62>/<version>/object.json  the files.Object, with the key
//	staged/…                                versions not yet published
//
// where <2><62> is the SHA-256 of the key in hex: no key is a path, and none is
// another on a disk that does not tell A from a. A version is when it arrived
// (or one more than the newest there is), so the greatest name is the newest,
// and the beginning of its content's hash.
const (
	contentFile = "content"
	sidecarFile = "object.json"
)

var versionForm = regexp.MustCompile(`^[0-9a-f]{16}-[0-9a-f]{8}$`)

func hashOf(key string) string {
	h := sha256.Sum256([]byte(key))
	return hex.EncodeToString(h[:])
}

func (d *Disk) keyDir(key string) string {
	h := hashOf(key)
	return filepath.Join(d.objects(), h[:2], h[2:])
}

func (d *Disk) objects() string { return filepath.Join(d.dir, "objects") }

func (d *Disk) staged() string { return filepath.Join(d.dir, "staged") }

// prepare makes all folders but those of keys, durably.
func (d *Disk) prepare() error {
	if err := os.RemoveAll(d.staged()); err != nil {
		return err
	}
	for _, dir := range []string{d.staged(), d.objects()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	return d.sync(d.dir)
}

// lock holds the versions of a key still until the mutex is unlocked.
func (d *Disk) lock(key string) *sync.Mutex {
	n, _ := strconv.ParseUint(hashOf(key)[:2], 16, 8) // always two hex digits
	m := &d.keys[n%uint64(len(d.keys))]
	m.Lock()
	return m
}

// versionDir is the folder of a version that is there; files.ErrNotFound.
func (d *Disk) versionDir(ctx context.Context, key, version string) (string, error) {
	if err := checkKey(ctx, key); err != nil {
		return "", err
	}
	if !versionForm.MatchString(version) {
		return "", files.ErrNotFound
	}
	dir := filepath.Join(d.keyDir(key), version)
	_, err := os.Stat(dir)
	return dir, missing(err)
}

func (d *Disk) describe(ctx context.Context, key, version string) (files.Object, error) {
	dir, err := d.versionDir(ctx, key, version)
	if err != nil {
		return files.Object{}, err
	}
	o, err := readSidecar(dir)
	if _, gone := os.Stat(dir); gone != nil {
		return files.Object{}, missing(gone)
	}
	return o, err
}

// newest describes the newest version; files.ErrNotFound. A version without its
// sidecar is an error of its own: the folder is damaged.
func (d *Disk) newest(ctx context.Context, key string) (files.Object, error) {
	if err := checkKey(ctx, key); err != nil {
		return files.Object{}, err
	}
	for {
		version, err := d.newestVersion(key)
		if err != nil {
			return files.Object{}, err
		}
		o, err := d.describe(ctx, key, version)
		if !errors.Is(err, files.ErrNotFound) { // else it was deleted between the two: look again
			return o, err
		}
	}
}

func (d *Disk) newestVersion(key string) (string, error) {
	entries, err := os.ReadDir(d.keyDir(key)) // sorted
	if err != nil {
		return "", missing(err)
	}
	for _, e := range slices.Backward(entries) {
		if versionForm.MatchString(e.Name()) {
			return e.Name(), nil
		}
	}
	return "", files.ErrNotFound
}

func readSidecar(dir string) (o files.Object, err error) {
	text, err := os.ReadFile(filepath.Join(dir, sidecarFile))
	if err != nil {
		return o, err
	}
	if err := json.Unmarshal(text, &o); err != nil {
		return o, fmt.Errorf("read %s in %s: %w", sidecarFile, dir, err)
	}
	return o, nil
}

// staging is content that is on the disk and that nobody can see.
type staging struct {
	dir  string // "" once it is published
	size int64
	sum  string // SHA-256 in hex
}

// discard removes what was not published.
func (s *staging) discard() {
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// stage writes the content to a folder of its own, hashing and counting it.
func (d *Disk) stage(content io.Reader) (*staging, error) {
	return d.staging(func(s *staging, file string) error {
		return d.write(file, func(w io.Writer) error { return s.read(w, content) })
	})
}

// stageCopy stages the content of a stored file, hashing and counting it as it
// stands there, under a second name (a version never changes), or copied where
// the disk cannot link.
func (d *Disk) stageCopy(stored *os.File) (*staging, error) {
	return d.staging(func(s *staging, file string) error {
		if os.Link(stored.Name(), file) == nil {
			return s.read(io.Discard, stored)
		}
		return d.write(file, func(w io.Writer) error { return s.read(w, stored) })
	})
}

// staging makes a folder and lets fill put the content into it.
func (d *Disk) staging(fill func(s *staging, file string) error) (*staging, error) {
	dir, err := os.MkdirTemp(d.staged(), "")
	if err != nil {
		return nil, err
	}
	s := &staging{dir: dir}
	if err := fill(s, filepath.Join(dir, contentFile)); err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

// read writes the content to w, hashing and counting it.
func (s *staging) read(w io.Writer, content io.Reader) (err error) {
	hash := sha256.New()
	s.size, err = io.Copy(io.MultiWriter(w, hash), content)
	s.sum = hex.EncodeToString(hash.Sum(nil))
	return err
}

// publish gives staged content its key and version. When the key exists, and
// over is false, it is files.ErrConflict with the version there is.
func (d *Disk) publish(s *staging, o files.Object, over bool) (files.Object, error) {
	defer d.lock(o.Key).Unlock()
	last, err := d.newest(context.Background(), o.Key)
	switch {
	case err == nil && !over:
		return last, files.ErrConflict
	case err != nil && !errors.Is(err, files.ErrNotFound):
		return files.Object{}, err
	}
	o.Arrived = d.o.Now().UTC()
	o.Version = follow(last.Version, o.Arrived.UnixNano(), s.sum)
	o.ETag, o.Size, o.SHA256 = s.sum[:32], s.size, s.sum
	if err := d.describeStaged(s, o); err != nil {
		return files.Object{}, err
	}
	if err := d.reveal(s, o); err != nil {
		return files.Object{}, err
	}
	return o, nil
}

func (d *Disk) describeStaged(s *staging, o files.Object) error {
	text, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	err = d.write(filepath.Join(s.dir, sidecarFile), func(w io.Writer) error { _, err := w.Write(text); return err })
	return errors.Join(err, d.sync(s.dir))
}

// reveal is the rename that makes a version visible, all of it at once.
func (d *Disk) reveal(s *staging, o files.Object) error {
	home := d.keyDir(o.Key)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	if err := errors.Join(d.sync(d.objects()), d.sync(filepath.Dir(home))); err != nil {
		return err
	}
	if err := os.Rename(s.dir, filepath.Join(home, o.Version)); err != nil {
		return err
	}
	s.dir = ""
	if err := d.sync(home); err != nil {
		return fmt.Errorf("%w: %w", files.ErrUnknown, err)
	}
	return nil
}

// follow names the version that comes after last ("" for none).
func follow(last string, now int64, sum string) string {
	n := uint64(now)
	if versionForm.MatchString(last) {
		before, _ := strconv.ParseUint(last[:16], 16, 64) // always 16 hex digits
		n = max(n, before+1)
	}
	return fmt.Sprintf("%016x-%s", n, sum[:8])
}

// remove takes a version away in one rename, then clears up.
func (d *Disk) remove(key, dir string) error {
	defer d.lock(key).Unlock()
	gone, err := os.MkdirTemp(d.staged(), "")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(gone) }() // else the next Open does it
	err = os.Rename(dir, filepath.Join(gone, "deleted"))
	if missing(err) == files.ErrNotFound {
		return nil // somebody else was first
	}
	if err != nil {
		return err
	}
	if err := d.sync(d.keyDir(key)); err != nil {
		return fmt.Errorf("%w: %w", files.ErrUnknown, err)
	}
	_ = os.Remove(d.keyDir(key)) // fails while there are other versions
	return nil
}

func (d *Disk) write(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = fill(f)
	if err == nil && !d.o.NoSync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// sync makes the names in a folder durable. Windows cannot and need not.
func (d *Disk) sync(dir string) error {
	if d.o.NoSync || runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
