package billing

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// shape is how a field stands in JSON.
type shape int

const (
	text  shape = iota // a string
	digit              // a number, or a string of one digit
	flag               // true or false
	list               // strings; in CSV joined by ;
	rows               // objects; in CSV a JSON cell
)

// field is one column or JSON member. set takes the text of a CSV cell.
type field struct {
	name     string
	shape    shape
	required bool
	set      func(*PersonMonth, string) error
	get      func(*PersonMonth) string
}

// fields are all names of a person-month, in the order files are written.
var fields = []field{
	months("month", func(p *PersonMonth) *day.Month { return &p.Month }).must(),
	texts("insurer", func(p *PersonMonth) *number.Insurer { return &p.Insurer }).must(),
	texts("insured", func(p *PersonMonth) *number.Insured { return &p.Insured }).must(),
	texts("level", func(p *PersonMonth) *number.Level { return &p.Level }).must(),
	dates("birth", func(p *PersonMonth) *day.Date { return &p.Birth }),
	texts("sex", func(p *PersonMonth) *string { return &p.Sex }).as(digit),
	dates("certifiedFrom", func(p *PersonMonth) *day.Date { return &p.CertifiedFrom }),
	dates("certifiedTo", func(p *PersonMonth) *day.Date { return &p.CertifiedTo }),
	dates("planNotified", func(p *PersonMonth) *day.Date { return &p.PlanNotified }),
	texts("certification", func(p *PersonMonth) *string { return &p.Certification }),
	texts("provider", func(p *PersonMonth) *number.Office { return &p.Provider }).must(),
	texts("providerKind", func(p *PersonMonth) *string { return &p.ProviderKind }).must(),
	{"regionGrade", digit, true, setGrade, func(p *PersonMonth) string { return strconv.Itoa(p.RegionGrade) }},
	texts("delegate", func(p *PersonMonth) *number.Office { return &p.Delegate }),
	texts("delegateManager", func(p *PersonMonth) *number.Manager { return &p.DelegateManager }),
	months("commissionedFrom", func(p *PersonMonth) *day.Month { return &p.CommissionedFrom }),
	texts("manager", func(p *PersonMonth) *number.Manager { return &p.Manager }),
	texts("type", func(p *PersonMonth) *string { return &p.Type }),
	months("serviceStart", func(p *PersonMonth) *day.Month { return &p.ServiceStart }),
	months("previousEnd", func(p *PersonMonth) *day.Month { return &p.PreviousEnd }),
	flags("preventiveManaged", func(p *PersonMonth) *bool { return &p.PreventiveManaged }),
	flags("preventiveUnmanaged", func(p *PersonMonth) *bool { return &p.PreventiveUnmanaged }),
	flags("programManaged", func(p *PersonMonth) *bool { return &p.ProgramManaged }),
	flags("programUnmanaged", func(p *PersonMonth) *bool { return &p.ProgramUnmanaged }),
	flags("initial", func(p *PersonMonth) *bool { return &p.Initial }),
	flags("link", func(p *PersonMonth) *bool { return &p.Link }),
	{"reductions", list, false, setReductions, func(p *PersonMonth) string { return strings.Join(p.Reductions, ";") }},
	texts("facilityInsurer", func(p *PersonMonth) *number.Insurer { return &p.FacilityInsurer }),
	texts("publicPayer", func(p *PersonMonth) *string { return &p.PublicPayer }),
	texts("publicRecipient", func(p *PersonMonth) *string { return &p.PublicRecipient }),
	{"services", rows, false, setServices, getServices},
	texts("claim", func(p *PersonMonth) *string { return &p.Claim }),
}

// fieldAt finds a field's place in fields by its name.
var fieldAt = func() map[string]int {
	at := make(map[string]int, len(fields))
	for i, f := range fields {
		at[f.name] = i
	}
	return at
}()

func (f field) must() field      { f.required = true; return f }
func (f field) as(s shape) field { f.shape = s; return f }

// seen marks which fields a record holds, one bit each.
type seen uint64

func (s seen) has(i int) bool { return s>>i&1 == 1 }

// missing refuses a record without one of the required fields.
func (s seen) missing() *Refusal {
	var names []string
	for i, f := range fields {
		if f.required && !s.has(i) {
			names = append(names, f.name)
		}
	}
	if names == nil {
		return nil
	}
	return refuse(CodeMissingField, strings.Join(names, "、"))
}

func texts[T ~string](name string, at func(*PersonMonth) *T) field {
	set := func(p *PersonMonth, s string) error {
		s, err := plain(s)
		*at(p) = T(s)
		return err
	}
	return field{name, text, false, set, func(p *PersonMonth) string { return string(*at(p)) }}
}

func months(name string, at func(*PersonMonth) *day.Month) field {
	set := func(p *PersonMonth, s string) (err error) {
		if s = number.Plain(s); s == "" {
			return nil
		}
		if *at(p), err = day.ParseMonth(s); err != nil {
			return fmt.Errorf("年月は 2026-05 の形で書いてください")
		}
		return nil
	}
	return field{name, text, false, set, func(p *PersonMonth) string { return at(p).String() }}
}

func dates(name string, at func(*PersonMonth) *day.Date) field {
	set := func(p *PersonMonth, s string) (err error) {
		if s = number.Plain(s); s == "" {
			return nil
		}
		if *at(p), err = day.Parse(s); err != nil {
			return fmt.Errorf("日付は 2026-05-31 の形で、ある日を書いてください")
		}
		return nil
	}
	return field{name, text, false, set, func(p *PersonMonth) string { return at(p).String() }}
}

func flags(name string, at func(*PersonMonth) *bool) field {
	set := func(p *PersonMonth, s string) error {
		switch strings.ToLower(number.Plain(s)) {
		case "true":
			*at(p) = true
		case "false", "":
			*at(p) = false
		default:
			return fmt.Errorf("true か false を書いてください")
		}
		return nil
	}
	return field{name, flag, false, set, func(p *PersonMonth) string { return strconv.FormatBool(*at(p)) }}
}

// setGrade refuses an empty cell: nothing written is not その他 (10.00円).
func setGrade(p *PersonMonth, s string) error {
	s = number.Plain(s)
	if len(s) != 1 || s[0] < '0' || s[0] > '7' {
		return fmt.Errorf("1～7、その他は0を書いてください")
	}
	p.RegionGrade = int(s[0] - '0')
	return nil
}

func setReductions(p *PersonMonth, s string) error {
	p.Reductions = nil
	for part := range strings.SplitSeq(s, ";") {
		part, err := plain(part)
		if err != nil {
			return err
		}
		if part != "" {
			p.Reductions = append(p.Reductions, part)
		}
	}
	return nil
}

func setServices(p *PersonMonth, s string) (err error) {
	if s = strings.TrimSpace(s); s == "" {
		p.Services = nil
		return nil
	}
	b := []byte(s)
	if !json.Valid(b) {
		return fmt.Errorf("JSONとして読めません")
	}
	p.Services, err = services(b)
	return err
}

func getServices(p *PersonMonth) string {
	if len(p.Services) == 0 {
		return ""
	}
	b, _ := json.Marshal(p.Services) // texts and one int: cannot fail
	return string(b)
}

// plain brings a text into its half-width form and refuses what no field of a
// person-month can hold.
func plain(s string) (string, error) {
	if len(s) > 64 {
		return "", fmt.Errorf("長すぎます")
	}
	s = number.Plain(s)
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return unusual(s)
		}
	}
	return s, nil
}

func unusual(s string) (string, error) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", fmt.Errorf("読めない文字があります")
	}
	return s, nil
}
