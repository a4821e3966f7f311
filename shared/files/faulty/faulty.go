// Package faulty is an object store whose calls fail as planned, for tests.
//
//	call → fault.Plan → the files beneath, or ErrUnknown
package faulty

import (
	"context"
	"io"

	"github.com/sasae-care/sasae/shared/fault"
	"github.com/sasae-care/sasae/shared/files"
)

// Files passes calls on as its plan has it. The contract has no word for
// "nothing happened", so each failure is ErrUnknown, done or not. Uploads
// through a signed URL do not pass here and are not counted.
type Files struct {
	to    files.Files
	calls *fault.Calls
}

var _ files.Files = (*Files)(nil)

// New wraps f. A nil plan only counts.
func New(f files.Files, p fault.Plan) *Files { return &Files{f, fault.New(p)} }

// Calls is the number of calls so far.
func (f *Files) Calls() int { return f.calls.Count() }

// SignPut is files.Files'; a failing one is ErrUnknown.
func (f *Files) SignPut(ctx context.Context, u files.Upload) (files.Signed, error) {
	return value(f, func() (files.Signed, error) { return f.to.SignPut(ctx, u) })
}

// SignForm is files.Files'; a failing one is ErrUnknown.
func (f *Files) SignForm(ctx context.Context, u files.Upload) (files.Signed, error) {
	return value(f, func() (files.Signed, error) { return f.to.SignForm(ctx, u) })
}

// SignGet is files.Files'; a failing one is ErrUnknown.
func (f *Files) SignGet(ctx context.Context, d files.Download) (files.Signed, error) {
	return value(f, func() (files.Signed, error) { return f.to.SignGet(ctx, d) })
}

// Head is files.Files'; a failing one is ErrUnknown.
func (f *Files) Head(ctx context.Context, key string) (files.Object, error) {
	return value(f, func() (files.Object, error) { return f.to.Head(ctx, key) })
}

// Fetch is files.Files'; a failing one is ErrUnknown. It is counted when it is
// waited for.
func (f *Files) Fetch(ctx context.Context, key string) files.Fetched {
	fetched := f.to.Fetch(ctx, key)
	return func() (o files.Object, r io.ReadCloser, err error) {
		r, err = f.opened(func() (r io.ReadCloser, err error) {
			o, r, err = fetched()
			return r, err
		})
		if err != nil {
			return files.Object{}, nil, err
		}
		return o, r, nil
	}
}

// Open is files.Files'; a failing one is ErrUnknown.
func (f *Files) Open(ctx context.Context, key, version string) (io.ReadCloser, error) {
	return f.opened(func() (io.ReadCloser, error) { return f.to.Open(ctx, key, version) })
}

// opened closes what a call has opened that fails all the same.
func (f *Files) opened(open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	var opened io.ReadCloser
	err := f.calls.Do(files.ErrUnknown, files.ErrUnknown, func() (err error) {
		opened, err = open()
		return err
	})
	if err == nil {
		return opened, nil
	}
	if opened != nil {
		_ = opened.Close() // nobody will read it
	}
	return nil, err
}

// Copy is files.Files'; a failing one is ErrUnknown, copied or not.
func (f *Files) Copy(ctx context.Context, from files.Object, to string) (files.Object, error) {
	return value(f, func() (files.Object, error) { return f.to.Copy(ctx, from, to) })
}

// Put is files.Files'; a failing one is ErrUnknown, written or not.
func (f *Files) Put(ctx context.Context, key, mediaType string, body []byte) (files.Object, error) {
	return value(f, func() (files.Object, error) { return f.to.Put(ctx, key, mediaType, body) })
}

// Delete is files.Files'; a failing one is ErrUnknown, deleted or not.
func (f *Files) Delete(ctx context.Context, key string) error {
	return f.calls.Do(files.ErrUnknown, files.ErrUnknown, func() error { return f.to.Delete(ctx, key) })
}

func value[T any](f *Files, call func() (T, error)) (T, error) {
	return fault.Value(f.calls, files.ErrUnknown, files.ErrUnknown, call)
}
