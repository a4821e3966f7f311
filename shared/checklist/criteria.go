package checklist

const (
	form1 = "平成27年厚生労働省告示第197号 様式第一"
	form2 = "平成27年厚生労働省告示第197号 様式第二"
)

// Criterion is a row of the criteria (基準) of 事業対象者: Needed points among
// items First to Last. One that is met is enough (the notice itself: 「様式第二に
// 掲げるいずれかの基準」).
type Criterion struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	First    int    `json:"first"`
	Last     int    `json:"last"`
	Needed   int    `json:"needed"`
	Source   string `json:"source"`
	Verified bool   `json:"verified"` // the figures were compared with the notice's own form
}

// Criteria are K1 to K7. Their figures are those that municipalities publish
// (伊東市 and others, which agree); the ministry's database shows 様式第二 as a
// picture, so none is verified against it yet.
var Criteria = []Criterion{
	{"K1", "複数の項目に支障", 1, 20, 10, form2, false},
	{"K2", "運動機能の低下", 6, 10, 3, form2, false},
	{"K3", "低栄養状態", 11, 12, 2, form2, false},
	{"K4", "口腔機能の低下", 13, 15, 2, form2, false},
	{"K5", "閉じこもり", 16, 16, 1, form2, false}, // 17 counts in its group, never here
	{"K6", "認知機能の低下", 18, 20, 1, form2, false},
	{"K7", "うつ病の可能性", 21, 25, 2, form2, false},
}

// Finding is a criterion held against a sheet.
type Finding struct {
	Criterion
	Points  int   `json:"points"`
	Met     bool  `json:"met"`
	Open    bool  `json:"open"`    // not met, and Missing could make it so
	Missing []int `json:"missing"` // items of the criterion without an answer
}

func (c Criterion) find(s Sheet) Finding {
	f := Finding{Criterion: c, Points: s.Points(c.First, c.Last), Missing: items(c.First, c.Last, s.unanswered)}
	f.Met = f.Points >= c.Needed
	f.Open = !f.Met && f.Points+len(f.Missing) >= c.Needed
	return f
}

func isMet(f Finding) bool  { return f.Met }
func isOpen(f Finding) bool { return f.Open }
