package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(stopping{m}, map[string]func(){"sasae": main})
}

// stopping stops the stand-ins when all tests have run.
type stopping struct{ *testing.M }

func (s stopping) Run() int {
	defer stopAWS()
	return s.M.Run()
}

var update = flag.Bool("update", false, "write what the command says into the scripts")

// TestScripts runs the command as an operator types it: testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update, Cmds: own{t}.commands(), Condition: condition, Setup: setup})
}
