package billing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/shared/day"
)

func same(a, b PersonMonth) bool { return reflect.DeepEqual(a, b) }

type reader func(io.Reader) iter.Seq2[Record, error]
type writer func(io.Writer, iter.Seq[PersonMonth]) error

func gather(records iter.Seq2[Record, error]) (ps []PersonMonth, errs []error) {
	for r, err := range records {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ps = append(ps, r.PersonMonth)
	}
	return ps, errs
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for name, form := range map[string]struct {
		read  reader
		write writer
	}{"CSV": {ReadCSV, WriteCSV}, "JSON lines": {ReadJSONLines, WriteJSONLines}} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			ps := drawMonths(t)
			for i := range ps {
				ps[i].Reductions = rapid.SampledFrom([][]string{nil, {Abuse}, {Abuse, Continuity}}).Draw(t, "reductions")
				ps[i].PublicPayer = rapid.SampledFrom([]string{"", "a,b", `"`, "日本"}).Draw(t, "text")
			}
			var b bytes.Buffer
			if err := form.write(&b, slices.Values(ps)); err != nil {
				t.Fatal(err)
			}
			first := b.String()
			got, errs := gather(form.read(&b))
			if len(errs) > 0 || !slices.EqualFunc(ps, got, same) {
				t.Fatalf("%v\n%+v\n%+v", errs, ps, got)
			}
			form.write(&b, slices.Values(got))
			if b.String() != first {
				t.Fatal("the second writing differs")
			}
		}))
	}
}

const fewColumns = "month,insurer,insured,level,provider,providerKind,regionGrade,preventiveManaged,reductions,services\r\n"

func TestCSVIsReadAsSpreadsheetsWriteIt(t *testing.T) {
	row := `2026-05,122283,0000000001,13,1270500281,centre,3,TRUE,abuse;continuity,"[{""office"":""1270501180"",""kind"":""66"",""units"":10,""designation"":1}]"` + "\r\n"
	wide := strings.NewReplacer("122283", "１２２２８３", "0000000001", "　０００００００００１").Replace(row)
	sjis, err := japanese.ShiftJIS.NewEncoder().String(fewColumns + wide)
	if err != nil {
		t.Fatal(err)
	}
	want := PersonMonth{Month: day.MustMonth("2026-05"), Insurer: "122283", Insured: "0000000001", Level: "13", Provider: "1270500281",
		ProviderKind: Centre, RegionGrade: 3, PreventiveManaged: true, Reductions: []string{Abuse, Continuity}, Services: []Service{{"1270501180", "66", 10, "1"}}}
	for name, body := range map[string]string{
		"UTF-8": fewColumns + row, "byte order mark": "\ufeff" + fewColumns + row, "line feeds": strings.ReplaceAll(fewColumns+row, "\r\n", "\n"),
		"Windows-31J": sjis, "full-width UTF-8": fewColumns + wide, "no last line end": strings.TrimSpace(fewColumns + row),
	} {
		got, errs := gather(ReadCSV(strings.NewReader(body)))
		if len(errs) > 0 || len(got) != 1 || !same(got[0], want) {
			t.Errorf("%s: %+v, %v", name, got, errs)
		}
	}
}

func TestABadRowIsRefusedAndTheNextIsRead(t *testing.T) {
	const good = "2026-05,122283,0000000001,13,1270500281,centre,3,true,,\n"
	for _, c := range []struct {
		row  string
		want Code
	}{
		{"2026-5,122283,0000000001,13,1270500281,centre,3,true,,\n", CodeBadValue},
		{"2026-05,122283,0000000001,13,1270500281,centre,,true,,\n", CodeBadValue},
		{"2026-05,122283,0000000001,13,1270500281,centre,9,true,,\n", CodeBadValue},
		{"2026-05,122283,0000000001,13,1270500281,centre,3,yes,,\n", CodeBadValue},
		{"2026-05,122283,0000000001,13,1270500281,centre,3,true,,[{}]\n", CodeBadValue},
		{"2026-05,122283,0000000001,13,1270500281,centre,3,true,,{\n", CodeBadValue},
		{"2026-05,12\x012283,0000000001,13,1270500281,centre,3,true,,\n", CodeBadValue},
		{"2026-05,122283\n", CodeUnreadable},
		{"2026-05,1\"22283,,,,,,,,\n", CodeUnreadable},
	} {
		var lines []string
		for r, err := range ReadCSV(strings.NewReader(fewColumns + good + c.row + good)) {
			lines = append(lines, fmt.Sprint(r.Line, " ", err == nil))
			if ref, ok := err.(*Refusal); err != nil && (!ok || ref.Line != 3 || ref.Code != c.want) {
				t.Errorf("%q: %v", c.row, err)
			}
		}
		if got := strings.Join(lines, "; "); got != "2 true; 3 false; 4 true" {
			t.Errorf("%q: %s", c.row, got)
		}
	}
}

func TestAWrongHeaderEndsTheFile(t *testing.T) {
	for name, body := range map[string]string{
		"empty": "", "unknown": "month,x\n", "twice": "month,month\n", "incomplete": "month,insurer\n", "no header": "2026-05,122283\n",
	} {
		_, errs := gather(ReadCSV(strings.NewReader(body)))
		if len(errs) != 1 || !final(errs[0]) || !strings.Contains(errs[0].Error(), "1行目") {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

func jsonLine(change string) string {
	return `{"month":"2026-05","insurer":"122283","insured":"0000000001","level":"13","provider":"1270500281","providerKind":"centre","regionGrade":3` + change + `}`
}

func TestABadJSONLineIsRefusedAndTheNextIsRead(t *testing.T) {
	for _, c := range []struct {
		line string
		want Code
	}{
		{`{"month":`, CodeUnreadable},
		{`[]`, CodeUnreadable},
		{`null`, CodeUnreadable},
		{jsonLine("") + jsonLine(""), CodeUnreadable},
		{jsonLine(",\"sex\":\"\xff\""), CodeUnreadable},
		{`{}`, CodeMissingField},
		{jsonLine(`,"colour":1`), CodeUnknownField},
		{jsonLine(`,"Month":"2026-05"`), CodeUnknownField},
		{jsonLine(`,"month":"2026-05"`), CodeRepeatedField},
		{jsonLine(`,"mont\u0068":"2026-05"`), CodeRepeatedField},
		{jsonLine(`,"initial":"true"`), CodeBadValue},
		{jsonLine(`,"initial":null`), CodeBadValue},
		{jsonLine(`,"birth":19450102`), CodeBadValue},
		{jsonLine(`,"birth":"1945-02-30"`), CodeBadValue},
		{jsonLine(`,"type":null`), CodeBadValue},
		{jsonLine(`,"reductions":"abuse"`), CodeBadValue},
		{jsonLine(`,"reductions":[1]`), CodeBadValue},
		{jsonLine(`,"services":{}`), CodeBadValue},
		{jsonLine(`,"services":[{"office":"1270501180","kind":"66"}]`), CodeBadValue},
		{jsonLine(`,"services":[{"office":"1270501180","kind":"66","units":1.5}]`), CodeBadValue},
		{jsonLine(`,"services":[{"office":"1270501180","kind":"66","units":1,"units":2}]`), CodeBadValue},
		{jsonLine(`,"services":[{"office":"1270501180","kind":"66","units":1,"price":2}]`), CodeBadValue},
	} {
		in := "\ufeff" + jsonLine("") + "\r\n\n" + c.line + "\n" + jsonLine("")
		var lines []string
		for r, err := range ReadJSONLines(strings.NewReader(in)) {
			lines = append(lines, fmt.Sprint(r.Line, " ", err == nil))
			if ref, ok := err.(*Refusal); err != nil && (!ok || ref.Line != 3 || ref.Code != c.want) {
				t.Errorf("%s: %v, want %s", c.line, err, c.want)
			}
		}
		if got := strings.Join(lines, "; "); got != "1 true; 3 false; 4 true" {
			t.Errorf("%s: %s", c.line, got)
		}
	}
}

func TestATooLongJSONLineEndsTheFile(t *testing.T) {
	_, errs := gather(ReadJSONLines(strings.NewReader(jsonLine("") + "\n" + strings.Repeat(" ", longestLine+1))))
	if len(errs) != 1 || !final(errs[0]) || !strings.Contains(errs[0].Error(), "2行目") {
		t.Errorf("%v", errs)
	}
}

func TestReadingStopsWhenTheCallerDoes(t *testing.T) {
	for range ReadJSONLines(strings.NewReader(jsonLine("") + "\n" + jsonLine(""))) {
		break
	}
	for range ReadCSV(strings.NewReader(fewColumns + "x\ny\n")) {
		break
	}
}

// The Go names and the fields table are the names of command.md.
func TestEveryFieldHasItsJSONName(t *testing.T) {
	typ := reflect.TypeFor[PersonMonth]()
	if typ.NumField() != len(fields) {
		t.Fatalf("%d fields, %d in the table", typ.NumField(), len(fields))
	}
	for i, f := range fields {
		sf := typ.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name != f.name || !strings.EqualFold(sf.Name, name) {
			t.Errorf("%s is %s in the table and %s in JSON", sf.Name, f.name, name)
		}
	}
}

func FuzzReadJSONLines(f *testing.F) {
	for _, p := range []PersonMonth{{}, sample(), sample(commissioned, asInitial)} {
		b, _ := json.Marshal(p)
		f.Add(b)
	}
	f.Add([]byte(jsonLine(`,"services":[{"office":"1270501180","kind":"66","units":1,"designation":1}],"reductions":["abuse"]`)))
	f.Add([]byte("{\"\\u006d\": [\"]\", {\"}\":\"\\\\\"}] , \"x\":-1e5}\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzed(t, b, ReadJSONLines, WriteJSONLines) })
}

func FuzzReadCSV(f *testing.F) {
	var b bytes.Buffer
	WriteCSV(&b, slices.Values([]PersonMonth{sample(), sample(commissioned, asInitial)}))
	f.Add(b.Bytes())
	f.Add([]byte(fewColumns + "2026-05,１２２２８３,0000000001,13,1270500281,centre,3,TRUE,abuse;continuity,\n"))
	f.Add([]byte(fewColumns + "2026-05,\x82\x50,\"\n\",,,,0,,,[]\n"))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzed(t, b, ReadCSV, WriteCSV) })
}

// fuzzed: what is read can be written and read back the same; lines ascend;
// pricing and running never panic, and money adds up.
func fuzzed(t *testing.T, b []byte, read reader, write writer) {
	line, good := 0, []PersonMonth(nil)
	for r, err := range read(bytes.NewReader(b)) {
		if r.Line <= line && !final(err) {
			t.Fatalf("line %d after %d", r.Line, line)
		}
		line = r.Line
		if err == nil {
			good = append(good, r.PersonMonth)
			Price(r.PersonMonth, Standard())
		}
	}
	var out bytes.Buffer
	if err := write(&out, slices.Values(good)); err != nil {
		t.Fatal(err)
	}
	again, errs := gather(read(&out))
	if len(errs) > 0 || !slices.EqualFunc(good, again, same) {
		t.Fatalf("%v\n%+v\n%+v", errs, good, again)
	}
	res, err := Run(read(bytes.NewReader(b)), day.MustMonth("2026-05"), Standard(), Options{SkipRefused: true})
	if err == nil && len(res.Priced) != res.Claims {
		t.Fatalf("%d claims, %d counted", len(res.Priced), res.Claims)
	}
	Files(res)
}
