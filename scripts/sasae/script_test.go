package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"sasae": main}) }

var update = flag.Bool("update", false, "write what the command says into the scripts")

// TestScripts runs the command as an operator types it: testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update, Cmds: own{t}.commands(), Setup: setup})
}
