package content

import (
	_ "embed"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// A vector is one statement held against one set, and the codes it gets, with
// spaces between.
type vector struct {
	name string
	plan Plan
	set  rules.Set
	want string
}

func vectors() []vector {
	return slices.Concat(takenVectors(), trackVectors(), certificationVectors(), servicesVectors(), draftVectors(), processVectors(), sheetVectors())
}

func said(all []Finding) string {
	var codes []string
	for _, f := range all {
		codes = append(codes, f.Code)
	}
	return strings.Join(codes, " ")
}

func TestAPlanIsHeldAgainstTheRules(t *testing.T) {
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			if got := said(Check(v.plan, v.set)); got != v.want {
				t.Errorf("got  %s\nwant %s", got, v.want)
			}
		})
	}
}

// scripts/conformance reads which codes this test tells of.
func TestEveryCheckIsNeeded(t *testing.T) {
	all := vectors()
	for i, c := range checks {
		without := slices.Delete(slices.Clone(checks), i, i+1)
		for _, code := range c.codes {
			t.Run(code, func(t *testing.T) {
				if !slices.ContainsFunc(all, func(v vector) bool {
					return slices.Contains(strings.Fields(v.want), code) && said(run(without, v.plan, v.set)) != v.want
				}) {
					t.Errorf("without %s every vector of it is as before", c.name)
				}
			})
		}
	}
}

func TestEveryCodeIsReached(t *testing.T) {
	reached := map[string]bool{}
	for _, v := range vectors() {
		for _, code := range strings.Fields(v.want) {
			reached[code] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(Codes)), slices.Sorted(maps.Keys(reached))); diff != "" {
		t.Errorf("codes without a vector, or unknown:\n%s", diff)
	}
}

func TestACheckSaysItsOwnCodesAndOnlyThose(t *testing.T) {
	owner := map[string]string{}
	for _, c := range checks {
		for _, code := range c.codes {
			if owner[code] != "" {
				t.Errorf("%s belongs to %s and %s", code, owner[code], c.name)
			}
			owner[code] = c.name
		}
		for _, v := range vectors() {
			for _, f := range run([]check{c}, v.plan, v.set) {
				if !slices.Contains(c.codes, f.Code) {
					t.Errorf("%s says %s, which is not among its codes", c.name, f.Code)
				}
			}
		}
	}
	for code := range Codes {
		if owner[code] == "" {
			t.Errorf("no check says %s", code)
		}
	}
}

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestEveryCodeSaysTheRuleWhatToDoAndItsSource(t *testing.T) {
	for name, c := range Codes {
		if !kebab.MatchString(name) || len(c.Source) == 0 || c.Grade != Refuse && c.Grade != Warn {
			t.Errorf("%s: %+v", name, c)
		}
		if strings.Count(c.Message, "。") < 2 || !strings.HasSuffix(c.Message, "。") {
			t.Errorf("%s names no rule or nothing to do: %s", name, c.Message)
		}
	}
	for _, v := range vectors() {
		for _, f := range Check(v.plan, v.set) {
			if strings.Contains(f.Message, "%!") || f.Field == "" {
				t.Errorf("%s: %+v", v.name, f)
			}
		}
	}
}

func TestAMessageNamesWhatItIsAbout(t *testing.T) {
	all := Check(today(event(rules.LevelChange)), asked())
	if len(all) != 1 || !strings.Contains(all[0].Message, "この場面「区分変更」の提出") {
		t.Error(all)
	}
	all = Check(today(func(p *Plan) { p.Period.To = d("2027-04-01") }), town())
	if len(all) != 1 || !strings.Contains(all[0].Message, "計画期間（令和8年5月1日～令和9年4月1日）が認定有効期間（令和8年4月1日～令和9年3月31日）に") {
		t.Error(all)
	}
}

// Everything a person wrote in the vectors, in any text field.
func TestNoMessageRepeatsAWordAboutThePerson(t *testing.T) {
	const canary = "ひみつ語"
	odd := full(func(p *Plan) {
		p.Event, p.Type, p.Certification.Level = canary, canary, canary
		p.Channel, p.Edition, p.Planner.Role = canary, canary, canary
	})
	all := append(vectors(), vector{"codes nobody knows", odd, editions(), ""}, vector{"others", odd, asked("commission.allowedTypes", "AB"), ""})
	for _, v := range all {
		for _, f := range Check(marked(v.plan, canary), v.set) {
			if strings.Contains(f.Message+f.Field, canary) {
				t.Errorf("%s repeats what somebody wrote: %s", f.Code, f.Message)
			}
		}
	}
}

// marked is the plan with the canary in every plain text that is not empty.
func marked(p Plan, canary string) Plan {
	fresh := reflect.New(reflect.TypeOf(p)).Elem()
	copyMarked(fresh, reflect.ValueOf(p), canary)
	return fresh.Interface().(Plan)
}

func copyMarked(to, from reflect.Value, canary string) {
	switch from.Kind() {
	case reflect.String:
		to.Set(from)
		if from.Type() == reflect.TypeFor[string]() && from.Len() > 0 {
			to.SetString(from.String() + canary)
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyMarked(to.Elem(), from.Elem(), canary)
		}
	case reflect.Slice:
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			copyMarked(to.Index(i), from.Index(i), canary)
		}
	case reflect.Array:
		for i := range from.Len() {
			copyMarked(to.Index(i), from.Index(i), canary)
		}
	case reflect.Struct:
		to.Set(from)
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				copyMarked(to.Field(i), from.Field(i), canary)
			}
		}
	default:
		to.Set(from)
	}
}

func TestWhatTheFormOfTodayStatesIsNeverRefused(t *testing.T) {
	for _, q := range []rules.Case{
		{Town: "431001", On: d("2026-04-20")}, {Town: "999999", On: d("2026-04-20")}, {Town: "431001", On: d("2026-04-20"), Track: rules.Commissioned},
	} {
		set, err := rules.Find(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range []rules.Event{rules.New, rules.Renewal} {
			for _, level := range []number.Level{number.Support1, number.Support2} {
				p := today(func(p *Plan) { p.Event, p.Certification.Level, p.Track = event, level, q.Track })
				if all := Check(p, set); len(all) > 0 {
					t.Errorf("%s of %s: %v", event, set.Version(), all)
				}
			}
		}
		pending := today(func(p *Plan) { p.Certification = Certification{Status: Pending} })
		if all := Check(pending, set); said(all) != "certification-pending" || Refused(all) {
			t.Errorf("a pending certification is flagged and nothing else: %v", all)
		}
	}
}

func TestTheShippedRulesTakeAWholePlan(t *testing.T) {
	for _, c := range []struct {
		name string
		plan Plan
		q    rules.Case
	}{
		{"a direct plan", full(), rules.Case{Town: "431001", On: d("2026-04-20")}},
		{"ケアマネジメントA", managed(func(p *Plan) { p.DraftChecked = d("2026-04-24") }), rules.Case{Town: "999999", On: d("2026-04-20"), Care: rules.Management}},
		{"a 事業対象者", target(), rules.Case{Town: "999999", On: d("2026-04-20"), Care: rules.Management}},
		{"ケアマネジメントC on 様式第1", simple(), rules.Case{Town: "999999", On: d("2026-04-20"), Care: rules.Management}},
	} {
		set, err := rules.Find(c.q)
		if err != nil {
			t.Fatal(err)
		}
		if all := Check(c.plan, set); Refused(all) {
			t.Errorf("%s: %v", c.name, all)
		}
	}
}

func TestTheOrderOfServicesAndDesignationsDoesNotMatter(t *testing.T) {
	all := vectors()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(all).Draw(t, "vector")
		p := v.plan
		p.Services = rapid.Permutation(p.Services).Draw(t, "services")
		p.Designations = rapid.Permutation(p.Designations).Draw(t, "designations")
		if got := said(Check(p, v.set)); got != v.want {
			t.Fatalf("%s: %s, not %s", v.name, got, v.want)
		}
	})
}

func TestAConsentGivenInTimeNeverAddsARefusal(t *testing.T) {
	early := d("2024-01-01")
	all := vectors()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(all).Draw(t, "vector")
		p := v.plan
		for i, at := range []*Told{&p.Consents.Written} {
			if rapid.Bool().Draw(t, string(rune('a'+i))) {
				*at = Yes
			}
		}
		if rapid.Bool().Draw(t, "user") {
			p.Consents.User = early
		}
		if rapid.Bool().Draw(t, "family") {
			p.Consents.Family = early
		}
		if p.Sheet == nil && rapid.Bool().Draw(t, "plan") {
			p.Consents.Plan = early
		}
		before := Check(v.plan, v.set)
		for _, f := range Check(p, v.set) {
			if f.Grade == Refuse && !slices.ContainsFunc(before, func(o Finding) bool { return o.Code == f.Code }) {
				t.Fatalf("%s: a consent adds %s", v.name, f.Code)
			}
		}
	})
}

func TestNotStatingAPartNeverAddsARefusalUnlessThePlanIsWhole(t *testing.T) {
	all := vectors()
	drop := map[string]func(*Plan){
		"assessment": func(p *Plan) { p.Assessment = nil }, "domains": func(p *Plan) { p.Domains = nil }, "issues": func(p *Plan) { p.Issues = nil },
		"meeting": func(p *Plan) { p.Meeting = nil }, "monitoring": func(p *Plan) { p.Monitoring = nil }, "explanation": func(p *Plan) { p.Explanation = nil },
		"services": func(p *Plan) { p.Services = nil }, "sheet": func(p *Plan) { p.Sheet = nil }, "designations": func(p *Plan) { p.Designations = nil },
		"checklist": func(p *Plan) { p.Checklist = nil }, "notification": func(p *Plan) { p.Notification = nil },
		"result": func(p *Plan) { p.Result = nil }, "channel": func(p *Plan) { p.Channel = "" }, "form": func(p *Plan) { p.Form, p.Edition = "", "" },
		"planner": func(p *Plan) {
			if p.Sheet == nil { // 様式第1 has a place for it
				p.Planner = Planner{}
			}
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(all).Draw(t, "vector")
		p := v.plan
		p.Whole = false
		before := said(Check(p, v.set))
		for _, part := range rapid.SliceOf(rapid.SampledFrom(slices.Sorted(maps.Keys(drop)))).Draw(t, "parts") {
			drop[part](&p)
		}
		for _, f := range Check(p, v.set) {
			if f.Grade == Refuse && !strings.Contains(before, f.Code) {
				t.Fatalf("%s: leaving parts out adds %s", v.name, f.Code)
			}
		}
	})
}

func TestAChangeIsCheckedAsAFirstPlanIs(t *testing.T) {
	holes := []func(*Plan){
		func(p *Plan) { p.Assessment = nil }, func(p *Plan) { p.Domains = nil }, func(p *Plan) { p.Issues = nil }, func(p *Plan) { p.Meeting = nil },
		func(p *Plan) { p.Period = Period{} }, func(p *Plan) { p.Monitoring = nil }, func(p *Plan) { p.LifeGoal = LifeGoal{} }, func(p *Plan) { p.Planner = Planner{} },
	}
	for i, hole := range holes {
		first := said(Check(full(hole), town()))
		change := said(Check(full(hole, func(p *Plan) { p.Event = rules.PlanChange }), town()))
		minor := Check(full(hole, func(p *Plan) { p.Event = rules.MinorChange }), town())
		if first == "" || first != change {
			t.Errorf("hole %d: %q at first, %q at a change", i, first, change)
		}
		if len(minor) > 0 {
			t.Errorf("hole %d: a minor change takes no new cycle: %v", i, minor)
		}
	}
}

//go:embed testdata/enforceable.txt
var enforceable string

func TestEveryEnforceableRequirementIsCarriedHereOrNamedElsewhere(t *testing.T) {
	carried, other := map[string]bool{}, map[string]bool{}
	for _, r := range Requirements() {
		for _, id := range r.IDs {
			carried[id] = true
		}
	}
	for _, x := range NotHere() {
		if carried[x.ID] || other[x.ID] || x.Why == "" {
			t.Errorf("%s is carried here too, or stands twice, or has no reason", x.ID)
		}
		other[x.ID] = true
	}
	known := strings.Fields(enforceable[strings.Index(enforceable, "\n"):])
	for _, id := range known {
		if !carried[id] && !other[id] {
			t.Errorf("nobody says where %s is", id)
		}
	}
	for id := range carried {
		if !slices.Contains(known, id) && !strings.HasPrefix(id, "AMB-") {
			t.Errorf("a source %s is in no list", id)
		}
	}
	for id := range other {
		if !slices.Contains(known, id) {
			t.Errorf("%s is not enforceable", id)
		}
	}
}

func TestRequirementsNameEveryCheckWithItsIds(t *testing.T) {
	for i, r := range Requirements() {
		if r.Check != checks[i].name || r.Title == "" || len(r.IDs) == 0 || !slices.IsSorted(r.IDs) {
			t.Errorf("%+v", r)
		}
	}
}
