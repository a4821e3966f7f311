// Package files is the contract of the object store: documents come in through
// signed URLs, are read by exact version, and are copied from prefix to prefix.
//
//	Upload → SignPut, SignForm → Signed → (somebody's HTTP client) → Object
//
// A key holds no personal data. A driver passes filestest.
package files

import (
	"context"
	"errors"
	"io"
	"time"
)

// Files is the object store. All methods are safe for concurrent use.
type Files interface {
	// SignPut signs one PUT of exactly this length, type and SHA-256 to a key
	// that does not exist yet (If-None-Match: *).
	SignPut(ctx context.Context, u Upload) (Signed, error)
	// SignForm signs one POST form upload for a client that cannot hash: the
	// size may be anything from 1 to u.Size, u.SHA256 is ignored.
	SignForm(ctx context.Context, u Upload) (Signed, error)
	// SignGet signs the reading of one version, as an attachment.
	SignGet(ctx context.Context, d Download) (Signed, error)
	// Fetch begins to open the newest version; what it gives waits for it. So
	// somebody can do something else meanwhile.
	Fetch(ctx context.Context, key string) Fetched
	// Head describes the newest version; ErrNotFound when there is none.
	Head(ctx context.Context, key string) (Object, error)
	// Open reads one version from its beginning.
	Open(ctx context.Context, key, version string) (io.ReadCloser, error)
	// Copy copies just the version and ETag of from to the key to. When to
	// already holds the same bytes it is a silent success; when it holds
	// others, ErrConflict.
	Copy(ctx context.Context, from Object, to string) (Object, error)
	// Put writes a new object (an export). When the key already holds the same
	// bytes it is a silent success; when it holds others, ErrConflict.
	Put(ctx context.Context, key, mediaType string, body []byte) (Object, error)
	// Delete removes every version of a key, also one that nobody noted; none is
	// a success.
	Delete(ctx context.Context, key string) error
}

// Upload is what may be written through a signed URL.
type Upload struct {
	Key     string
	Type    string // media type, for example application/pdf
	Size    int64
	SHA256  string // lower-case hex, 64 characters
	Expires time.Time
}

// Download is what may be read through a signed URL.
type Download struct {
	Key, Version string
	Name         string // name of the attachment, free of personal data
	Type         string
	Expires      time.Time
}

// Signed is a request somebody else may make until Expires. The client sends
// exactly these headers (PUT, GET) or these form fields before the file (POST).
type Signed struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
	Expires time.Time         `json:"expires"`
}

// Object is one stored version.
type Object struct {
	Key     string    `json:"key"`
	Version string    `json:"version"`
	ETag    string    `json:"etag"`
	Size    int64     `json:"size"`
	Type    string    `json:"type,omitempty"`
	SHA256  string    `json:"sha256,omitempty"` // hex, when the store knows it
	Arrived time.Time `json:"arrived"`
}

// Fetched waits for what Fetch began, and is called at most once. The object is
// just the version that is read; ErrNotFound when there is none. The content is
// not held against Object.SHA256: whoever reads it to its end and hashes it
// does so. When nobody calls it, the end of Fetch's context clears up.
type Fetched func() (Object, io.ReadCloser, error)

// What can go wrong. Test with errors.Is.
var (
	ErrNotFound = errors.New("no such object")
	ErrConflict = errors.New("the key holds something else")
	ErrUnknown  = errors.New("the outcome is unknown")
)
