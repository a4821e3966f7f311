package states

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Machine is a definition that was read.
type Machine struct {
	Comment        string
	StartAt        string
	TimeoutSeconds int
	States         map[string]State
}

// State is one state; which fields it may have its type says.
type State struct {
	Type, Comment, Next string
	End                 bool
	ResultPath          *string

	// Task
	Resource       string
	TimeoutSeconds int
	Retry          []Retrier
	Catch          []Catcher

	// Task, Pass and Map
	Parameters, ResultSelector any

	// Map, in distributed mode
	Label                      string
	ItemsPath                  string
	ItemSelector               any
	MaxConcurrency             int
	ToleratedFailurePercentage float64
	ItemProcessor              *Processor

	// Choice
	Choices []Choice
	Default string

	// Fail
	Error, Cause string
}

// Processor is what a Map does with each item: a child execution.
type Processor struct {
	ProcessorConfig struct{ Mode, ExecutionType string }
	Machine
}

// Retrier says which errors are tried again.
type Retrier struct {
	ErrorEquals     []string
	IntervalSeconds float64
	BackoffRate     float64
	MaxAttempts     *int
	JitterStrategy  string
}

// Catcher says where errors lead that are not tried again.
type Catcher struct {
	ErrorEquals []string
	ResultPath  string
	Next        string
}

// Choice leads on when two numbers of its input are equal.
type Choice struct{ Variable, NumericEqualsPath, Next string }

// may are the fields that a state of each type may have here, beside Type and
// Comment.
var may = map[string][]string{
	"Task":    {"Resource", "Parameters", "ResultSelector", "ResultPath", "TimeoutSeconds", "Retry", "Catch", "Next", "End"},
	"Pass":    {"Parameters", "Next", "End"},
	"Map":     {"Label", "ItemsPath", "ItemSelector", "MaxConcurrency", "ToleratedFailurePercentage", "ItemProcessor", "ResultSelector", "ResultPath", "Next", "End"},
	"Choice":  {"Choices", "Default"},
	"Succeed": {},
	"Fail":    {"Error", "Cause"},
}

// Read reads a definition, its ${names} filled in. What it does not know is an
// error that names the state.
func Read(definition string, names map[string]string) (*Machine, error) {
	for name, value := range names {
		definition = strings.ReplaceAll(definition, "${"+name+"}", value)
	}
	if i := strings.Index(definition, "${"); i >= 0 {
		return nil, fmt.Errorf("read the definition: nothing is given for %.40s", definition[i:])
	}
	var m Machine
	d := json.NewDecoder(strings.NewReader(definition))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("read the definition: %w", err)
	}
	return &m, m.check()
}

// UnmarshalJSON reads a state with the fields that its type may have.
func (s *State) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	type plain State
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode((*plain)(s)); err != nil {
		return fmt.Errorf("state %.200s: %w", raw, err)
	}
	known, ok := may[s.Type]
	if !ok {
		return fmt.Errorf("a state of type %q is not known here", s.Type)
	}
	for name := range fields {
		if name != "Type" && name != "Comment" && !slices.Contains(known, name) {
			return fmt.Errorf("a %s with %s is not known here", s.Type, name)
		}
	}
	return nil
}

func (m *Machine) check() error {
	if _, ok := m.States[m.StartAt]; !ok {
		return fmt.Errorf("it starts at %q, which is no state", m.StartAt)
	}
	for name, s := range m.States {
		if err := s.check(m); err != nil {
			return fmt.Errorf("state %s: %w", name, err)
		}
	}
	return nil
}

// check holds a state against what is done here: one way on, to a state that is
// there, and no more than is known.
func (s State) check(in *Machine) error {
	ways := []string{s.Next, s.Default}
	for _, c := range s.Catch {
		ways = append(ways, c.Next)
	}
	for _, c := range s.Choices {
		ways = append(ways, c.Next)
	}
	for _, to := range ways {
		if _, ok := in.States[to]; to != "" && !ok {
			return fmt.Errorf("it leads to %q, which is no state", to)
		}
	}
	goes := s.Next != "" || s.End
	switch s.Type {
	case "Task":
		if s.Resource != "arn:aws:states:::lambda:invoke" {
			return fmt.Errorf("the resource %s is not known here", s.Resource)
		}
	case "Map":
		p := s.ItemProcessor
		if p == nil || p.ProcessorConfig.Mode != "DISTRIBUTED" || p.ProcessorConfig.ExecutionType != "STANDARD" {
			return fmt.Errorf("a Map is known here with children of its own (DISTRIBUTED, STANDARD)")
		}
		if err := p.check(); err != nil {
			return err
		}
	case "Choice":
		goes = s.Default != ""
	case "Succeed", "Fail":
		goes = true
	}
	if !goes || s.Next != "" && s.End {
		return fmt.Errorf("it wants one of Next, End and Default")
	}
	return nil
}
