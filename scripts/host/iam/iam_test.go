package iam_test

import (
	"strings"
	"testing"

	"github.com/sasae-care/sasae/scripts/host/iam"
)

const doc = `{"Version":"2012-10-17","Statement":[
	{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"arn:t","Condition":{
		"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["CASE#*","BOOK#*"]},"Null":{"dynamodb:LeadingKeys":"false"}}},
	{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:b/clean/*","arn:c"]},
	{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:k","Condition":{"StringEquals":{"kms:ViaService":"s3.r.amazonaws.com"}}}]}`

func policy(t *testing.T, text string) iam.Policy {
	t.Helper()
	p, err := iam.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAStatementIsTakenApartIntoItsSmallestGrants(t *testing.T) {
	if p := policy(t, doc); len(p) != 4+2+1 {
		t.Errorf("%d grants: %v", len(p), p)
	}
}

func TestARequestIsAllowedByActionResourceAndConditions(t *testing.T) {
	p := policy(t, doc)
	via := func(s string) map[string]string { return map[string]string{iam.ViaService: s} }
	for _, x := range []struct {
		r    iam.Request
		want bool
	}{
		{iam.Request{Action: "dynamodb:Query", Resource: "arn:t", Leading: "CASE#1"}, true},
		{iam.Request{Action: "dynamodb:Query", Resource: "arn:t", Leading: "LOG#1"}, false},
		{iam.Request{Action: "dynamodb:Query", Resource: "arn:t"}, false}, // that names no partition
		{iam.Request{Action: "dynamodb:Query", Resource: "arn:u", Leading: "CASE#1"}, false},
		{iam.Request{Action: "dynamodb:PutItem", Resource: "arn:t", Leading: "CASE#1"}, false},
		{iam.Request{Action: "s3:GetObject", Resource: "arn:b/clean/1/2"}, true},
		{iam.Request{Action: "s3:GetObject", Resource: "arn:b/incoming/1"}, false},
		{iam.Request{Action: "s3:GetObject", Resource: "arn:c"}, true},
		{iam.Request{Action: "s3:GetObject", Resource: "arn:cc"}, false},
		{iam.Request{Action: "kms:Decrypt", Resource: "arn:k", Context: via("s3.r.amazonaws.com")}, true},
		{iam.Request{Action: "kms:Decrypt", Resource: "arn:k", Context: via("dynamodb.r.amazonaws.com")}, false},
		{iam.Request{Action: "kms:Decrypt", Resource: "arn:k"}, false},
	} {
		if got := len(p.Allows(x.r)) > 0; got != x.want {
			t.Errorf("%+v: %t", x.r, got)
		}
	}
}

func TestWithoutAGrantItsRequestIsDeniedAndEveryOtherAllowed(t *testing.T) {
	p := policy(t, doc)
	one := iam.Request{Action: "dynamodb:GetItem", Resource: "arn:t", Leading: "BOOK#1"}
	by := p.Allows(one)
	if len(by) != 1 {
		t.Fatal(by)
	}
	less := p.Without(by[0])
	if len(less.Allows(one)) > 0 || len(less) != len(p)-1 || len(less.Allows(iam.Request{Action: "dynamodb:GetItem", Resource: "arn:t", Leading: "CASE#1"})) == 0 {
		t.Errorf("%v", less)
	}
}

func TestWhatIsNotKnownIsNotGuessed(t *testing.T) {
	for what, x := range map[string][2]string{
		"a denial":          {`"Effect":"Allow","Action":"s3`, `"Effect":"Deny","Action":"s3`},
		"an element":        {`"Resource":"arn:k"`, `"NotResource":"arn:k"`},
		"an operator":       {"StringEquals", "StringNotEquals"},
		"a condition key":   {"kms:ViaService", "aws:SourceIp"},
		"an action pattern": {"s3:GetObject", "s3:Get*"},
		"keys not named":    {`,"Null":{"dynamodb:LeadingKeys":"false"}`, ""},
		"a version":         {"2012-10-17", "2008-10-17"},
	} {
		if _, err := iam.Parse([]byte(strings.Replace(doc, x[0], x[1], 1))); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}

func TestAPatternIsLikeAText(t *testing.T) {
	for _, x := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"*", "", true}, {"*", "abc", true}, {"a*c", "abbc", true}, {"a*c", "abcd", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"CASE#*", "CASE#", true}, {"CASE#*", "case#1", false}, {"*/*/x", "a/b/c/x", true}, {"a", "", false},
	} {
		if got := iam.Like(x.pattern, x.text); got != x.want {
			t.Errorf("%q like %q: %t", x.text, x.pattern, got)
		}
	}
}
