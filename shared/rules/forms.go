package rules

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

// Form is one kind of document (様式). Letter is the table letter where there is
// one. Source: requirements.md section 2.
type Form struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	Letter string `yaml:"letter"`
}

//go:embed forms.yaml
var formsYAML []byte

// registry panics on a table that cannot be read: it is part of the build.
var registry = sync.OnceValue(func() []Form {
	var forms []Form
	if err := yaml.UnmarshalWithOptions(formsYAML, &forms, yaml.Strict()); err != nil {
		panic(fmt.Errorf("read forms.yaml: %w", err))
	}
	return forms
})

// Forms lists all known forms.
func Forms() []Form { return slices.Clone(registry()) }

// FormByID finds a form.
func FormByID(id string) (Form, bool) {
	i := slices.IndexFunc(registry(), func(f Form) bool { return f.ID == id })
	if i < 0 {
		return Form{}, false
	}
	return registry()[i], true
}
