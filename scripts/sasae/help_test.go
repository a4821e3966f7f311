package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// Every command says how it is used, with an example one can type.
func TestTheHelpOfEveryCommandHasAnExample(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Name("sasae"))
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(true) {
		path := strings.Fields(leaf.FullPath())[1:] // without the program's name
		var args []string
		for _, word := range path {
			if !strings.ContainsAny(word, "<[") {
				args = append(args, word)
			}
		}
		var out, errs bytes.Buffer
		if code := run(append(args, "--help"), &out, &errs); code != 0 {
			t.Errorf("%v --help: exit %d: %s", args, code, &errs)
		}
		// the help is folded at the width of the terminal
		text := strings.Join(strings.Fields(out.String()), " ")
		if want := "例: sasae " + strings.Join(args, " "); !strings.Contains(text, want) {
			t.Errorf("%v --help has no %q:\n%s", args, want, &out)
		}
	}
}
