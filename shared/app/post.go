package app

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/plan"
)

// postLife is how long a POST is remembered, mostPosts how many are: with more of
// them a head would grow until nothing could change the case any more.
const (
	postLife  = 48 * time.Hour
	mostPosts = 500
)

// Post is a request under its caller's Idempotency-Key. The case that it changes
// remembers it in the same commit: the same request again changes nothing, and
// another one under the key is refused. What it is answered the case tells.
type Post struct {
	Heard // by the case, now or before; Change fills it in

	key, request string // hashes
}

// Heard is what a case remembers of a POST beside who asked for what.
type Heard struct {
	At        time.Time // to the second
	Documents int       // that the case had then; the last of them were declared with it
}

// Over tells whether the time is over for which every POST is remembered.
func (h Heard) Over(now time.Time) bool { return now.Sub(h.At) >= postLife }

// Declared are the n documents that the POST declared.
func (h Heard) Declared(c *plan.Case, n int) []plan.Document {
	to := min(h.Documents, len(c.Documents))
	return c.Documents[max(0, to-n):to]
}

// NewPost is a request of a caller. Its hashes are keyed, and that of the request
// with the caller's key as well: they say nothing to who guesses what was asked.
func (a *App) NewPost(in Scope, caller, key string, request []byte) *Post {
	who := in.town + "\x00" + caller + "\x00" + key
	return &Post{key: a.ID("post", who)[:13], request: a.ID("request", who+"\x00"+string(request))[:7]}
}

// note is a POST as the head of a case holds it, in one line to take little room.
func (p *Post) note() string {
	return fmt.Sprintf("%s.%s.%d.%d", p.key, p.request, p.At.Unix(), p.Documents)
}

func readNote(line string) (p Post, err error) {
	part := strings.Split(line, ".")
	if len(part) != 4 {
		return p, fmt.Errorf("the note of a POST has %d parts", len(part))
	}
	second, err1 := strconv.ParseInt(part[2], 10, 64)
	documents, err2 := strconv.Atoi(part[3])
	return Post{Heard{time.Unix(second, 0).UTC(), documents}, part[0], part[1]}, errors.Join(err1, err2)
}

// forget drops the notes whose time is over, but not the first: it is of the POST
// that opened the case, and its key names the case.
func (r *record) forget(now time.Time) error {
	var kept []string
	for i, line := range r.Posts {
		was, err := readNote(line)
		if err != nil {
			return err
		}
		if i == 0 || !was.Over(now) {
			kept = append(kept, line)
		}
	}
	r.Posts = kept
	return nil
}

// knows tells whether the case has heard the POST, and fills in how. Another
// request under the same key is refused.
func (r *record) knows(p *Post) (bool, error) {
	if p == nil {
		return false, nil
	}
	for _, line := range r.Posts {
		was, err := readNote(line)
		switch {
		case err != nil:
			return false, err
		case was.key != p.key:
		case was.request != p.request:
			return false, plan.Refuse("idempotency-key-reused")
		default:
			p.Heard = was.Heard
			return true, nil
		}
	}
	if len(r.Posts) >= mostPosts {
		return false, plan.Refuse("too-many-posts", mostPosts)
	}
	return false, nil
}

// remember notes how the case hears the POST.
func (r *record) remember(p *Post, at time.Time) {
	p.Heard = Heard{at.UTC().Truncate(time.Second), len(r.Case.Documents)}
	r.Posts = append(slices.Clip(r.Posts), p.note())
}
