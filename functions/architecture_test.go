package functions_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/sasae-care/sasae/"

// pkg is a package of the module as go list tells it, its path without the
// module's.
type pkg struct {
	ImportPath string
	Name       string
	Imports    []string // ours without the module's path
	Deps       []string
}

var packages = sync.OnceValues(func() ([]pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Imports,Deps", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			return nil, err
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module)
		for _, list := range [][]string{p.Imports, p.Deps} {
			for i := range list {
				list[i] = strings.TrimPrefix(list[i], module)
			}
		}
		all = append(all, p)
	}
	return all, nil
})

func listed(t *testing.T) []pkg {
	t.Helper()
	all, err := packages()
	if err != nil || len(all) < 40 {
		t.Fatalf("%d packages: %v", len(all), err)
	}
	return all
}

// under tells whether a path is one of these, or inside one.
func under(path string, tops ...string) bool {
	return slices.ContainsFunc(tops, func(top string) bool { return path == top || strings.HasPrefix(path, top+"/") })
}

// pure are the packages without a clock, a context or anything outside. events
// alone may name a context: its Handler is what the bus calls.
var pure = []string{
	"events", "shared/day", "shared/yen", "shared/number", "shared/rules", "shared/rules/rulebook", "shared/checklist", "shared/deadline", "shared/plan", "shared/town",
	"shared/notice", "shared/inspection", "shared/jot", "shared/billing", "shared/monthend", "shared/audit", "shared/seal",
	"shared/content", "shared/content/upyobo",
}

// contracts are the ports; what is below one of them is a driver or its tests.
var contracts = []string{"shared/store", "shared/files", "shared/alarms", "shared/mail"}

func driver(path string) bool {
	return under(path, contracts...) && !slices.Contains(contracts, path) || under(path, "shared/app/local", "shared/app/embedded", "shared/app/cloud", "shared/boot")
}

func ours(path string) bool { return under(path, "events", "functions", "shared", "infra", "scripts") }

func TestPurePackagesKnowNothingOutside(t *testing.T) {
	seen := 0
	for _, p := range listed(t) {
		if !slices.Contains(pure, p.ImportPath) {
			continue
		}
		seen++
		for _, i := range p.Imports {
			switch {
			case i == "context" && p.ImportPath == "events":
			case under(i, "context", "net", "os", "database", "syscall", "log", "github.com/aws", "go.etcd.io"):
				t.Errorf("%s imports %s", p.ImportPath, i)
			case ours(i) && !slices.Contains(pure, i) && i != "shared/mail":
				t.Errorf("%s imports %s, which is not pure", p.ImportPath, i)
			}
		}
	}
	if seen != len(pure) {
		t.Errorf("%d pure packages are there, %d listed", seen, len(pure))
	}
}

func TestAStepImportsNoOtherStepNoDriverAndNoSDK(t *testing.T) {
	for _, p := range listed(t) {
		step, rest, _ := strings.Cut(strings.TrimPrefix(p.ImportPath, "functions/"), "/")
		if !strings.HasPrefix(p.ImportPath, "functions/") || rest != "" {
			continue
		}
		for _, i := range p.Imports {
			if under(i, "functions") || driver(i) || under(i, "github.com/aws", "github.com/aws/aws-sdk-go-v2", "go.etcd.io", "infra", "scripts", "os", "net") && i != "net/http" && i != "net/url" {
				t.Errorf("step %s imports %s", step, i)
			}
		}
	}
}

func TestAMainImportsItsStepItsPortsAndBootOnly(t *testing.T) {
	for _, p := range listed(t) {
		if !strings.HasPrefix(p.ImportPath, "functions/") || !strings.HasSuffix(p.ImportPath, "/bootstrap") {
			continue
		}
		for _, i := range p.Imports {
			if i != strings.TrimSuffix(p.ImportPath, "/bootstrap") && !under(i, "shared/boot") && !strings.HasPrefix(i, "shared/app/cloud/") {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

// onAWS may import AWS packages: the cloud's drivers, what fills an App in and
// starts it there; and what stands in for AWS, which nothing deployed imports.
var onAWS = []string{
	"shared/store/dynamo", "shared/files/s3", "shared/alarms/scheduler", "shared/mail/ses", "shared/mail/sms",
	"shared/app/cloud", "shared/boot", "shared/standin", "scripts/host", "scripts/endtoend",
}

func TestWhatStandsInForAWSIsNotDeployed(t *testing.T) {
	for _, p := range listed(t) {
		for _, i := range p.Imports {
			if under(i, "shared/standin") && !under(p.ImportPath, "shared/standin", "scripts") {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

func TestAWSIsKnownOnItsSideOnly(t *testing.T) {
	for _, p := range listed(t) {
		for _, i := range p.Imports {
			cdk := under(i, "github.com/aws/aws-cdk-go", "github.com/aws/constructs-go", "github.com/aws/jsii-runtime-go", "github.com/cdklabs")
			switch {
			case cdk && !under(p.ImportPath, "infra"):
				t.Errorf("%s imports %s: only infra makes stacks", p.ImportPath, i)
			case under(i, "github.com/aws") && !cdk && !under(p.ImportPath, onAWS...) && !under(p.ImportPath, "infra", "scripts/bench"):
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

// The everyday loop (scripts/test quick) compiles none of the CDK, which costs
// minutes: not in a package and not in a test of one.
func TestTheEverydayLoopNeverCompilesTheCDK(t *testing.T) {
	cmd := exec.Command("go", "list", "-test", "-deps", "./functions/...", "./shared/...", "./events/...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), module+"functions.test\n") {
		t.Fatalf("%.300s: %v", out, err)
	}
	for _, p := range strings.Fields(string(out)) {
		if under(p, "github.com/aws/aws-cdk-go", "github.com/aws/jsii-runtime-go", "github.com/aws/constructs-go", "github.com/cdklabs", module+"infra") {
			t.Errorf("it compiles %s", p)
		}
	}
}

const validator = "github.com/go-playground/validator/v10"

func TestTheValidatorIsWhereOutsideHandsAreRead(t *testing.T) {
	for _, p := range listed(t) {
		if slices.Contains(p.Imports, validator) && !under(p.ImportPath, "shared/api", "shared/app/cloud", "shared/town") {
			t.Errorf("%s imports the validator", p.ImportPath)
		}
	}
}

// A step that only hears events links neither the validator (7 MB) nor HTTP
// routes; only what makes stacks links the CDK.
func TestAStepThatHearsEventsOnlyStaysSmall(t *testing.T) {
	heavy := []string{validator, "shared/api", "shared/boot/web", "github.com/aws/aws-cdk-go/awscdk/v2"}
	small := []string{"validate", "assign", "schedule", "alarm", "notify", "relay", "sweep", "inspect"}
	seen := 0
	for _, p := range listed(t) {
		name := strings.TrimSuffix(strings.TrimPrefix(p.ImportPath, "functions/"), "/bootstrap")
		if !slices.Contains(small, name) || !strings.HasSuffix(p.ImportPath, "/bootstrap") {
			continue
		}
		seen++
		for _, d := range p.Deps {
			if slices.Contains(heavy, d) {
				t.Errorf("%s links %s", p.ImportPath, d)
			}
		}
	}
	if seen != len(small) {
		t.Errorf("%d of %d were looked at", seen, len(small))
	}
}

// From dynamodb v1.69, eventbridge v1.49 and sesv2 v1.74 on the SDK's clients
// build schemas of all their operations at every start: 1.7 ms and 1.2 MB of
// notify, when hello starts in 3 ms. go.mod stays before them.
func TestAStartBuildsNoSchemas(t *testing.T) {
	seen := 0
	for _, p := range listed(t) {
		if !under(p.ImportPath, "functions") || !strings.HasSuffix(p.ImportPath, "/bootstrap") {
			continue
		}
		for _, d := range p.Deps {
			if under(d, "github.com/aws/aws-sdk-go-v2/service/dynamodb") {
				seen++
			}
			if under(d, "github.com/aws/aws-sdk-go-v2/service") && strings.HasSuffix(d, "/schemas") {
				t.Errorf("%s links %s", p.ImportPath, d)
			}
		}
	}
	if seen == 0 {
		t.Error("no function links the client of the table")
	}
}

func TestNothingOutsideScriptsImportsScriptsAndOnlyInfraIsInfra(t *testing.T) {
	for _, p := range listed(t) {
		for _, i := range p.Imports {
			if under(i, "scripts") && !under(p.ImportPath, "scripts") {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
			if under(i, "infra") && !under(p.ImportPath, "infra") {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
			if strings.HasSuffix(i, "test") && ours(i) && !strings.HasSuffix(p.ImportPath, "test") {
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, i)
			}
		}
	}
}

// source gives each Go file of the module, its path from the module's root.
func source(t *testing.T, f func(path string, lines []string)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "node_modules", "dist", "cdk.out"}, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		f(strings.TrimPrefix(filepath.ToSlash(path), "../"), strings.Split(strings.TrimSuffix(string(b), "\n"), "\n"))
		return nil
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d files: %v", seen, err)
	}
}

func TestFilesAreShort(t *testing.T) {
	source(t, func(path string, lines []string) {
		parts := strings.Split(path, "/")
		step := len(parts) == 3 && parts[0] == "functions" && !strings.HasSuffix(path, "_test.go")
		switch {
		case len(lines) >= 400:
			t.Errorf("%s has %d lines, want less than 400", path, len(lines))
		case step && len(lines) > 80:
			t.Errorf("%s has %d lines; a file of a step has at most 80", path, len(lines))
		}
	})
}

// clocks are where time.Now may stand: what starts a process, the drivers' own
// default, and tests.
var clocks = []string{"shared/boot", "shared/app/embedded", "shared/app/local", "shared/app/cloud", "scripts"}

func TestOnlyMainsAndDriversHaveAClock(t *testing.T) {
	source(t, func(path string, lines []string) {
		dir := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(dir, "test") || under(dir, clocks...) || driver(dir) {
			return
		}
		for i, line := range lines {
			code, _, _ := strings.Cut(line, "//")
			if strings.Contains(code, "time.Now") || strings.Contains(code, "time.Since(") || strings.Contains(code, "time.Until(") {
				t.Errorf("%s:%d has a clock of its own: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	})
}
