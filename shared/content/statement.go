package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaxStatement is the longest statement, in bytes.
const MaxStatement = 64 << 10

// UnmarshalJSON reads true and false; null is not told.
func (t *Told) UnmarshalJSON(b []byte) error {
	var said *bool
	if err := json.Unmarshal(b, &said); err != nil {
		return errors.New("true か false を書いてください")
	}
	switch {
	case said == nil:
		*t = Untold
	case *said:
		*t = Yes
	default:
		*t = No
	}
	return nil
}

// MarshalJSON writes true, false or null.
func (t Told) MarshalJSON() ([]byte, error) {
	return []byte([]string{"null", "true", "false"}[t%3]), nil
}

// ReadStatement reads what an office states of a plan beside its papers, as JSON
// with the names of Plan in lower case first (serviceStart). What the submission
// says anyway is not stated twice. An error is Japanese and repeats no value.
func ReadStatement(b []byte) (Plan, error) {
	var p Plan
	if len(b) > MaxStatement {
		return p, fmt.Errorf("計画の記載が長すぎます(%d KiBまで)", MaxStatement>>10)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Plan{}, unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Plan{}, errors.New("計画の記載の後に余分な内容があります")
	}
	c := p.Certification
	said := p.Whole || p.Care != "" || p.Track != "" || p.Type != "" || p.Event != "" || p.Channel != "" || p.Centre != "" ||
		p.Age != 0 || p.Period != Period{} || c.Status != "" || c.Level != "" || c.Period != Period{}
	if said {
		return Plan{}, errors.New("care、track、type、event、channel、centre、age、period と certification の status・level・period は、計画の記載には書けません。提出の項目に書いてください")
	}
	return p, nil
}

func unreadable(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("計画の記載の項目 %s の型が違います", kind.Field)
	}
	return errors.New("計画の記載を読めません。項目の名前、日付(YYYY-MM-DD)、true・false の書き方を確認してください")
}
