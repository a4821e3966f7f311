package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nation is the state machine that closes the month of many towns.
func nation(t *testing.T) resource {
	t.Helper()
	all := of("AWS::StepFunctions::StateMachine")
	if len(all) != 1 {
		t.Fatalf("%d state machines", len(all))
	}
	return all[0]
}

// It may start its own children and wake the one function, and nothing of what
// is in a month is within its reach.
func TestTheNationsRoleMayWakeTallyAndNothingElse(t *testing.T) {
	role := nation(t).get("RoleArn", "Fn::GetAtt").([]any)[0].(string)
	may := map[string]string{}
	for _, s := range statements() {
		if s.resource.id == role && s.principal == nil {
			for _, a := range s.actions {
				if !placeless(a) {
					may[a] = written(s.resources)
				}
			}
		}
	}
	const here = `[{"Fn::Join":["",["arn:aws:states:ap-northeast-1:",{"Ref":"AWS::AccountId"},":`
	want := map[string]string{
		"lambda:InvokeFunction":    `[{"Fn::GetAtt":["` + function(t, "tally").id + `","Arn"]}]`,
		"states:StartExecution":    here + `stateMachine:sasae-sample-nation"]]}]`,
		"states:DescribeExecution": here + `execution:sasae-sample-nation:*"]]}]`,
		"states:StopExecution":     here + `execution:sasae-sample-nation:*"]]}]`,
		"states:RedriveExecution":  here + `execution:sasae-sample-nation/towns:*"]]}]`,
	}
	if diff := cmp.Diff(want, may); diff != "" {
		t.Errorf("(-want +template):\n%s", diff)
	}
}

// What the definition names is there: the substitution, and the function's code
// of each refusal is told from what is tried again.
func TestTheNationWakesTheFunctionThatClosesAMonth(t *testing.T) {
	m := nation(t)
	if got := written(m.get("DefinitionSubstitutions")); got != `{"tally":{"Fn::GetAtt":["`+function(t, "tally").id+`","Arn"]}}` {
		t.Errorf("it wakes %s", got)
	}
	if n := strings.Count(m.text("DefinitionString"), "${"); n != 1 {
		t.Errorf("%d places are filled in", n)
	}
	if !slices.Contains(heard(t, "tally")["sasae"], "month-due.v1") {
		t.Error("tally does not hear what the state machine sends")
	}
	if m.text("LoggingConfiguration", "Level") != "ALL" || m.get("LoggingConfiguration", "IncludeExecutionData") != false {
		t.Errorf("its log is %s", written(m.get("LoggingConfiguration")))
	}
}

func TestSomebodyIsToldWhenTheNationIsLeftOpen(t *testing.T) {
	for _, metric := range []string{"ExecutionsFailed", "ExecutionsTimedOut"} {
		if all := alarms(metric); len(all) != 1 || !strings.Contains(written(all[0].get("Dimensions")), "stateMachine:"+nation(t).text("StateMachineName")) {
			t.Errorf("%s: %s", metric, written(all))
		}
	}
}
