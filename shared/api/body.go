package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
)

// readBody reads a body of the route's types, up to its limit.
func readBody(route Route, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	types, limit := route.Types, route.MaxBody
	if len(types) == 0 {
		types = []string{"application/json"}
	}
	if limit == 0 {
		limit = DefaultBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, plan.Refuse("request-too-large")
	case err != nil:
		return nil, plan.Refuse("request-malformed", "通信が途中で切れました")
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // "" fits no route
	if len(body) > 0 && !slices.Contains(types, media) {
		return nil, plan.Refuse("content-type-wrong", strings.Join(types, ", "))
	}
	return body, nil
}

// Read reads the JSON body into T and holds it against T's validate tags. An
// unknown field, or anything behind the value, is refused. An empty body is {}.
func Read[T any](c *Call) (T, error) {
	var t T
	body := c.Body
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, malformed(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return t, plan.Refuse("request-malformed", "JSONの後に余分な内容があります")
	}
	return t, check(t)
}

// malformed says what cannot be read, never with a value: it may be personal.
func malformed(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	field, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &syntax):
		return plan.Refuse("request-malformed", fmt.Sprintf("JSONの%dバイト目が正しくありません", syntax.Offset))
	case errors.As(err, &kind):
		return plan.Refuse("request-malformed", fmt.Sprintf("項目 %s の型が違います", kind.Field))
	case unknown && len(field) < 66:
		return plan.Refuse("request-malformed", "知らない項目 "+field+" があります")
	}
	return plan.Refuse("request-malformed", "JSONが正しくありません")
}

// Day is a date of a request, YYYY-MM-DD. What is none is kept as wrong, so
// that the check can name the field.
type Day struct {
	day.Date
	wrong bool
}

// UnmarshalText never fails.
func (d *Day) UnmarshalText(b []byte) error {
	d.wrong = d.Date.UnmarshalText(b) != nil || !d.IsZero() && !day.Known(d.Date) && d.Before(day.MustParse("1850-01-01"))
	return nil
}

// validate knows the names that JSON has.
var validate = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	v.RegisterCustomTypeFunc(func(f reflect.Value) any {
		d := f.Interface().(Day)
		if d.wrong {
			return "wrong"
		}
		return d.String()
	}, Day{})
	v.RegisterAlias("date", "datetime=2006-01-02")
	return v
})

func check(t any) error {
	err := validate().Struct(t)
	var fields validator.ValidationErrors
	if err == nil || !errors.As(err, &fields) {
		return err
	}
	out := &Invalid{}
	for _, f := range fields {
		_, path, _ := strings.Cut(f.Namespace(), ".")
		out.Reasons = append(out.Reasons, Reason{Code: "field-wrong", Field: path, Message: path + ": " + wants(f)})
	}
	return out
}

// wants says in Japanese what a field wants.
func wants(f validator.FieldError) string {
	switch f.Tag() {
	case "required", "required_if", "required_without", "required_unless":
		return "必須の項目です。入力してください。"
	case "date":
		return "日付を YYYY-MM-DD の形で入力してください。"
	case "oneof":
		return "次のいずれかを指定してください: " + f.Param()
	case "max", "lte":
		return "長すぎるか大きすぎます。上限は " + f.Param() + " です。"
	case "min", "gte", "gt":
		return "短すぎるか小さすぎます。下限は " + f.Param() + " です。"
	}
	return "書き方が正しくありません。"
}
