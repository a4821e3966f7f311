package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

type bus struct {
	Name string
	Tags aside
}

func takeBus(r *reader, one *resource, p bus) error {
	r.into.Buses = append(r.into.Buses, Bus{Name: p.Name, ARN: r.arnOf(one)})
	return nil
}

type rule struct {
	EventBusName string
	EventPattern json.RawMessage
	Targets      []struct {
		Arn, Id          string
		DeadLetterConfig struct{ Arn string }
		RetryPolicy      aside
	}
	Tags aside
}

func takeRule(r *reader, one *resource, p rule) error {
	made := Rule{ID: one.id, ARN: r.arnOf(one), Bus: p.EventBusName, Pattern: p.EventPattern}
	if made.Bus == "" {
		made.Bus = DefaultBus
	}
	for _, t := range p.Targets {
		made.Functions = append(made.Functions, t.Arn)
	}
	r.into.Rules = append(r.into.Rules, made)
	return nil
}

type group struct {
	Name string
	Tags aside
}

func takeGroup(r *reader, _ *resource, p group) error {
	r.into.Groups = append(r.into.Groups, p.Name)
	return nil
}

type hour struct {
	Name, GroupName, ScheduleExpression, ScheduleExpressionTimezone, State string
	Target                                                                 struct {
		Arn, RoleArn, Input   string
		EventBridgeParameters struct{ Source, DetailType string }
		DeadLetterConfig      struct{ Arn string }
		RetryPolicy           aside
	}
	FlexibleTimeWindow aside
}

// everyHour is the only rhythm that is known here.
const everyHour = "cron(0 * * * ? *)"

func takeHour(r *reader, one *resource, p hour) error {
	if p.ScheduleExpression != everyHour || p.State != "ENABLED" {
		return fmt.Errorf("the host strikes the hour, %s; not %s, %s", everyHour, p.ScheduleExpression, p.State)
	}
	t := p.Target
	r.into.Hours = append(r.into.Hours, Hour{
		Name: p.Name, Bus: t.Arn, Role: t.RoleArn, Dead: t.DeadLetterConfig.Arn, Input: t.Input,
		Source: t.EventBridgeParameters.Source, DetailType: t.EventBridgeParameters.DetailType,
	})
	return r.later(one, t.Arn, func(r *reader) bool {
		_, known := r.into.Role(t.RoleArn)
		return known && slices.Contains(r.into.Groups, p.GroupName) && slices.ContainsFunc(r.into.Buses, func(b Bus) bool { return b.ARN == t.Arn })
	})
}

type integration struct {
	ApiId, IntegrationType, IntegrationUri, PayloadFormatVersion string
	TimeoutInMillis                                              aside
}

func takeIntegration(_ *reader, _ *resource, p integration) error {
	if p.IntegrationType != "AWS_PROXY" || p.PayloadFormatVersion != "2.0" {
		return fmt.Errorf("the host knows a proxy of format 2.0, not %s of %s", p.IntegrationType, p.PayloadFormatVersion)
	}
	return nil
}

type route struct {
	ApiId, RouteKey, Target, AuthorizationType, AuthorizerId string
}

func takeRoute(r *reader, one *resource, p route) error {
	to, known := strings.CutPrefix(p.Target, "integrations/")
	if !known || one.stack.Resources[to] == nil {
		return fmt.Errorf("there is no integration %s", p.Target)
	}
	if p.AuthorizationType != "JWT" {
		return errors.New("anybody may call it")
	}
	uri, err := r.resolve(one, one.stack.Resources[to].Properties["IntegrationUri"])
	if err != nil {
		return err
	}
	f, _ := uri.(string)
	api := fmt.Sprintf("arn:aws:execute-api:%s:%s:%s", r.Region, r.Account, p.ApiId)
	r.into.Routes = append(r.into.Routes, Route{Key: p.RouteKey, Function: f, API: api})
	return nil
}
