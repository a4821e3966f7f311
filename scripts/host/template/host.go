package template

import (
	"maps"
	"slices"

	"github.com/sasae-care/sasae/scripts/host"
)

// atOnce is how many invocations of a function the host does at once: Lambda
// does as many as come.
const atOnce = 2

// Host is what the host runs of the stage: its functions, whose bootstrap
// binary gives, its routes and its rules. more is what a function is told
// beside its own environment, as NAME=value. Streams want a client besides.
func (s *Stage) Host(binary func(Function) string, more func(Function) []string) (o host.Options) {
	o.Region, o.Account = s.Region, s.Account
	for _, f := range s.Functions {
		var env []string
		for _, name := range slices.Sorted(maps.Keys(f.Env)) {
			env = append(env, name+"="+f.Env[name])
		}
		o.Functions = append(o.Functions, host.Function{
			Name: f.Name, Path: binary(f), Env: append(env, more(f)...), Timeout: f.Timeout, Memory: f.Memory, Workers: atOnce,
		})
	}
	for _, r := range s.Routes {
		o.Routes = append(o.Routes, host.Route{Key: r.Key, Function: r.Function})
	}
	for _, r := range s.Rules {
		o.Rules = append(o.Rules, host.Rule{Name: r.ID, Bus: r.Bus, Pattern: r.Pattern, Functions: r.Functions})
	}
	return o
}
