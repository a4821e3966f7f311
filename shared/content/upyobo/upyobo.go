// Package upyobo reads UPYOBO, the CSV in which the software of offices exchanges
// a 介護予防サービス・支援計画書.
//
//	bytes in Windows-31J, 57 positions, no header → Read → File: records, each with its content.Plan
//
// The layout is second-hand, and says so: see Format and layout.json. The order
// of its fields is likely, their lengths are not known and not checked. It has no
// 計画期間 and no interval of monitoring: whoever reads a file adds them from what
// the office states elsewhere. UPYOBO_SUB, with the rows of the plan, is not read.
package upyobo

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
)

// Largest is the longest file that Read takes, in bytes.
const Largest = 4 << 20

//go:embed layout.json
var layout []byte

// Layout is what is known of the format.
type Layout struct {
	Name            string  `json:"name"`
	Title           string  `json:"title"`
	Verified        bool    `json:"verified"`        // compared with the specification itself
	LengthsVerified bool    `json:"lengthsVerified"` // of the fields
	Source          string  `json:"source"`
	Note            string  `json:"note"` // Japanese
	Fields          []Field `json:"fields"`
}

// Field is one position.
type Field struct {
	No     int               `json:"no"`
	Name   string            `json:"name"`
	Kind   string            `json:"kind"`   // text, date (YYYYMMDD), month (YYYYMM), code, count
	Values map[string]string `json:"values"` // of a code
}

// Format is the layout as the data has it.
var Format = sync.OnceValue(func() (l Layout) {
	if err := json.Unmarshal(layout, &l); err != nil {
		panic(fmt.Sprintf("upyobo: read layout.json: %v", err)) // embedded; a test reads it
	}
	return l
})

// File is what one file holds.
type File struct {
	Records []Record
	Notes   []string // Japanese: what was not checked
}

// Record is one plan with what Plan has no place for.
type Record struct {
	Line                             int
	Version                          day.Month // CSVバージョン
	Insurer, Insured                 string
	Reference                        string // 整理番号
	Name                             string // 利用者名
	Division                         string // 計画書区分, as it stands
	OfficeName, OfficeAddress, Phone string
	Health, Policy, Overall          string // 留意点, 妥当な支援の実施に向けた方針, 総合的な方針
	Programs                         [6]content.Told
	CentreOpinion                    string // 地域包括支援センターの意見
	ConsentBy                        string // 同意者氏名
	Plan                             content.Plan
}

// Fault is one thing that keeps a file from being read. No text repeats a cell.
type Fault struct {
	Line int    // 0: the file
	No   int    // the position, 0: the line
	Name string // of the position
	Text string // Japanese: what is allowed, and what to do
}

func (f Fault) String() string {
	switch {
	case f.Line == 0:
		return f.Text
	case f.No == 0:
		return fmt.Sprintf("%d行目: %s", f.Line, f.Text)
	}
	return fmt.Sprintf("%d行目の%d番目「%s」: %s", f.Line, f.No, f.Name, f.Text)
}

// Faults are all that is wrong with a file.
type Faults []Fault

// Error has a line for each fault.
func (all Faults) Error() string {
	var lines []string
	for _, f := range all {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}
