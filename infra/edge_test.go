package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/functions"
)

// hosts are the distributions by the name that they answer to.
func hosts(t *testing.T) map[string]resource {
	t.Helper()
	all := map[string]resource{}
	for _, d := range of("AWS::CloudFront::Distribution") {
		for _, name := range listed(d.get("DistributionConfig", "Aliases")) {
			all[name.(string)] = d
		}
	}
	if len(all) != 2 || all["care.sasae.example"].id == "" || all["files.sasae.example"].id == "" {
		t.Fatalf("the hosts are %v", all)
	}
	return all
}

// What CloudFront shows is what the functions that answer HTTP ask for: whoever
// calls the API's own address does not know it.
func TestCloudFrontIsTheOnlyWayIn(t *testing.T) {
	front := hosts(t)["care.sasae.example"]
	o := listed(front.get("DistributionConfig", "Origins"))[0].(map[string]any)
	shown := listed(o["OriginCustomHeaders"])
	if len(shown) != 1 || shown[0].(map[string]any)["HeaderName"] != "x-sasae-edge" {
		t.Fatalf("CloudFront shows %s", written(shown))
	}
	value := regexp.MustCompile(`"\{\{resolve:secretsmanager:",\{"Fn::ImportValue":"[^"]*EdgeSecret[^"]*"\},":SecretString:::\}\}"`)
	if !value.MatchString(written(shown)) {
		t.Errorf("CloudFront shows %s", written(shown))
	}
	for _, s := range functions.Steps {
		asked := written(function(t, s.Name).get("Environment", "Variables", "SASAE_EDGE"))
		if value.MatchString(asked) != s.HTTP {
			t.Errorf("%s answers HTTP: %t, and asks for %s", s.Name, s.HTTP, asked)
		}
	}
	if !strings.Contains(written(o["DomainName"]), ".execute-api.") {
		t.Errorf("behind the front is %s", written(o["DomainName"]))
	}
}

func TestDocumentsHaveAHostOfTheirOwnThatGivesThemOutOnly(t *testing.T) {
	all := hosts(t)
	files := all["files.sasae.example"]
	if files.id == all["care.sasae.example"].id {
		t.Fatal("documents come from the portal's host")
	}
	config := written(files.get("DistributionConfig"))
	if strings.Contains(config, "execute-api") || strings.Contains(config, "Bucketincoming") || strings.Contains(config, "Bucketquarantine") || strings.Contains(config, "Bucketanchors") {
		t.Errorf("it gives out more than documents: %s", config)
	}
	behaviours := append(listed(files.get("DistributionConfig", "CacheBehaviors")), files.get("DistributionConfig", "DefaultCacheBehavior"))
	for _, b := range behaviours {
		b := b.(map[string]any)
		if written(b["AllowedMethods"]) != `["GET","HEAD"]` || b["CachePolicyId"] != cachingDisabled {
			t.Errorf("a behaviour is %s", written(b))
		}
		policy := written(b["ResponseHeadersPolicyId"])
		i := slices.IndexFunc(of("AWS::CloudFront::ResponseHeadersPolicy"), func(r resource) bool { return strings.Contains(policy, `"`+r.id+`"`) })
		if i < 0 || !strings.Contains(written(of("AWS::CloudFront::ResponseHeadersPolicy")[i].Properties), "sandbox") {
			t.Errorf("what is in a document may run: %s", policy)
		}
	}
	for _, s := range functions.Steps {
		if got := function(t, s.Name).get("Environment", "Variables", "SASAE_DOCUMENTS"); s.Files.Any() != (got == "files.sasae.example") {
			t.Errorf("%s gives documents out from %v", s.Name, got)
		}
	}
}

func TestEveryHostSpeaksTLSToPeopleAndBehind(t *testing.T) {
	for name, d := range hosts(t) {
		if v := d.text("DistributionConfig", "ViewerCertificate", "MinimumProtocolVersion"); v != "TLSv1.2_2021" {
			t.Errorf("%s speaks %s", name, v)
		}
		for _, o := range listed(d.get("DistributionConfig", "Origins")) {
			if !strings.Contains(written(o), `"OriginProtocolPolicy":"https-only"`) {
				t.Errorf("behind %s: %s", name, written(o))
			}
		}
		if strings.Contains(written(d.Properties), "allow-all") {
			t.Errorf("%s speaks without TLS", name)
		}
	}
}

// What a stage may have and the sample has not: a wall before both hosts, SMS
// from another sender, two municipalities.
func TestAStageMayHaveAWallAndSMS(t *testing.T) {
	const (
		wall = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/town/00000000-0000-4000-8000-000000000000"
		sms  = "arn:aws:sms-voice:ap-northeast-1:111122223333:sender-id/TOWN/JP"
	)
	made, err := synthesize(t.TempDir(), func(s *Settings) {
		s.Wall, s.SMS, s.Towns = wall, sms, []string{"431001", "131164"}
		if err := s.check(); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	walls, hours, texts := 0, 0, 0
	for _, stack := range made {
		for _, r := range stack.Resources {
			switch {
			case r.Type == "AWS::CloudFront::Distribution" && r.text("DistributionConfig", "WebACLId") == wall:
				walls++
			case r.Type == "AWS::Scheduler::Schedule":
				hours++
			case r.text("FunctionName") == "sasae-sample-notify" && r.text("Environment", "Variables", "SASAE_SMS_FROM") == sms,
				r.Type == "AWS::IAM::Role" && strings.Contains(written(r.Properties), `"Action":"sms-voice:SendTextMessage","Effect":"Allow","Resource":"`+sms+`"`):
				texts++
			}
		}
	}
	if walls != 2 || hours != 2 || texts != 2 {
		t.Errorf("%d walls, %d hours, %d of function and grant of SMS", walls, hours, texts)
	}
}
