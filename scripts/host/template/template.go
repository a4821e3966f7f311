// Package template reads synthesized CloudFormation templates as far as the
// host can run what they describe.
//
//	templates of a stage + Options → Read → Stage → Host → host.Options
//
// It knows the intrinsics, the types of resources and their properties that the
// templates of infra have. Anything else is an error that names the resource:
// what cannot be run here is not left out. Resources are named and resolved as
// CloudFormation does it in an account, so that an ARN in a policy is that of
// the function, table or bucket that is meant.
package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
)

// Options are what an account gives to a template.
type Options struct {
	Region, Account string
	// Random ends the names that CloudFormation makes; each account has its own.
	Random string
	// Secrets are the values of the secrets, by their logical ids without the
	// CDK's hash: {"Secret": "…"}.
	Secrets map[string]string
}

// document is a template as it is written.
type document struct {
	Description string
	Parameters  map[string]any
	Rules       map[string]any // of the CDK: that the account is bootstrapped
	Resources   map[string]*resource
	Outputs     map[string]struct {
		Value       any
		Export      struct{ Name string }
		Description string
	}
}

// resource is one of a template; its properties are resolved when it is read.
type resource struct {
	Type                                          string
	Properties                                    map[string]any
	DependsOn                                     any
	Metadata, DeletionPolicy, UpdateReplacePolicy any // matter to those who deploy

	id    string
	stack *stack
}

// stack is a template under the name that its exports begin with.
type stack struct {
	document
	file string
	name string
}

// Read reads the templates of a stage from files. All that is wrong is said in
// one error.
func Read(o Options, files ...string) (*Stage, error) {
	r := &reader{Options: o, exports: map[string]exported{}, into: Stage{Region: o.Region, Account: o.Account}}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a template: %w", err)
		}
		if err := r.add(file, raw); err != nil {
			return nil, fmt.Errorf("read the template %s: %w", file, err)
		}
	}
	s, err := r.stage()
	if err != nil {
		return nil, fmt.Errorf("read the templates: %w", err)
	}
	return s, nil
}

// reader is a reading under way.
type reader struct {
	Options
	stacks  []*stack
	exports map[string]exported
	into    Stage
	grants  []attached
}

// exported is what one stack gives to others.
type exported struct {
	from  *stack
	value any
}

func (r *reader) add(file string, raw []byte) error {
	s := &stack{file: file}
	if err := strictly(raw, &s.document); err != nil {
		return err
	}
	for id, one := range s.Resources {
		one.id, one.stack = id, s
	}
	for _, o := range s.Outputs {
		if name := o.Export.Name; name != "" {
			s.name, _, _ = cutLast(name, ":")
			r.exports[name] = exported{s, o.Value}
		}
	}
	r.stacks = append(r.stacks, s)
	return nil
}

// strictly decodes JSON whose every member has a place.
func strictly(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// stage reads every resource.
func (r *reader) stage() (*Stage, error) {
	var wrong []error
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
			one := s.Resources[id]
			if err := r.read(one); err != nil {
				wrong = append(wrong, fmt.Errorf("%s (%s): %w", id, one.Type, err))
			}
		}
	}
	if len(wrong) == 0 {
		wrong = append(wrong, r.attach(), r.into.check())
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return &r.into, nil
}

// read resolves the properties of a resource and takes what the host needs.
func (r *reader) read(one *resource) error {
	k, ok := kinds[one.Type]
	if !ok {
		return errors.New("the host knows no resource of this type")
	}
	properties, err := r.resolve(one, one.Properties)
	if err != nil || k.take == nil {
		return err
	}
	raw, err := json.Marshal(properties)
	if err != nil {
		return err
	}
	return k.take(r, one, raw)
}
