package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/functions"
)

// statement is one of a policy.
type statement struct {
	resource  resource // that carries it
	allows    bool
	principal any
	actions   []string
	resources []any
	when      map[string]any
	raw       map[string]any
}

// statements are those of all policies: of roles, keys, buckets, queues, topics.
func statements() (all []statement) {
	for _, r := range of() {
		for _, path := range [][]string{{"PolicyDocument"}, {"KeyPolicy"}, {"AssumeRolePolicyDocument"}} {
			all = append(all, within(r, r.get(path...))...)
		}
		for _, p := range listed(r.get("Policies")) {
			if m, ok := p.(map[string]any); ok {
				all = append(all, within(r, m["PolicyDocument"])...)
			}
		}
	}
	return all
}

func within(r resource, document any) (all []statement) {
	m, _ := document.(map[string]any)
	for _, raw := range listed(m["Statement"]) {
		raw := raw.(map[string]any)
		when, _ := raw["Condition"].(map[string]any)
		s := statement{resource: r, allows: raw["Effect"] == "Allow", principal: raw["Principal"], resources: listed(raw["Resource"]), when: when, raw: raw}
		for _, a := range listed(raw["Action"]) {
			s.actions = append(s.actions, a.(string))
		}
		all = append(all, s)
	}
	return all
}

func TestNoActionIsAWildcard(t *testing.T) {
	seen := 0
	for _, s := range statements() {
		if !s.allows {
			continue
		}
		seen++
		for _, a := range s.actions {
			if strings.ContainsAny(a, "*?") {
				t.Errorf("%s allows %s", s.resource.id, a)
			}
		}
		if s.raw["NotAction"] != nil || s.raw["NotResource"] != nil || s.raw["NotPrincipal"] != nil || len(s.actions) == 0 {
			t.Errorf("%s allows what it does not name: %s", s.resource.id, written(s.raw))
		}
	}
	if seen < 100 {
		t.Errorf("only %d statements were looked at", seen)
	}
}

// placeless are actions that know no resource.
func placeless(action string) bool {
	return action == "dynamodb:ListStreams" || strings.HasPrefix(action, "logs:") && strings.Contains(action, "LogDeliver") ||
		slices.Contains([]string{"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups"}, action)
}

// A key's policy is about the key itself, so that its resource is "*".
func TestNoGrantIsAboutEverything(t *testing.T) {
	for _, s := range statements() {
		some := slices.ContainsFunc(s.actions, func(a string) bool { return !placeless(a) })
		if s.allows && s.resource.Type != "AWS::KMS::Key" && slices.Contains(s.resources, any("*")) && some {
			t.Errorf("%s allows %v on everything", s.resource.id, s.actions)
		}
	}
}

func TestNobodyFromOutsideIsAllowedAnything(t *testing.T) {
	for _, s := range statements() {
		if p := written(s.principal); s.allows && strings.Contains(p, `"*"`) {
			t.Errorf("%s allows %v to everybody", s.resource.id, s.actions)
		}
	}
	for _, p := range of("AWS::Lambda::Permission") {
		if !strings.HasSuffix(p.text("Principal"), ".amazonaws.com") || p.get("SourceArn") == nil || p.text("Action") != "lambda:InvokeFunction" {
			t.Errorf("%s may be used by others: %s", p.id, written(p.Properties))
		}
	}
}

// A service that acts for many accounts must act for this one.
func TestAServiceIsTrustedForThisAccountOnly(t *testing.T) {
	for _, s := range statements() {
		service := strings.Contains(written(s.principal), "Service")
		own := strings.Contains(written(s.principal), `"lambda.amazonaws.com"`) // Lambda assumes the roles of functions, which only this account can name
		if c := written(s.when); s.allows && service && !own && !strings.Contains(c, "aws:Source") && !strings.Contains(c, "kms:EncryptionContext") {
			t.Errorf("%s trusts %s under %s", s.resource.id, written(s.principal), c)
		}
	}
}

// roleOf is the role of a step's function, and the statements that it has.
func roleOf(t *testing.T, step string) (string, []statement) {
	t.Helper()
	f := function(t, step)
	role := listed(f.get("Role", "Fn::GetAtt"))
	if len(role) != 2 {
		t.Fatalf("%s has the role %v", step, f.get("Role"))
	}
	id := role[0].(string)
	var own []statement
	for _, s := range statements() {
		attached := s.resource.id == id || s.resource.Type == "AWS::IAM::Policy" && strings.Contains(written(s.resource.get("Roles")), id)
		if attached && s.principal == nil {
			own = append(own, s)
		}
	}
	return id, own
}

func TestNoRoleIsShared(t *testing.T) {
	users := map[string][]string{}
	for _, s := range functions.Steps {
		id, _ := roleOf(t, s.Name)
		users[id] = append(users[id], s.Name)
	}
	for id, steps := range users {
		if len(steps) != 1 {
			t.Errorf("%v have one role, %s", steps, id)
		}
	}
	for _, r := range of("AWS::IAM::Role") {
		if r.get("ManagedPolicyArns") != nil {
			t.Errorf("%s has policies that others write: %s", r.id, written(r.get("ManagedPolicyArns")))
		}
	}
}

// keysOf are the prefixes of partitions on which a step may do something.
func keysOf(t *testing.T, step, action string) (prefixes []string) {
	t.Helper()
	_, own := roleOf(t, step)
	for _, s := range own {
		if !slices.Contains(s.actions, action) {
			continue
		}
		like, _ := s.when["ForAllValues:StringLike"].(map[string]any)
		null, _ := s.when["Null"].(map[string]any)
		if len(s.when) != 2 || null["dynamodb:LeadingKeys"] != "false" || !strings.Contains(written(s.resources), "Table") {
			t.Errorf("%s may %s under %s", step, action, written(s.raw))
		}
		for _, p := range listed(like["dynamodb:LeadingKeys"]) {
			prefixes = append(prefixes, strings.TrimSuffix(p.(string), "*"))
		}
	}
	return prefixes
}

func TestAStepMayTouchThePartitionsOfItsRowAndNoOther(t *testing.T) {
	for _, s := range functions.Steps {
		for action, row := range map[string][]string{
			"dynamodb:GetItem": s.Keys.Get, "dynamodb:Query": s.Keys.List, "dynamodb:PutItem": s.Keys.Put, "dynamodb:DeleteItem": s.Keys.Delete,
			"dynamodb:Scan": nil, "dynamodb:UpdateItem": nil, "dynamodb:BatchGetItem": nil, "dynamodb:BatchWriteItem": nil, "dynamodb:PartiQLSelect": nil,
		} {
			if diff := cmp.Diff(row, keysOf(t, s.Name, action)); diff != "" {
				t.Errorf("%s, %s (-table +template):\n%s", s.Name, action, diff)
			}
		}
	}
}

// What became of a case, and what proves it, no function can delete.
func TestNoStepDeletesWhatIsKept(t *testing.T) {
	for _, s := range functions.Steps {
		for _, p := range keysOf(t, s.Name, "dynamodb:DeleteItem") {
			if slices.Contains(functions.Kept, p) {
				t.Errorf("%s may delete %s", s.Name, p)
			}
		}
	}
}

var objects = regexp.MustCompile(`Bucket(incoming|clean|quarantine|months|anchors)[0-9A-F]+.*"/((?:[a-z]+/)?)\*"`)

// objectsOf are the prefixes of object keys on which a step may do something.
func objectsOf(t *testing.T, step, action string) (prefixes []string) {
	t.Helper()
	_, own := roleOf(t, step)
	for _, s := range own {
		if !slices.Contains(s.actions, action) {
			continue
		}
		for _, r := range s.resources {
			m := objects.FindStringSubmatch(written(r))
			if m == nil || m[1]+"/" != m[2] {
				t.Errorf("%s may %s %s", step, action, written(r))
				continue
			}
			prefixes = append(prefixes, m[2])
		}
	}
	slices.Sort(prefixes)
	return slices.Compact(prefixes)
}

func TestAStepMayTouchTheObjectsOfItsRowAndNoOther(t *testing.T) {
	for _, s := range functions.Steps {
		f := s.Files
		anchors := []string{}
		if slices.Contains(s.Sends, "anchors") {
			anchors = []string{"anchors/"}
		}
		for action, row := range map[string][]string{
			"s3:PutObject":        slices.Concat(f.Take, f.Write, anchors),
			"s3:GetObject":        slices.Concat(f.Read, f.Write),
			"s3:GetObjectVersion": slices.Concat(f.Give, f.Read, anchors),
			"s3:DeleteObject":     nil, "s3:DeleteObjectVersion": slices.Clone(f.Delete), "s3:PutObjectAcl": nil, "s3:BypassGovernanceRetention": nil,
		} {
			slices.Sort(row)
			if got := objectsOf(t, s.Name, action); !slices.Equal(slices.Compact(row), got) {
				t.Errorf("%s, %s: the table has %v, the template %v", s.Name, action, row, got)
			}
		}
	}
}

// Whoever deletes objects finds all their versions, and who writes anchors the
// first of each.
func TestOnlyWhoDeletesOrAnchorsListsVersions(t *testing.T) {
	for _, s := range functions.Steps {
		_, own := roleOf(t, s.Name)
		may := slices.ContainsFunc(own, func(s statement) bool { return s.allows && slices.Contains(s.actions, "s3:ListBucketVersions") })
		if want := slices.Contains(s.Sends, "anchors") || len(s.Files.Delete) > 0; may != want {
			t.Errorf("%s may list versions: %t, want %t", s.Name, may, want)
		}
	}
}

// What a step may send is what its row says: nobody else has the action.
func TestAStepMaySendWhatItsRowSaysAndNothingElse(t *testing.T) {
	for _, s := range functions.Steps {
		_, own := roleOf(t, s.Name)
		for action, to := range map[string]string{
			"scheduler:CreateSchedule": "alarms", "iam:PassRole": "alarms", "ses:SendEmail": "mail", "events:PutEvents": "bus",
		} {
			may := slices.ContainsFunc(own, func(s statement) bool { return s.allows && slices.Contains(s.actions, action) })
			if may != slices.Contains(s.Sends, to) {
				t.Errorf("%s sends %v, and may %s: %t", s.Name, s.Sends, action, may)
			}
		}
		for _, st := range own {
			for _, a := range st.actions {
				if service, _, _ := strings.Cut(a, ":"); !slices.Contains([]string{"logs", "sqs", "dynamodb", "s3", "kms", "scheduler", "iam", "ses", "sms-voice", "events"}, service) {
					t.Errorf("%s may %s", s.Name, a)
				}
			}
		}
	}
}
