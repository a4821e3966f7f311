// Package cloud fills in the App of a step that runs as a function.
//
//	environment → Settings → App
//
// For now it stands on the embedded drivers, in a folder that the function has
// mounted (ADR 0007); the drivers of the cloud take their place under the same
// contract suites.
package cloud

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/embedded"
)

// Settings of a function.
type Settings struct {
	Data   string `env:"SASAE_DATA,required,notEmpty"`   // the mounted folder
	Portal string `env:"SASAE_PORTAL,required,notEmpty"` // address of the sign-in page
}

// Read reads the settings from an environment (NAME=value); every missing or
// malformed one is named in one error.
func Read(environ []string) (Settings, error) {
	var s Settings
	err := env.ParseWithOptions(&s, env.Options{Environment: toMap(environ)})
	var all env.AggregateError
	if errors.As(err, &all) {
		said := make([]string, len(all.Errors))
		for i, e := range all.Errors {
			said[i] = e.Error()
		}
		return s, fmt.Errorf("settings: %s", strings.Join(said, "; "))
	}
	return s, err
}

func toMap(environ []string) map[string]string {
	out := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		out[name] = value
	}
	return out
}

// Open reads the settings and opens the App of a step.
func Open(step string, environ []string) (*app.App, error) {
	s, err := Read(environ)
	if err != nil {
		return nil, err
	}
	f, err := embedded.Open(s.Data, embedded.Options{Portal: s.Portal, Bus: noBus{}})
	if err != nil {
		return nil, err
	}
	return f.App(step), nil
}

// noBus is the bus of a function without the cloud's drivers: nothing is lost,
// an announcement stays in the outbox until a node forwards it.
type noBus struct{}

func (noBus) Publish(context.Context, events.Event) error {
	return errors.New("no bus: announcements stay in the outbox")
}
