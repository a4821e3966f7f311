package town

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

// head is the header line of a kind.
func head(kind string) string { return strings.Join(Columns(kind), ",") + "\n" }

func TestBadRows(t *testing.T) {
	staff := func(id, role, org, districts, email, phone, mail, sms, absent string) string {
		return fmt.Sprintf("431001,%s,山田,%s,%s,%s,%s,%s,%s,%s,%s,2024-04-01,\n", id, role, org, districts, email, phone, mail, sms, absent)
	}
	for _, c := range []struct{ name, kind, rows, column, says string }{
		{"a town with a wrong check digit", KindTowns, "431002,熊本市,431007,,2024-04-01,\n", "town", "検証"},
		{"a town that lost its leading zero", KindTowns, "11002,札幌市,431007,,2024-04-01,\n", "town", "0"},
		{"a wrong insurer number", KindTowns, "431001,熊本市,431001,,2024-04-01,\n", "insurer", "検"},
		{"a missing name", KindTowns, "431001,,431007,,2024-04-01,\n", "name", "空にできません"},
		{"a missing from", KindTowns, "431001,熊本市,431007,,,\n", "from", "空にできません"},
		{"a date that does not exist", KindTowns, "431001,熊本市,431007,,2026-02-30,\n", "from", "存在しません"},
		{"a 外字 is said once", KindDistricts, "431001,D1,中央,C1,,\xff町,,,2024-04-01,\n", "area", "外字"},
		{"a date that is none", KindTowns, "431001,熊本市,431007,,春,\n", "from", "日付"},
		{"a to before the from", KindTowns, "431001,熊本市,431007,,2026-04-02,2026-04-01\n", "to", "前です"},
		{"a 令和 date that does not exist", KindTowns, "431001,熊本市,431007,,令和8年13月1日,\n", "from", "存在しません"},
		{"too few cells", KindTowns, "431001,熊本市\n", "", "セルが2個"},
		{"too many cells", KindTowns, "431001,熊本市,431007,,2024-04-01,,,\n", "", "セルが8個"},
		{"a stray quote", KindTowns, "431001,熊\"本市,431007,,2024-04-01,\n", "", "引用符"},
		{"a line break in a cell", KindTowns, "431001,\"熊\n本市\",431007,,2024-04-01,\n", "name", "改行"},
		{"a cell that is too long", KindTowns, "431001," + strings.Repeat("あ", 201) + ",431007,,2024-04-01,\n", "name", "200文字"},
		{"an id with a space in it", KindCentres, "431001,C/1,中央,月,,2024-04-01,\n", "centre", "英数字"},
		{"a weekday that is none", KindCentres, "431001,C1,中央,月ほ,,2024-04-01,\n", "open", "開所曜日"},
		{"a weekday twice", KindCentres, "431001,C1,中央,月月,,2024-04-01,\n", "open", "1回ずつ"},
		{"no weekday", KindCentres, "431001,C1,中央,,,2024-04-01,\n", "open", "空にできません"},
		{"hours that are none", KindCentres, "431001,C1,中央,月,9時から,2024-04-01,\n", "hours", "08:30-17:15"},
		{"hours that end before they begin", KindCentres, "431001,C1,中央,月,17:00-08:00,2024-04-01,\n", "hours", "08:30-17:15"},
		{"neither area nor postcode", KindDistricts, "431001,D1,中央,C1,,,,,2024-04-01,\n", "area", "どちらか"},
		{"a postcode of six digits", KindDistricts, "431001,D1,中央,C1,860001,,,,2024-04-01,\n", "postcode", "7桁"},
		{"a block range the wrong way round", KindDistricts, "431001,D1,中央,C1,,本町,5,4,2024-04-01,\n", "blockTo", "入れ替わって"},
		{"a block that is no number", KindDistricts, "431001,D1,中央,C1,,本町,1-2,,2024-04-01,\n", "blockFrom", "数だけ"},
		{"a block of zero", KindDistricts, "431001,D1,中央,C1,,本町,0,,2024-04-01,\n", "blockFrom", "1以上"},
		{"a wrong office number", KindOffices, "431001,4370500012,みどり,2024-04-01,\n", "office", "検"},
		{"an unknown service", KindDesignations, "431001," + officeA + ",訪問,2024-04-01,\n", "service", "種類コード"},
		{"an unknown role", KindStaff, staff("s1", "boss", "C1", "", "", "", "no", "no", ","), "role", "reviewer"},
		{"no role", KindStaff, staff("s1", "", "C1", "", "", "", "no", "no", ","), "role", "空にできません"},
		{"a manager whose organisation is no office", KindStaff, staff("s1", "manager", "C1", "", "", "", "no", "no", ","), "organisation", "事業所番号"},
		{"a clerk of another town", KindStaff, staff("s1", "clerk", "131164", "", "", "", "no", "no", ","), "organisation", "clerk"},
		{"a reviewer without a centre", KindStaff, staff("s1", "reviewer", "", "", "", "", "no", "no", ","), "organisation", "空にできません"},
		{"a mail address without an @", KindStaff, staff("s1", "head", "C1", "", "a.example.jp", "", "no", "no", ","), "email", "メールアドレス"},
		{"a mail address with a name", KindStaff, staff("s1", "head", "C1", "", "A <a@example.jp>", "", "no", "no", ","), "email", "メールアドレス"},
		{"a full-width mail address", KindStaff, staff("s1", "head", "C1", "", "ａ@example.jp", "", "no", "no", ","), "email", "半角"},
		{"a phone number that is too short", KindStaff, staff("s1", "head", "C1", "", "", "096-32", "no", "no", ","), "phone", "10桁か11桁"},
		{"a phone number that lost its zero", KindStaff, staff("s1", "head", "C1", "", "", "9012345678", "no", "no", ","), "phone", "先頭の0"},
		{"a notice preference that is neither", KindStaff, staff("s1", "head", "C1", "", "", "", "○", "no", ","), "mail", "yes か no"},
		{"an empty notice preference", KindStaff, staff("s1", "head", "C1", "", "", "", "no", "", ","), "sms", "yes か no"},
		{"mail wanted without an address", KindStaff, staff("s1", "head", "C1", "", "", "", "yes", "no", ","), "email", "必要"},
		{"SMS wanted without a number", KindStaff, staff("s1", "head", "C1", "", "", "", "no", "yes", ","), "phone", "必要"},
		{"SMS wanted on a landline", KindStaff, staff("s1", "head", "C1", "", "", "096-328-2111", "no", "yes", ","), "phone", "SMS"},
		{"an absence that ends before it begins", KindStaff, staff("s1", "head", "C1", "", "", "", "no", "no", "2026-08-02,2026-08-01"), "absentTo", "前です"},
		{"an absence without a beginning", KindStaff, staff("s1", "head", "C1", "", "", "", "no", "no", ",2026-08-01"), "absentFrom", "不在の始まり"},
		{"a district that is no id", KindStaff, staff("s1", "reviewer", "C1", "中央", "", "", "no", "no", ","), "districts", "圏域"},
		{"a closed day without a date", KindClosedDays, "431001,,,休み\n", "date", "空にできません"},
		{"a closed day of a centre that is no id", KindClosedDays, "431001,中央,2026-06-01,休み\n", "centre", "英数字"},
	} {
		rows, errs := Read(c.kind, strings.NewReader(head(c.kind)+c.rows))
		if len(errs) != 1 || errs[0].Line != 2 || errs[0].Column != c.column || !strings.Contains(errs[0].Message, c.says) {
			t.Errorf("%s: %v, want line 2, %s, %s", c.name, errs, c.column, c.says)
		}
		if !same(rows, Rows{}) {
			t.Errorf("%s: rows were taken", c.name)
		}
	}
}

func TestOverlapsInAFile(t *testing.T) {
	row := func(id, from, to string) string { return "431001," + id + ",みどり," + from + "," + to + "\n" }
	for _, c := range []struct {
		name, rows string
		lines      []int
	}{
		{"the same row twice", row(officeA, "2024-04-01", "") + row(officeA, "2024-04-01", ""), []int{3}},
		{"two periods that touch on a day", row(officeA, "2024-04-01", "2025-04-01") + row(officeA, "2025-04-01", ""), []int{3}},
		{"a long period over two short ones", row(officeA, "2024-01-01", "2030-01-01") + row(officeA, "2025-01-01", "2025-02-01") + row(officeA, "2026-01-01", ""), []int{3, 4}},
		{"two periods one after the other are right", row(officeA, "2024-04-01", "2025-03-31") + row(officeA, "2025-04-01", ""), nil},
		{"an open row before a later one is right: it ends there", row(officeA, "2024-04-01", "") + row(officeA, "2025-04-01", ""), nil},
		{"two offices at one time are right", row(officeA, "2024-04-01", "") + row(officeB, "2024-04-01", ""), nil},
	} {
		_, errs := Read(KindOffices, strings.NewReader(head(KindOffices)+c.rows))
		if got := linesOf(errs); !slices.Equal(got, c.lines) {
			t.Errorf("%s: lines %v, want %v: %v", c.name, got, c.lines, errs)
		}
	}
	two := head(KindDistricts) + "431001,D1,中央,C1,,本町一丁目,,,2024-04-01,\n431001,D2,北,C2,,本町１丁目,,,2024-04-01,\n"
	if _, errs := Read(KindDistricts, strings.NewReader(two)); !slices.Equal(linesOf(errs), []int{3}) {
		t.Errorf("one place in two spellings, in two districts: %v", errs)
	}
}

func linesOf(errs []RowError) []int {
	var out []int
	for _, e := range errs {
		out = append(out, e.Line)
	}
	return out
}

func TestEveryBadRowIsListed(t *testing.T) {
	_, errs := Read(KindOffices, strings.NewReader("office,town,to,from,name\n"+
		officeA+",431001,,2024-04-01,みどり\n"+ // right
		"1,431002,,春,\n"+ // four things wrong
		"\n"+
		",,,,\n"+ // empty, as a spreadsheet leaves it
		officeB+",431001,2020-01-01,2024-04-01,あお\n"))
	got := make([]string, len(errs))
	for i, e := range errs {
		got[i] = fmt.Sprint(e.Line, e.Column)
	}
	if diff := compare([]string{"3town", "3from", "3office", "3name", "6to"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a header alone is fine", head(KindOffices), ""},
		{"a header without a line end is fine", strings.TrimSpace(head(KindOffices)), ""},
		{"an empty file has no header", "", "1行目: 1行目に見出し（town,office,name,from,to）がありません"},
		{"a missing column is named", "town,office,name,from\n", "1行目 to: 列 to がありません。値がなくても見出しは必要です"},
		{"a column too many is named", "town,office,name,from,to,memo\n", `1行目 memo: 見出し "memo" は offices の列ではありません。列は town,office,name,from,to です`},
		{"a column twice is named", "town,office,name,from,to,to\n", "1行目 to: 見出しが2つあります。1つにしてください"},
		{"UTF-16 is refused", "\xff\xfet\x00", "1行目: 文字コードがUTF-16です。CSV UTF-8（コンマ区切り）で保存し直してください"},
	} {
		_, errs := Read(KindOffices, strings.NewReader(c.text))
		got := ""
		if len(errs) > 0 {
			got = errs[0].Error()
		}
		if got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	if _, errs := Read("cats", strings.NewReader("")); len(errs) != 1 {
		t.Errorf("an unknown kind: %v", errs)
	}
	if _, errs := Read(KindOffices, errReader{}); len(errs) != 1 {
		t.Errorf("a file that cannot be read: %v", errs)
	}
	if _, errs := Read(KindOffices, bytes.NewReader(make([]byte, MaxFile+1))); len(errs) != 1 || !strings.Contains(errs[0].Message, "16MB") {
		t.Errorf("a file that is too large: %v", errs)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestEncodings(t *testing.T) {
	text := strings.ReplaceAll(head(KindOffices)+"431001,"+officeA+",ケアプラン髙橋①～,令和6年4月1日,\n", "\n", "\r\n")
	cp932, err := japanese.ShiftJIS.NewEncoder().String(strings.Replace(text, "髙", "@@", 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{
		"UTF-8":                        text,
		"UTF-8 with BOM":               "\ufeff" + text,
		"Windows-31J, 髙 as IBM FBFC":   strings.Replace(cp932, "@@", "\xfb\xfc", 1),
		"Windows-31J, 髙 as NEC EEE0":   strings.Replace(cp932, "@@", "\xee\xe0", 1),
		"UTF-8 with BOM and CR LF off": "\ufeff" + strings.ReplaceAll(text, "\r\n", "\n"),
	} {
		rows := mustRead(t, KindOffices, in)
		if got := rows.Offices[0]; got.Name != "ケアプラン髙橋①～" || got.From != on("2024-04-01") || got.Line != 2 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	_, errs := Read(KindOffices, strings.NewReader(strings.Replace(cp932, "@@", "\xf0\x40", 1)))
	if len(errs) != 1 || errs[0].Column != "name" || !strings.Contains(errs[0].Message, "外字") {
		t.Errorf("a 外字 is refused: %v", errs)
	}
	_, errs = Read(KindOffices, strings.NewReader(strings.Replace(text, "髙", "\x82", 1)))
	if len(errs) != 1 || errs[0].Column != "name" {
		t.Errorf("a broken UTF-8 character is refused, not read as another code: %v", errs)
	}
}

func TestRowsAreReadAsMeant(t *testing.T) {
	s := mustRead(t, KindStaff, head(KindStaff)+"431001,ｓ1,髙橋 一,reviewer,C1,D1; D2,a@example.jp,+81 90-1234-5678,YES,yes,R8.8.1,R8.8.31,20240401,\n").Staff[0]
	want := Staff{
		Base: Base{Town: code, From: on("2024-04-01"), Line: 2}, ID: "s1", Name: "髙橋 一", Role: Reviewer, Organisation: "C1",
		Districts: []string{"D1", "D2"}, Email: "a@example.jp", Phone: "09012345678", Mail: true, SMS: true,
		AbsentFrom: on("2026-08-01"), AbsentTo: on("2026-08-31"),
	}
	if diff := compare(want, s); diff != "" {
		t.Error(diff)
	}
	a := mustRead(t, KindDistricts, head(KindDistricts)+"431001,D1,中央,C1,〒860-0001,本町１丁目,１番地,十,2024-04-01,\n").Districts[0]
	if a.Area != "本町１丁目" || a.Postcode != "8600001" || a.BlockFrom != 1 || a.BlockTo != 10 {
		t.Errorf("%+v", a)
	}
}

func TestMessagesNameNoPerson(t *testing.T) {
	_, errs := Read(KindStaff, strings.NewReader(head(KindStaff)+"431001,s1,カナリア"+strings.Repeat("あ", 200)+",boss,C1,,canary@,09099,x,y,,,2024-04-01,\n"))
	for _, e := range errs {
		for _, word := range []string{"カナリア", "canary@", "09099"} {
			if strings.Contains(e.Message, word) {
				t.Errorf("%s holds %s", e.Message, word)
			}
		}
	}
	if len(errs) < 5 {
		t.Errorf("only %v", errs)
	}
}

func FuzzRead(f *testing.F) {
	for _, k := range Kinds() {
		f.Add(k, []byte(sample[k]))
		f.Add(k, []byte(head(k)+"\"\n,,\n\x82\xa0\n"))
	}
	base := sampleBook(f)
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		rows, errs := Read(kind, bytes.NewReader(data))
		if len(errs) > 0 && !same(rows, Rows{}) {
			t.Fatal("rows beside errors")
		}
		for _, e := range errs {
			if e.Message == "" || e.Line < 0 {
				t.Fatalf("%+v", e)
			}
		}
		if !slices.Contains(Kinds(), kind) || len(errs) > 0 {
			return
		}
		for town, part := range ByTown(rows) {
			if town == code {
				mergeTwice(t, base, kind, part)
			} else {
				mergeTwice(t, Book{}, kind, part)
			}
		}
	})
}

// mergeTwice: what one import did, the same import again leaves alone.
func mergeTwice(t *testing.T, b Book, kind string, rows Rows) {
	once, _, errs := b.Merge(kind, rows)
	if len(errs) > 0 {
		return
	}
	twice, d, errs := once.Merge(kind, rows)
	if len(errs) > 0 || d.New+d.Changed+d.Moved+d.Ended > 0 || len(d.Lines) > 0 {
		t.Fatal("merged twice", d, errs)
	}
	if diff := compare(once, twice); diff != "" {
		t.Fatal(diff)
	}
}
