// Package forms fills in the papers of 介護予防支援 for invented people.
//
//	Case → forms → PDF, XLSX, CSV and photographed papers in Japanese
//
// Equal cases give equal bytes.
package forms

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sasae-care/sasae/shared/day"
)

// The form ids of requirements.md section 2. A plan is one form here, A to C.
const (
	Kihon      = "F-KIHON"
	Checklist  = "F-KCL"
	Plan       = "F-PLAN"
	Evaluation = "F-EVAL-F"
	Progress   = "F-PROG-E"
)

// Case is what the papers say about one person and one plan.
type Case struct {
	Seed uint64 // chooses the story and the answers

	Name, Kana, Sex   string // Sex is 男 or 女
	Birth             day.Date
	Insured           string // 被保険者番号
	Insurer           string // 保険者番号
	Postcode, Address string
	Phone             string
	Level             string // 要支援1, 要支援2
	Pending           bool   // 認定申請中
	CertifiedFrom     day.Date
	CertifiedTo       day.Date
	PlanFrom, PlanTo  day.Date
	Renewal           bool

	Office, Manager, Centre string
	Made                    day.Date // 計画作成日
	Consent                 day.Date // 同意日; zero on a draft
}

func (c Case) story() story {
	list := storiesOfWomen
	if c.Sex == "男" {
		list = storiesOfMen
	}
	return list[c.Seed%uint64(len(list))]
}

func (c Case) dice(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(c.Seed, stream))
}

// age on the day the plan was made.
func (c Case) age() int {
	by, bm, bd := c.Birth.Civil()
	y, m, d := c.Made.Civil()
	if m < bm || m == bm && d < bd {
		return y - by - 1
	}
	return y - by
}

var eras = []struct {
	name string
	from day.Date
}{
	{"令和", day.Of(2019, time.May, 1)},
	{"平成", day.Of(1989, time.January, 8)},
	{"昭和", day.Of(1926, time.December, 25)},
	{"大正", day.Of(1912, time.July, 30)},
	{"明治", day.Of(1868, time.January, 25)},
}

// Wareki writes a date as 令和8年5月11日; a zero date leaves blanks to fill in.
func Wareki(d day.Date) string {
	if d.IsZero() {
		return "令和　　年　　月　　日"
	}
	y, m, dd := d.Civil()
	name, year := era(d, y)
	return fmt.Sprintf("%s%s年%d月%d日", name, year, int(m), dd)
}

// warekiMonth writes 令和8年5月.
func warekiMonth(m day.Month) string {
	y, mo := m.Civil()
	name, year := era(m.Last(), y)
	return fmt.Sprintf("%s%s年%d月", name, year, int(mo))
}

func era(d day.Date, y int) (name, year string) {
	for _, e := range eras {
		if d.Before(e.from) {
			continue
		}
		first, _, _ := e.from.Civil()
		if y == first {
			return e.name, "元"
		}
		return e.name, fmt.Sprint(y - first + 1)
	}
	return "", fmt.Sprint(y)
}

func span(from, to day.Date) string { return Wareki(from) + "～" + Wareki(to) }

// mark prints a tick box.
func mark(on bool, text string) string {
	if on {
		return "■" + text
	}
	return "□" + text
}
