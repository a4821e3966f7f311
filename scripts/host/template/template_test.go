package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/scripts/host/template"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/routes"
)

var options = template.Options{
	Region: "ap-northeast-1", Account: "111122223333", Random: "0A1B2C3D4E5F", Secrets: map[string]string{"Secret": "what seals", "EdgeSecret": "the way in"},
}

// golden are the templates of the sample stage, which infra holds to be what is
// synthesized.
func golden(t *testing.T, stack string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "infra", "testdata", stack+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// reading reads the golden templates with something else in them.
func reading(t *testing.T, stack, from, to string) (*template.Stage, error) {
	t.Helper()
	var files []string
	for _, name := range []string{"data", "steps"} {
		text := golden(t, name)
		if name == stack {
			if !strings.Contains(text, from) {
				t.Fatalf("%s has no %s", name, from)
			}
			text = strings.Replace(text, from, to, 1)
		}
		file := filepath.Join(t.TempDir(), name+".json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return template.Read(options, files...)
}

func TestTheTemplatesHaveWhatTheTableOfStepsSays(t *testing.T) {
	s, err := reading(t, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range functions.Steps {
		f, ok := s.Function(row.Name)
		if !ok || f.Memory != row.Memory || f.Timeout != row.Timeout {
			t.Errorf("%s is %+v", row.Name, f)
		}
		role, ok := s.Role(f.Role)
		if !ok || len(role.Policy) == 0 {
			t.Errorf("%s has the role %+v", row.Name, role)
		}
	}
	operations := 0
	for _, of := range routes.Of {
		operations += len(of(app.New(app.App{})))
	}
	if len(s.Functions) != len(functions.Steps) || len(s.Routes) != operations || len(s.Tables) != 1 || len(s.Buses) != 1 || len(s.Streams) != 1 || len(s.Hours) != 1 || len(s.Scans) != 1 {
		t.Errorf("%d functions, %d routes, want %d", len(s.Functions), len(s.Routes), operations)
	}
}

func TestReferencesAreResolvedAcrossTheStacks(t *testing.T) {
	s, err := reading(t, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := s.Function("upload")
	incoming, _ := s.Bucket("incoming")
	alarm, _ := s.Function("alarm")
	schedule, _ := s.Function("schedule")
	for name, x := range map[string]struct{ got, want string }{
		"a secret":            {f.Env["SASAE_SECRET"], "what seals"},
		"another":             {f.Env["SASAE_EDGE"], "the way in"},
		"a bucket":            {f.Env["SASAE_BUCKET_INCOMING"], incoming.Name},
		"a table":             {f.Env["SASAE_TABLE"], s.Tables[0].Name},
		"a function":          {schedule.Env["SASAE_SCHEDULE_TARGET"], alarm.ARN},
		"a queue":             {schedule.Env["SASAE_SCHEDULE_DEAD"], alarm.Dead},
		"a name that is made": {incoming.Name, "sasae-sample-data-bucketincomingcff3af67-0a1b2c3d4e5f"},
		"an ARN":              {f.ARN, "arn:aws:lambda:ap-northeast-1:111122223333:function:sasae-sample-upload"},
	} {
		if x.got != x.want || x.got == "" {
			t.Errorf("%s is %q, want %q", name, x.got, x.want)
		}
	}
}

func TestATemplateThatTheHostCannotRunIsAnErrorThatNamesTheResource(t *testing.T) {
	for what, x := range map[string]struct{ stack, from, to, named string }{
		"an intrinsic":            {"steps", `"Fn::ImportValue"`, `"Fn::Select"`, "Fn::Select"},
		"a pseudo parameter":      {"steps", `"Ref": "AWS::AccountId"`, `"Ref": "AWS::StackId"`, "AWS::StackId"},
		"a type":                  {"steps", `"Type": "AWS::Events::Archive"`, `"Type": "AWS::Pipes::Pipe"`, "Archive (AWS::Pipes::Pipe)"},
		"a property":              {"steps", `"MemorySize": 512`, `"MemorySize": 512, "FileSystemConfigs": []`, "Function"},
		"a runtime":               {"steps", `"provided.al2023"`, `"nodejs22.x"`, "Function"},
		"a level of logs":         {"steps", `"SystemLogLevel": "WARN"`, `"SystemLogLevel": "DEBUG"`, "Function"},
		"another number of tries": {"steps", `"MaximumRetryAttempts": 2,`, `"MaximumRetryAttempts": 1,`, "Tries"},
		"a rhythm":                {"steps", `cron(0 * * * ? *)`, `rate(5 minutes)`, "Hour432997"},
		"an export that is not":   {"steps", `sasae-sample-data:ExportsOutputRefTable36F13FCE`, `sasae-sample-data:Nothing`, "uploadFunction"},
		"a resource that is not":  {"steps", `"Ref": "Bus"`, `"Ref": "Coach"`, "Coach"},
		"an attribute":            {"data", `"Arn"`, `"Colour"`, "Colour"},
		"a condition of a policy": {"steps", `"ForAllValues:StringLike"`, `"ForAnyValue:StringLike"`, "Role"},
		"a bucket without versions": {"data", `"VersioningConfiguration": {
     "Status": "Enabled"`, `"VersioningConfiguration": {
     "Status": "Suspended"`, "Bucket"},
		"a dynamic reference": {"steps", `{{resolve:secretsmanager:`, `{{resolve:ssm:`, "uploadFunction"},
		"nobody is let in":    {"steps", `"Principal": "events.amazonaws.com"`, `"Principal": "sns.amazonaws.com"`, "no AWS::Lambda::Permission lets it invoke"},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := reading(t, x.stack, x.from, x.to)
			if err == nil || !strings.Contains(err.Error(), x.named) {
				t.Errorf("it says %v, want %s", err, x.named)
			}
		})
	}
}

func TestAVersionOfASecretIsThatSecret(t *testing.T) {
	s, err := reading(t, "steps", ":SecretString:::}}", ":SecretString:::00000000-0000-4000-8000-000000000000}}")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Functions {
		if f.Env["SASAE_SECRET"] != options.Secrets["Secret"] {
			t.Errorf("%s has %q", f.Name, f.Env["SASAE_SECRET"])
		}
	}
}

func TestASecretWithoutAValueIsNamed(t *testing.T) {
	o := options
	o.Secrets = nil
	dir := filepath.Join("..", "..", "..", "infra", "testdata")
	_, err := template.Read(o, filepath.Join(dir, "data.json"), filepath.Join(dir, "steps.json"))
	if err == nil || !strings.Contains(err.Error(), "the secret Secret has no value here") {
		t.Errorf("it says %v", err)
	}
}
