package billing

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
	"sync"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/yen"
)

//go:embed fees/*.csv
var feeFiles embed.FS

var embedded, _ = fs.Sub(feeFiles, "fees") // the name is valid: no error

// Tables are the dated figures a price is made of. The zero Tables know no fee.
type Tables struct {
	fees       []fee
	prices     []unitPrice
	gaps       []gap
	unverified bool // rows that are not verified may be used
}

// span is the months a row is in force, both included; zero is open.
type span struct{ from, to day.Month }

func (s span) holds(m day.Month) bool {
	return !m.Before(s.from) && (s.to.IsZero() || !m.After(s.to))
}

func (s span) overlaps(o span) bool {
	return s.holds(o.from) || o.holds(s.from)
}

// proof tells where a row comes from.
type proof struct {
	row      string // the file and what the row is, for messages
	verified bool
	source   string
}

type fee struct {
	role, code, name string
	units            yen.Units
	span
	proof
}

type unitPrice struct {
	grade int
	name  string
	price yen.Price
	span
	proof
}

// gap is a span of months for which a rule is missing.
type gap struct {
	span
	code   Code
	source string
}

// Standard are the tables that come with the program.
var Standard = sync.OnceValue(func() Tables {
	t, err := LoadTables(embedded)
	if err != nil {
		panic(err) // our own files: a test reads them
	}
	return t
})

// LoadTables reads 46.csv, unitprices.csv and gaps.csv from a folder of the
// same shape as fees/. It refuses two rows of one thing in one month.
func LoadTables(folder fs.FS) (Tables, error) {
	var t Tables
	for _, f := range []struct {
		name string
		take func(row) error
	}{{"46.csv", t.addFee}, {"unitprices.csv", t.addPrice}, {"gaps.csv", t.addGap}} {
		if err := eachRow(folder, f.name, f.take); err != nil {
			return Tables{}, err
		}
	}
	return t, nil
}

// WithUnverified are the same tables, with rows used that nobody verified.
func (t Tables) WithUnverified() Tables {
	t.unverified = true
	return t
}

func (t *Tables) addFee(r row) error {
	s, err := r.span()
	if err != nil {
		return err
	}
	units, err := strconv.ParseInt(r["units"], 10, 32)
	if err != nil || units < 0 || r["role"] == "" || r["code"] == "" {
		return fmt.Errorf("role、code、units（0以上の整数）が必要です")
	}
	for _, f := range t.fees {
		if f.role == r["role"] && f.overlaps(s) {
			return fmt.Errorf("%s の適用年月が前の行と重なっています", f.role)
		}
	}
	t.fees = append(t.fees, fee{r["role"], r["code"], r["name"], yen.Units(units), s, r.proof(r["code"] + " " + r["name"])})
	return nil
}

func (t *Tables) addPrice(r row) error {
	s, err := r.span()
	if err != nil {
		return err
	}
	grade, err := strconv.Atoi(r["grade"])
	if err != nil || grade < 0 || grade > 7 {
		return fmt.Errorf("gradeは0～7です")
	}
	price, err := yen.ParsePrice(r["price"])
	if err != nil {
		return err
	}
	for _, p := range t.prices {
		if p.grade == grade && p.overlaps(s) {
			return fmt.Errorf("%s の適用年月が前の行と重なっています", p.name)
		}
	}
	t.prices = append(t.prices, unitPrice{grade, r["name"], price, s, r.proof(r["name"] + " " + r["price"])})
	return nil
}

func (t *Tables) addGap(r row) error {
	s, err := r.span()
	if _, ok := Codes[Code(r["code"])]; !ok && err == nil {
		err = fmt.Errorf("理由コード %s はありません", r["code"])
	}
	t.gaps = append(t.gaps, gap{s, Code(r["code"]), r["source"]})
	return err
}

// Missing names the rule without which nothing of a month is priced, and where
// it is written; nil where no rule is missing. Source: fees/gaps.csv.
func (t Tables) Missing(m day.Month) *Refusal {
	for _, g := range t.gaps {
		if g.holds(m) {
			ref := refuse(g.code, "")
			ref.Source = g.source
			return ref
		}
	}
	return nil
}

// fee finds the row of a role in force in a month.
func (t Tables) fee(role string, m day.Month) (fee, bool) {
	for _, f := range t.fees {
		if f.role == role && f.holds(m) {
			return f, true
		}
	}
	return fee{}, false
}

func (t Tables) price(grade int, m day.Month) (unitPrice, bool) {
	for _, p := range t.prices {
		if p.grade == grade && p.holds(m) {
			return p, true
		}
	}
	return unitPrice{}, false
}

// row is one line of a fee file by its header.
type row map[string]string

func (r row) proof(what string) proof {
	return proof{r["file"] + ": " + what, r["verified"] == "yes", r["source"]}
}

func (r row) span() (s span, err error) {
	if err = s.from.UnmarshalText([]byte(r["from"])); err == nil {
		err = s.to.UnmarshalText([]byte(r["to"]))
	}
	if err == nil && !s.to.IsZero() && s.to.Before(s.from) {
		err = fmt.Errorf("適用終了が適用開始より前です")
	}
	if err == nil && r["source"] == "" {
		err = fmt.Errorf("出典（source）がありません")
	}
	return s, err
}

// eachRow reads a small CSV file with a header.
func eachRow(folder fs.FS, name string, take func(row) error) error {
	f, err := folder.Open(name)
	if err != nil {
		return fmt.Errorf("料金表 %s を開けません: %w", name, err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) == 0 {
		return fmt.Errorf("料金表 %s を読めません: %w", name, err)
	}
	for i, cells := range all[1:] {
		r := row{"file": name}
		for c, cell := range cells {
			r[all[0][c]] = cell
		}
		if err := take(r); err != nil {
			return fmt.Errorf("料金表 %s の%d行目: %w", name, i+2, err)
		}
	}
	return nil
}
