package cloud_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/app/cloud/anchors"
	"github.com/sasae-care/sasae/shared/app/cloud/bus"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/post"
	"github.com/sasae-care/sasae/shared/app/cloud/schedules"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
)

var secret = base64.StdEncoding.EncodeToString(make([]byte, 32))

// environ is what a function finds: everything that any port needs.
var environ = []string{
	"AWS_REGION=ap-northeast-1", "AWS_ACCESS_KEY_ID=k", "AWS_SECRET_ACCESS_KEY=s", "SASAE_SECRET=" + secret, "SASAE_PORTAL=https://portal.example/",
	"SASAE_TABLE=t", "SASAE_BUCKET_INCOMING=i", "SASAE_BUCKET_CLEAN=c", "SASAE_BUCKET_MONTHS=m", "SASAE_BUCKET_ANCHORS=a", "SASAE_BUS=b",
	"SASAE_SCHEDULE_GROUP=g", "SASAE_SCHEDULE_TARGET=arn:t", "SASAE_SCHEDULE_ROLE=arn:r", "SASAE_SCHEDULE_DEAD=arn:d",
	"SASAE_MAIL_FROM=sasae@example.jp", "SASAE_MAIL_SET=set",
}

var ports = map[string]func() cloud.Port{
	"table": table.Port, "files": documents.Port, "alarms": schedules.Port, "mail": post.Port, "bus": bus.Port, "anchors": anchors.Port,
}

// granted are the ports that the table of steps grants a step.
func granted(s functions.Step) (out []func() cloud.Port) {
	names := append([]string{"table"}, s.Sends...)
	if s.Files.Any() {
		names = append(names, "files")
	}
	for _, name := range names {
		out = append(out, ports[name])
	}
	return out
}

func TestEachStepOpensWithThePortsItIsGranted(t *testing.T) {
	for _, s := range functions.Steps {
		a, err := cloud.Open(s.Name, environ, granted(s)...)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		if a.Step != s.Name || a.Portal != "https://portal.example/" || a.Store == nil {
			t.Errorf("%s opens as %q with %v", s.Name, a.Step, a.Store)
		}
	}
}

func TestEveryMissingOrMalformedSettingIsNamedInOneErrorAndNoneOfItsValues(t *testing.T) {
	_, err := cloud.Open("schedule", []string{"HOME=/root", "SASAE_SECRET=short-secret"}, table.Port, schedules.Port)
	if err == nil {
		t.Fatal("it opens")
	}
	for _, name := range []string{
		"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SASAE_SECRET: want at least 32 bytes", "SASAE_PORTAL", "SASAE_TABLE",
		"SASAE_SCHEDULE_GROUP", "SASAE_SCHEDULE_TARGET", "SASAE_SCHEDULE_ROLE", "SASAE_SCHEDULE_DEAD",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named: %v", name, err)
		}
	}
	if strings.Contains(err.Error(), "short-secret") {
		t.Errorf("a value is told: %v", err)
	}
}

func TestAMainThatNamesOtherPortsThanItsStepIsGrantedEndsAtOnce(t *testing.T) {
	for _, wrong := range [][]func() cloud.Port{{table.Port}, {table.Port, schedules.Port, bus.Port}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it opens")
				}
			}()
			_, _ = cloud.Open("schedule", environ, wrong...)
		}()
	}
}

// What a main imports is what it opens: a function carries no client that it
// does not use.
func TestEachMainNamesThePortsOfItsStepAndNoOther(t *testing.T) {
	for _, s := range functions.Steps {
		source, err := os.ReadFile(filepath.Join("..", "..", "..", "functions", s.Name, "bootstrap", "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		var have, want []string
		for name, p := range ports {
			folder := map[string]string{"files": "documents", "alarms": "schedules", "mail": "post"}[name]
			if folder == "" {
				folder = name
			}
			if strings.Contains(string(source), folder+".Port") {
				have = append(have, p().Name)
			}
		}
		for _, p := range granted(s) {
			want = append(want, p().Name)
		}
		slices.Sort(have)
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("the main of %s opens %v, the table of steps grants %v", s.Name, have, want)
		}
	}
}

func TestTheTableOfStepsNamesNoPortThatThereIsNot(t *testing.T) {
	for _, s := range functions.Steps {
		for _, name := range s.Sends {
			if ports[name] == nil {
				t.Errorf("%s sends %s", s.Name, name)
			}
		}
	}
}
