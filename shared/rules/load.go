package rules

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"github.com/sasae-care/sasae/shared/day"
)

// ErrNoRule is the error for a town and date that no set covers.
var ErrNoRule = errors.New("no rule set is in force")

//go:embed */*.yaml
var embedded embed.FS

var builtIn = sync.OnceValues(func() ([]Set, error) { return Load(embedded) })

// For is the set of the embedded ones that binds the town on that day.
func For(town string, on day.Date) (Set, error) {
	sets, err := builtIn()
	if err != nil {
		return Set{}, err
	}
	return Pick(sets, town, on)
}

// ByVersion finds the embedded set a case was received under.
func ByVersion(version string) (Set, error) {
	sets, err := builtIn()
	if err != nil {
		return Set{}, err
	}
	i := slices.IndexFunc(sets, func(s Set) bool { return s.Version() == version })
	if i < 0 {
		return Set{}, fmt.Errorf("find the rule set %q: %w", version, ErrNoRule)
	}
	return sets[i], nil
}

// Pick is the newest set in force for the town; without one of its own, the
// newest default in force.
func Pick(sets []Set, town string, on day.Date) (Set, error) {
	best, found := Set{}, false
	for _, s := range sets {
		own := slices.Contains(s.Towns, town)
		if s.Effective.Date.After(on) || !own && !s.Default {
			continue
		}
		if !found || s.binds(town, best) {
			best, found = s, true
		}
	}
	if !found {
		return Set{}, fmt.Errorf("find the rules of %s on %s: %w", town, on, ErrNoRule)
	}
	return best, nil
}

// binds tells whether s goes before o: the town's own before the default, then
// the newer one.
func (s Set) binds(town string, o Set) bool {
	if a, b := slices.Contains(s.Towns, town), slices.Contains(o.Towns, town); a != b {
		return a
	}
	return s.Effective.Date.After(o.Effective.Date)
}

// Load reads and checks all <folder>/<effective date>.yaml of a file system,
// oldest first. It reports every mistake at once, with file and line.
func Load(fsys fs.FS) ([]Set, error) {
	files, err := fs.Glob(fsys, "*/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the rule files: %w", err)
	}
	var sets []Set
	var errs []error
	for _, file := range files {
		s, err := read(fsys, file)
		sets, errs = append(sets, s), append(errs, err)
	}
	errs = append(errs, clashes(sets))
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("load the rules: %w", err)
	}
	slices.SortStableFunc(sets, func(a, b Set) int { return a.Effective.Date.Compare(b.Effective.Date) })
	return sets, nil
}

func read(fsys fs.FS, file string) (Set, error) {
	raw, err := fs.ReadFile(fsys, file)
	if err != nil {
		return Set{}, fmt.Errorf("read %s: %w", file, err)
	}
	var s Set
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&s); err != nil {
		return Set{}, fmt.Errorf("%s: %s", file, located(err))
	}
	tree, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return Set{}, fmt.Errorf("read %s: %w", file, err)
	}
	c := &check{file: file, tree: tree}
	c.set(s)
	if want := s.Effective.Date.String() + ".yaml"; path.Base(file) != want {
		c.bad("$.effective.date", "the file must be called %s", want)
	}
	return s, errors.Join(c.errs...)
}

// located is line and message of a decoder's error, without the quoted source.
func located(err error) string {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		return fmt.Sprintf("line %d: %s", y.GetToken().Position.Line, y.GetMessage())
	}
	return err.Error()
}

// clashes finds two sets of one version, or two that would bind a town from the
// same day on.
func clashes(sets []Set) error {
	var errs []error
	seen := map[string]bool{}
	claim := func(what string) {
		if seen[what] {
			errs = append(errs, fmt.Errorf("two rule sets: %s", what))
		}
		seen[what] = true
	}
	for _, s := range sets {
		from := " from " + s.Effective.Date.String()
		claim("named " + s.Version())
		for _, town := range s.Towns {
			claim("for " + town + from)
		}
		if s.Default {
			claim("default" + from)
		}
	}
	return errors.Join(errs...)
}
