//go:build nocloud

package main

import "context"

// Without the clients of AWS, which more than double the time of a first build,
// the command works on data folders only: what scripts/run builds.

type lettersCmd struct {
	Step  string `hidden:""`
	Code  string `hidden:""`
	Apply bool   `hidden:""`
}

// Run is for a stage.
func (*lettersCmd) Run(*session) error { return errNoCloud }

func openStage(context.Context, string, string) (desk, error) { return nil, errNoCloud }

const errNoCloud = misuse("この sasae は1台用に作られています。ステージで使うものは go build -o bin/sasae ./scripts/sasae で作ってください")
