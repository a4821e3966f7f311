package samples

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/sasae-care/sasae/shared/day"
)

// The town. Municipality 43-299 is not given out.
const (
	townCode = "432997"
	townName = "ささえ市"
	since    = "2024-04-01" // when the designation of offices began
)

type centre struct{ id, name, open string }

var centres = []centre{
	{"chuo", "ささえ中央地域包括支援センター", "月火水木金"},
	{"higashi", "ささえ東地域包括支援センター", "月火水木金土"},
	{"nishi", "ささえ西地域包括支援センター", "月火水木金"},
}

// place is a row of the table of districts. An area of several 丁目 shares one
// postcode; 緑が丘 has one postcode for two districts.
type place struct {
	district, postcode, area string
	from, to                 int // 番地; 0 when it does not matter
}

var places = []place{
	{"chuo-1", "869-9901", "本町一丁目", 0, 0},
	{"chuo-1", "869-9901", "本町二丁目", 0, 0},
	{"chuo-1", "869-9901", "本町三丁目", 0, 0},
	{"chuo-2", "869-9902", "大手町一丁目", 0, 0},
	{"chuo-2", "869-9902", "大手町二丁目", 0, 0},
	{"chuo-2", "869-9903", "城見町", 0, 0},
	{"chuo-3", "869-9904", "駅前一丁目", 0, 0},
	{"chuo-3", "869-9904", "駅前二丁目", 0, 0},
	{"chuo-3", "869-9905", "栄町", 0, 0},
	{"higashi-1", "869-9911", "朝日が丘一丁目", 0, 0},
	{"higashi-1", "869-9911", "朝日が丘二丁目", 0, 0},
	{"higashi-2", "869-9912", "緑が丘", 1, 499},
	{"higashi-2", "869-9913", "若葉台", 0, 0},
	{"higashi-3", "869-9912", "緑が丘", 500, 1999},
	{"higashi-3", "869-9914", "東原", 0, 0},
	{"nishi-1", "869-9921", "港町一丁目", 0, 0},
	{"nishi-1", "869-9921", "港町二丁目", 0, 0},
	{"nishi-2", "869-9922", "浜手町", 0, 0},
	{"nishi-2", "869-9923", "西原", 0, 0},
	{"nishi-3", "", "川端町", 0, 0},      // known by its area alone
	{"nishi-3", "869-9926", "", 0, 0}, // and by its postcode alone
}

// districtNames are in the order of centres and districts.
var districtNames = []struct{ id, name, centre string }{
	{"chuo-1", "中央第一圏域", "chuo"}, {"chuo-2", "中央第二圏域", "chuo"}, {"chuo-3", "中央第三圏域", "chuo"},
	{"higashi-1", "東第一圏域", "higashi"}, {"higashi-2", "東第二圏域", "higashi"}, {"higashi-3", "東第三圏域", "higashi"},
	{"nishi-1", "西第一圏域", "nishi"}, {"nishi-2", "西第二圏域", "nishi"}, {"nishi-3", "西第三圏域", "nishi"},
}

func centreOf(district string) string {
	for _, d := range districtNames {
		if d.id == district {
			return d.centre
		}
	}
	return ""
}

func centreName(id string) string {
	for _, c := range centres {
		if c.id == id {
			return c.name
		}
	}
	return ""
}

var officeNames = []string{
	"ささえ居宅介護支援事業所", "ケアプラン花筏", "居宅介護支援センターこもれび", "港町ケアプラン室",
	"居宅介護支援事業所若葉", "ケアサポート朝凪", "大手町居宅介護支援事業所", "ケアプランセンター笹舟",
	"東原ケアマネジメント", "居宅介護支援事業所糸雨", "城見ケアプランセンター", "西原居宅介護支援事業所",
}

const (
	midMonthOffice   = 10 // designated from the 16th only
	undesignated     = 11 // has no designation, and hands nothing in
	designatedFromOn = 16
)

func officeID(i int) string { return officeNumber('7', i+1) }

// CentreProvider is the 事業所番号 under which a centre bills 介護予防支援費(Ⅰ).
func CentreProvider(centreID string) string {
	for i, c := range centres {
		if c.id == centreID {
			return officeNumber('0', i+1)
		}
	}
	return ""
}

func (w *World) writeTown() {
	w.Towns = table("town,name,insurer,centreLabel,from,to",
		[]string{townCode, townName, townCode, "地域包括支援センター", since, ""})
	w.Districts = table("town,district,name,centre,postcode,area,blockFrom,blockTo,from,to", districtRows()...)
	w.Centres = table("town,centre,name,open,hours,from,to", centreRows()...)
	w.Offices = table("town,office,name,from,to", officeRows()...)
	w.Designations = table("town,office,service,from,to", designationRows(w.Month)...)
	w.ClosedDays = table("town,centre,date,name", closedRows(w.Month)...)
}

func districtRows() (rows [][]string) {
	for _, d := range districtNames {
		for _, p := range places {
			if p.district == d.id {
				rows = append(rows, []string{townCode, d.id, d.name, d.centre, p.postcode, p.area, number(p.from), number(p.to), since, ""})
			}
		}
	}
	return rows
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func centreRows() (rows [][]string) {
	for _, c := range centres {
		rows = append(rows, []string{townCode, c.id, c.name, c.open, "08:30-17:15", since, ""})
	}
	return rows
}

func officeRows() (rows [][]string) {
	for i, n := range officeNames {
		rows = append(rows, []string{townCode, officeID(i), n, since, ""})
	}
	return rows
}

func designationRows(month day.Month) (rows [][]string) {
	for i := range officeNames {
		from := since
		switch i {
		case undesignated:
			continue
		case midMonthOffice:
			from = month.First().AddDays(designatedFromOn - 1).String()
		}
		rows = append(rows, []string{townCode, officeID(i), "介護予防支援", from, ""})
	}
	return rows
}

// closedRows are the ends of two years, a day on which the town hall is closed,
// and a training day of one centre.
func closedRows(month day.Month) (rows [][]string) {
	y, _ := month.Civil()
	for d := day.Of(y-1, 12, 29); d.Before(day.Of(y+1, 1, 4)); d = d.AddDays(1) {
		if yearEnd(d) {
			rows = append(rows, []string{townCode, "", d.String(), "年末年始"})
		}
	}
	rows = append(rows, []string{townCode, "", townHoliday(month).String(), "市制記念日"})
	return append(rows, []string{townCode, "nishi", trainingDay(month).String(), "職員研修"})
}

// table writes a CSV text; its cells come from this package and need no care.
func table(header string, rows ...[]string) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, header)
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		panic(fmt.Errorf("write the table %s: %w", header, err))
	}
	return b.Bytes()
}
