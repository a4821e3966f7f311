package upyobo

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/japanese"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

//go:embed testdata/sample.csv
var sample []byte

func read(t *testing.T, b []byte) []Record {
	t.Helper()
	f, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return f.Records
}

func TestAPlanIsReadFromItsPositions(t *testing.T) {
	d := day.MustParse
	got := read(t, sample)
	want := content.Plan{
		Care: rules.Support, Track: rules.Direct, Event: rules.New, Form: "F-PLAN", Centre: "試験市東部地域包括支援センター",
		Planner: content.Planner{Name: "試験　花子", Role: content.CareManager},
		Certification: content.Certification{
			Status: content.Certified, Level: number.Support1, On: d("2026-03-20"), Period: content.Period{From: d("2026-04-01"), To: d("2027-03-31")},
		},
		Checklist: &content.Checklist{Counts: &[6]int{3, 0, 1, 0, 0, 1}},
		Made:      d("2026-04-22"), FirstMade: d("2026-04-22"), LifeGoal: content.LifeGoal{Day: "近所を散歩する", Year: "孫と温泉に行く"},
		Domains: &content.Domains{
			{Now: "つかまれば歩ける", Wish: "もう少し歩きたい", Issue: content.Yes, Background: "膝の痛みがあり、\n外に出なくなった"},
			{Now: "調理は家族", Wish: "手伝いたい", Issue: content.No}, {Now: "週に1回外出する", Wish: "友人に会いたい", Issue: content.No},
			{Now: "高血圧の薬を飲む", Wish: "続けたい", Issue: content.No},
		},
		Consents: content.Consents{Plan: d("2026-04-28")},
	}
	if diff := cmp.Diff(want, got[0].Plan, cmpopts.EquateComparable(day.Date{})); diff != "" {
		t.Errorf("the plan:\n%s", diff)
	}
	r := got[0]
	if r.Insurer != "999995" || r.Insured != "0000000001" || r.Name != "見本　太郎" || r.ConsentBy != "見本　太郎" || r.Version != day.MustMonth("2026-07") ||
		r.Policy != `通所型サービスで"体操"をする` || r.Programs != [6]content.Told{content.Yes, content.No, content.No, content.No, content.No, content.No} {
		t.Errorf("beside the plan: %+v", r)
	}
}

func TestAnApplicantOf地域支援事業IsATargetPersonOnCommission(t *testing.T) {
	r := read(t, sample)[1]
	p := r.Plan
	if r.Line != 3 || p.Care != rules.Management || p.Track != rules.Commissioned || p.Certification.Status != content.Target || p.Before != content.Yes || p.Event != "" {
		t.Errorf("line %d: %+v", r.Line, p)
	}
	if p.Domains != nil || p.Checklist != nil || p.Planner.Role != "" {
		t.Errorf("what is empty is not stated: %+v", p)
	}
}

func TestWithTheFormOfTodayAFileIsAValidPlan(t *testing.T) {
	p := read(t, sample)[0].Plan
	set, err := rules.For("431001", day.MustParse("2026-04-20"))
	if err != nil {
		t.Fatal(err)
	}
	p.Period = content.Period{From: day.MustParse("2026-05-01"), To: day.MustParse("2026-10-31")} // the file has none
	if all := content.Check(p, set); len(all) > 0 {
		t.Error(all)
	}
	p.Domains[content.Health].Now = ""
	if all := content.Check(p, set); len(all) != 1 || all[0].Code != "domain-missing" {
		t.Error(all)
	}
}

func TestTheLayoutSaysThatItIsSecondHand(t *testing.T) {
	l := Format()
	if l.Verified || l.LengthsVerified || l.Source == "" || len(l.Fields) != 57 {
		t.Errorf("%+v", l)
	}
	for i, f := range l.Fields {
		if f.No != i+1 || f.Name == "" || (f.Kind == "code") != (len(f.Values) > 0) {
			t.Errorf("position %d is %+v", i+1, f)
		}
	}
	f, _ := Read(sample)
	if len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "長さ") {
		t.Errorf("a file says what was not checked: %v", f.Notes)
	}
}

// file is a file with one line of these cells, in Windows-31J.
func file(t interface{ Fatal(...any) }, cells []string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.Write(cells); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	out, err := japanese.ShiftJIS.NewEncoder().Bytes(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// line is a line with the least that is wanted, and one cell more.
func line(no int, cell string) []string {
	cells := make([]string, 57)
	cells[0], cells[1], cells[2] = "202607", "999995", "0000000001"
	if no > 0 {
		cells[no-1] = cell
	}
	return cells
}

func TestAFaultSaysWhereAndWhatToDo(t *testing.T) {
	utf8Sample, _ := japanese.ShiftJIS.NewDecoder().Bytes(sample)
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"an empty file", []byte(" \r\n"), "空です"},
		{"a file of 4 MiB and a byte", bytes.Repeat([]byte{'a'}, Largest+1), "大きすぎます"},
		{"a file in UTF-8", utf8Sample, "UTF-8です"},
		{"a byte that is none", append([]byte("202607,"), 0xfd, 0xff), "読めない文字"},
		{"a 外字", append(bytes.Clone(sample), 0xf0, 0x40), "外字"},
		{"a quote left open", []byte("202607,\"abc\r\n"), "引用符"},
		{"a line of UPYOBO_SUB", []byte(strings.Repeat(",", 16) + "\r\n"), "UPYOBO_SUB"},
		{"a line with a cell more", file(t, append(line(0, ""), "")), "1行目: 項目の数が57ではありません"},
		{"a header", file(t, line(1, "CSVバージョン")), "1番目「CSVバージョン」: 年月"},
		{"a month 13", file(t, line(1, "202613")), "1番目"},
		{"an insurer that is none", file(t, line(2, "999999")), "2番目「保険者番号」: 保険者番号："},
		{"an insured number too short", file(t, line(3, "1")), "3番目「被保険者番号」"},
		{"a day that does not exist", file(t, line(56, "20260230")), "56番目「同意日」: 日付として読めません"},
		{"a code of no list", file(t, line(6, "3")), "6番目「委託の有無」: 使える値は 1=自前、2=委託"},
		{"a count of 26", file(t, line(43, "26")), "43番目"},
		{"a bell", file(t, line(8, "\a")), "8番目「利用者名」: 制御文字"},
	} {
		_, err := Read(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAllFaultsOfAFileAreNamedAtOnceAndNoCellIsRepeated(t *testing.T) {
	cells := line(8, "名前\a")
	for _, no := range []int{1, 2, 3, 4, 5, 6, 12, 26, 43, 49, 56} {
		cells[no-1] = "ひみつ"
	}
	_, err := Read(file(t, cells))
	faults, ok := err.(Faults)
	if !ok || len(faults) != 12 || strings.Contains(err.Error(), "ひみつ") || strings.Contains(err.Error(), "名前\a") {
		t.Errorf("%d faults: %v", len(faults), err)
	}
}

func TestWhatIsWrittenComesBack(t *testing.T) {
	kana := rapid.StringMatching(`[ぁ-んァ-ヶー一二三、"]{0,20}`)
	rapid.Check(t, func(t *rapid.T) {
		cells := line(0, "")
		name, goal, now, opinion := kana.Draw(t, "name"), kana.Draw(t, "goal"), kana.Draw(t, "now"), kana.Draw(t, "opinion")
		cells[7], cells[21], cells[23], cells[54] = name, goal, now, opinion
		f, err := Read(file(t, cells))
		if err != nil {
			t.Fatal(err)
		}
		r := f.Records[0]
		if r.Name != name || r.Plan.LifeGoal.Day != goal || r.CentreOpinion != opinion || (r.Plan.Domains == nil) != (now == "") {
			t.Fatalf("%+v", r)
		}
	})
}

func TestNobodyCountsFaultsWithoutEnd(t *testing.T) {
	_, err := Read([]byte(strings.Repeat("a,b\r\n", 10_000)))
	if faults, _ := err.(Faults); len(faults) != mostFaults {
		t.Errorf("%d faults", len(faults))
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add([]byte("202607,\"a"))
	f.Add(bytes.Repeat([]byte(","), 56))
	f.Add(file(f, line(56, "R8.4.1")))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Read(b)
		if err == nil && len(got.Notes) == 0 || err != nil && len(got.Records) > 0 {
			t.Fatalf("neither a file nor faults: %v", err)
		}
		if err != nil && !utf8.ValidString(err.Error()) {
			t.Fatalf("%q", err)
		}
		for _, r := range got.Records {
			for _, x := range content.Check(r.Plan, rules.Set{}) {
				if x.Message == "" || strings.Contains(x.Message, "%!") {
					t.Fatalf("%+v", x)
				}
			}
			if fmt.Sprint(r.Plan.Made) != "" && r.Line < 1 {
				t.Fatal("a record without its line")
			}
		}
	})
}
