// Package cloud fills in the App of a step that runs as a function, from the
// settings in its environment and the ports that its main names.
//
//	environment + Port… → Open → *app.App, held to what the step is granted
//
// A port is a package of its own, so that a function links the clients it uses
// and no other: table, documents, schedules, post, bus, anchors.
package cloud

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/grants"
	"github.com/sasae-care/sasae/shared/seal"
)

// Identity is who calls AWS, and where: as Lambda tells a function, or as an
// operator's environment has it.
type Identity struct {
	Region string `env:"AWS_REGION,required,notEmpty"`
	Key    string `env:"AWS_ACCESS_KEY_ID,required,notEmpty"`
	Secret string `env:"AWS_SECRET_ACCESS_KEY,required,notEmpty"`
	Token  string `env:"AWS_SESSION_TOKEN"`
}

// Settings that every function needs, beside its Identity. docs/settings.md
// explains them all.
type Settings struct {
	Seal   Secrets `env:"SASAE_SECRET,required,notEmpty"` // what everything is sealed and signed with
	Portal string  `env:"SASAE_PORTAL,required,notEmpty"` // address of the sign-in page, as notices name it
}

// Secrets are of at least 32 bytes each, in base64, with commas between: the newest
// first, then those that it followed.
type Secrets [][]byte

// UnmarshalText reads them.
func (s *Secrets) UnmarshalText(text []byte) error {
	*s = nil
	for one := range strings.SplitSeq(string(text), ",") {
		b, err := base64.StdEncoding.DecodeString(one)
		if err != nil || len(b) < 32 {
			return errors.New("want at least 32 bytes in base64, and others that it followed after commas") // and says nothing of what it got
		}
		*s = append(*s, b)
	}
	return nil
}

// Port fills in what an App reaches through one service, or a few. Settings is
// a pointer to a struct with env tags, which is read before Fill.
type Port struct {
	Name     string // as the table of steps has it: table, files, alarms, mail, bus, anchors
	Settings any
	Fill     func(c Clients, a *app.App) error
}

// Open reads all settings and opens the App of a step. Every setting that is
// missing or malformed is named in one error. It panics when the main names
// other ports than the step is granted.
func Open(step string, environ []string, ports ...func() Port) (*app.App, error) {
	var made []Port
	for _, p := range ports {
		made = append(made, p())
	}
	granted(step, made)
	a, err := fill(environ, made)
	if err != nil {
		return nil, err
	}
	return grants.To(a, step), nil
}

// Whole opens an App without a step's limits, for what an operator does.
func Whole(as string, environ []string, ports ...Port) (*app.App, error) {
	a, err := fill(environ, ports)
	if err != nil {
		return nil, err
	}
	return a.For(as, nil), nil
}

func fill(environ []string, ports []Port) (*app.App, error) {
	var who Identity
	var s Settings
	said := read(environ, append([]any{&who, &s}, settings(ports)...)...)
	now, err := clockOf(environ)
	if err != nil {
		said = append(said, err.Error())
	}
	if len(said) > 0 {
		return nil, fmt.Errorf("settings: %s", strings.Join(said, "; "))
	}
	ring, err := seal.NewRing(s.Seal[0], s.Seal[1:]...)
	if err != nil {
		return nil, fmt.Errorf("settings: SASAE_SECRET: %w", err)
	}
	a := app.New(app.App{Now: now, Ring: ring, Portal: s.Portal})
	clients := clientsOf(who, environ)
	clients.greet("DYNAMODB") // every function reads the table first
	for _, p := range ports {
		if err := p.Fill(clients, a); err != nil {
			return nil, fmt.Errorf("open the %s: %w", p.Name, err)
		}
	}
	return a, nil
}

// ClientsOf makes clients of an identity alone, before there are settings.
func ClientsOf(environ []string) (Clients, error) {
	var who Identity
	if said := read(environ, &who); len(said) > 0 {
		return Clients{}, fmt.Errorf("settings: %s", strings.Join(said, "; "))
	}
	return clientsOf(who, environ), nil
}

func settings(ports []Port) (out []any) {
	for _, p := range ports {
		out = append(out, p.Settings)
	}
	return out
}

// granted holds what a main names against the table of steps.
func granted(step string, ports []Port) {
	s, ok := functions.Find(step)
	if !ok {
		panic("cloud: no step " + step)
	}
	want := append([]string{"table"}, s.Sends...)
	if s.Files.Any() {
		want = append(want, "files")
	}
	var have []string
	for _, p := range ports {
		have = append(have, p.Name)
	}
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(want, have) {
		panic(fmt.Sprintf("cloud: the main of %s opens %v, the table of steps grants %v", step, have, want))
	}
}

// read fills structs with env tags from an environment (NAME=value), and says
// what is wrong with it.
func read(environ []string, into ...any) (said []string) {
	o := env.Options{Environment: toMap(environ)}
	for _, s := range into {
		err := env.ParseWithOptions(s, o)
		var all env.AggregateError
		switch {
		case errors.As(err, &all):
			for _, e := range all.Errors {
				said = append(said, named(s, e))
			}
		case err != nil:
			said = append(said, err.Error())
		}
	}
	return said
}

// named says an error under the variable's name, not the field's, and without
// its value.
func named(settings any, err error) string {
	var p env.ParseError
	if !errors.As(err, &p) {
		return err.Error()
	}
	name := p.Name
	if f, ok := reflect.TypeOf(settings).Elem().FieldByName(p.Name); ok {
		name, _, _ = strings.Cut(f.Tag.Get("env"), ",")
	}
	return fmt.Sprintf("%s: %v", name, p.Err)
}

func toMap(environ []string) map[string]string {
	out := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		out[name] = value
	}
	return out
}
