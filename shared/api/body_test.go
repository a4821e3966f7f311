package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/sasae-care/sasae/shared/plan"
)

type sample struct {
	Name  string `json:"name" validate:"required,max=20"`
	Birth Day    `json:"birth" validate:"omitempty,date"`
	Items []struct {
		N int `json:"n" validate:"min=1"`
	} `json:"items" validate:"max=3,dive"`
}

func FuzzABodyIsReadOrRefusedAndNeverRepeated(f *testing.F) {
	for _, s := range []string{
		`{"name":"x","birth":"1940-02-03","items":[{"n":1}]}`, `{"name":"花子"}`, `{}`, ``, `[]`, `{"name":1}`, `{"birth":"1940-02-30"}`,
		`{"items":[{"n":0}]}`, `{"birth":"9999-99-99","name":"x"}`, `{"name":"x"}{"name":"y"}`, `{"x":"花子"}`, "\xff", `{"birth":null}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		in, err := Read[sample](&Call{Body: []byte(body)})
		if err == nil {
			if in.Name == "" || in.Birth.wrong || len(in.Items) > 3 {
				t.Fatalf("%q is read as %+v", body, in)
			}
			return
		}
		var refusal *plan.Refusal
		var invalid *Invalid
		if !errors.As(err, &refusal) && !errors.As(err, &invalid) {
			t.Fatalf("%q: %v", body, err)
		}
		if p := problemOf(err); p.Status != 400 && p.Status != 422 {
			t.Fatalf("%q: %+v", body, p)
		}
	})
}

func TestAWrongFieldIsNamedAndItsValueIsNot(t *testing.T) {
	_, err := Read[sample](&Call{Body: []byte(`{"name":"試験花子試験花子試験花子試験花子試験花子試験花子","birth":"昭和15年2月3日","items":[{"n":0}]}`)})
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	var fields []string
	for _, r := range invalid.Reasons {
		fields = append(fields, r.Field)
		if strings.Contains(r.Message, "花子") || strings.Contains(r.Message, "昭和") {
			t.Errorf("the reason repeats the value: %s", r.Message)
		}
	}
	if got := strings.Join(fields, " "); got != "name birth items[0].n" {
		t.Errorf("fields %s", got)
	}
}
