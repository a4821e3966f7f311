package town

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// answer is D1/C1, or ? and the candidates.
func answer(r Routing) string {
	if r.OK {
		return r.District + "/" + r.Centre
	}
	return "?" + ids(r.Candidates, func(d District) string { return d.ID })
}

func TestRoute(t *testing.T) {
	d := Open(sampleBook(t))
	for _, c := range []struct {
		name    string
		address Address
		on      string
		want    string
	}{
		{"an area is found", Address{Area: "本町一丁目"}, "2026-04-20", "D1/C1"},
		{"a block in the range is found", Address{Area: "本町二丁目", Block: "50"}, "2026-04-20", "D1/C1"},
		{"a block past the range is the other's", Address{Area: "本町二丁目", Block: "51番地"}, "2026-04-20", "D2/C2"},
		{"a range without an end has none", Address{Area: "本町二丁目", Block: "9999"}, "2026-04-20", "D2/C2"},
		{"without a block ranges cannot decide", Address{Area: "本町二丁目"}, "2026-04-20", "?D1 D2"},
		{"a range wins over its area", Address{Area: "北野", Block: "150"}, "2026-04-20", "D1/C1"},
		{"outside the range the area counts", Address{Area: "北野", Block: "99"}, "2026-04-20", "D2/C2"},
		{"an area is not enough while a range of it may win", Address{Area: "北野"}, "2026-04-20", "?D1 D2"},
		{"an area wins over a postcode", Address{Postcode: "8600001", Area: "本町一丁目"}, "2026-04-20", "D1/C1"},
		{"a postcode counts where no row has the area", Address{Postcode: "860-0001", Area: "無名町", Block: "21"}, "2026-04-20", "D2/C2"},
		{"a postcode with a range wins over the postcode", Address{Postcode: "860-0001", Block: "20"}, "2026-04-20", "D1/C1"},
		{"a postcode alone is not enough while a range may win", Address{Postcode: "860-0001"}, "2026-04-20", "?D1 D2"},
		{"one area name twice is told apart by the postcode", Address{Postcode: "860-0022", Area: "新町"}, "2026-04-20", "D2/C2"},
		{"one area name twice without a postcode is several", Address{Area: "新町"}, "2026-04-20", "?D1 D2"},
		{"a postcode that fits neither leaves the near ones", Address{Postcode: "8609999", Area: "新町"}, "2026-04-20", "?D1 D2"},
		{"overlapping ranges are several", Address{Area: "境町", Block: "10"}, "2026-04-20", "?D1 D2"},
		{"a block outside all ranges leaves the near ones", Address{Area: "境町", Block: "21"}, "2026-04-20", "?D1 D2"},
		{"an unknown address has no candidates", Address{Area: "どこか"}, "2026-04-20", "?"},
		{"an empty address has no candidates", Address{}, "2026-04-20", "?"},
		{"the day before a from the old row counts", Address{Area: "南町"}, "2026-09-30", "D1/C1"},
		{"on the from the new row counts", Address{Area: "南町"}, "2026-10-01", "D3/C3"},
		{"before every from there is nothing", Address{Area: "南町"}, "2024-03-31", "?"},
		{"a whole line can stand in the area", Address{Area: "本町1-12-3"}, "2026-04-20", "D1/C1"},
		{"a 丁目 may be the first number of the block", Address{Area: "本町", Block: "2-51-3"}, "2026-04-20", "D2/C2"},
		{"a 丁目 may stand in the block", Address{Area: "本町", Block: "二丁目51番3号"}, "2026-04-20", "D2/C2"},
		{"an area without ranges needs no block", Address{Area: "本町一丁目", Block: "メゾン201"}, "2026-04-20", "D1/C1"},
	} {
		got := d.Route(c.address, on(c.on))
		if answer(got) != c.want {
			t.Errorf("%s: %s, want %s (%s)", c.name, answer(got), c.want, got.Because)
		}
		if got.Because == "" {
			t.Errorf("%s: no reason", c.name)
		}
	}
}

func TestRouteSaysWhy(t *testing.T) {
	d := Open(sampleBook(t))
	for name, c := range map[string]struct {
		address Address
		want    string
	}{
		"the row that decided":  {Address{Area: "北野", Block: "150"}, "「北野 100～199番地」の行により、圏域「中央」です"},
		"which several":         {Address{Area: "境町", Block: "10"}, "当てはまる圏域が複数あります（中央、北）。理由を付けて選んでください"},
		"that a block is asked": {Address{Area: "北野"}, "番地が分からないと圏域が決まりません（中央、北）。番地を入れるか、理由を付けて選んでください"},
		"that there is none":    {Address{Area: "X"}, "この住所の町丁目も郵便番号も、この日の圏域の表にありません。理由を付けて選んでください"},
	} {
		if got := d.Route(c.address, spring).Because; got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Every pair is one place in two spellings.
func TestSpellings(t *testing.T) {
	f := newFolder([]Town{{Name: "熊本市"}, {Name: "大津町"}})
	for _, c := range []struct{ row, typed string }{
		{"本町一丁目", "本町1丁目"},
		{"本町一丁目", "本町１丁目"},
		{"本町一丁目", "本町 一丁目"},
		{"本町一丁目", "本町　１ 丁目"},
		{"本町十丁目", "本町10丁目"},
		{"本町二十三丁目", "本町２３丁目"},
		{"本町二〇丁目", "本町20丁目"},
		{"大字北野", "北野"},
		{"北野", "字北野"},
		{"大字北野", "字北野"},
		{"霞ヶ丘", "霞ケ丘"},
		{"霞ヶ丘", "霞ｹ丘"},
		{"本町一丁目", "熊本市本町1丁目"},
		{"本町一丁目", "熊本県熊本市本町1丁目"},
		{"大字室", "熊本県菊池郡大津町大字室"},
		{"北三条", "北3条"},
		{"三番町", "３番町"},
		{"ﾆｭｰﾀｳﾝ一丁目", "ニュータウン1丁目"},
		{"百人町一丁目", "百人町1丁目"},
	} {
		if a, b := f.area(c.row), f.area(c.typed); a != b {
			t.Errorf("%s (%s) and %s (%s) are one place", c.row, a, c.typed, b)
		}
	}
	for _, c := range []struct{ row, typed string }{
		{"本町一丁目", "本町二丁目"}, {"三ツ沢", "二ツ沢"}, {"千代田町", "代田町"}, {"大字", "字"}, {"神県本町", "本町"},
	} {
		if a, b := f.area(c.row), f.area(c.typed); a == b {
			t.Errorf("%s and %s are two places, both %s", c.row, c.typed, a)
		}
	}
}

func TestBlock(t *testing.T) {
	for in, want := range map[string]int{
		"12番地3": 12, "12-3": 12, "１２番３号": 12, "十二番地三": 12, "12ー3": 12, "12−3": 12, "12の3": 12, "百二十": 120,
		"千二百三番": 1203, "12 番地": 12, "イ34": 34, "無番地": 0, "": 0, "99999999999999999999": 0, "〇": 0, "0": 0,
	} {
		if got := firstNumber(blockText(in)); got != want {
			t.Errorf("%q is block %d, want %d", in, got, want)
		}
	}
}

func TestPostcode(t *testing.T) {
	for in, want := range map[string]string{
		"860-0001": "8600001", "〒８６０－０００１": "8600001", "8600001": "8600001", "860ー0001": "8600001",
		"860-001": "", "": "", "86000011": "", "86O0001": "",
	} {
		if got := postcode(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// places makes areas that collide often.
func places(t *rapid.T) []Area {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Area {
		a := Area{
			Base:     Base{Town: code, From: spring.AddDays(rapid.IntRange(-3, 3).Draw(t, "from"))},
			District: rapid.SampledFrom([]string{"D1", "D2", "D3"}).Draw(t, "district"), Centre: "C1",
			Area:     rapid.SampledFrom([]string{"", "本町", "本町一丁目", "本町2丁目", "大字北野"}).Draw(t, "area"),
			Postcode: rapid.SampledFrom([]string{"", "8600001", "8600002"}).Draw(t, "postcode"),
		}
		a.Name = a.District
		if a.Area+a.Postcode == "" {
			a.Area = "北野"
		}
		if rapid.Bool().Draw(t, "ranged") {
			a.BlockFrom = rapid.IntRange(0, 5).Draw(t, "blockFrom")
			a.BlockTo = a.BlockFrom + rapid.IntRange(0, 5).Draw(t, "blocks")
		}
		if rapid.Bool().Draw(t, "ends") {
			a.To = a.From.AddDays(rapid.IntRange(0, 4).Draw(t, "days"))
		}
		return a
	}), 0, 12).Draw(t, "areas")
}

func address(t *rapid.T) Address {
	return Address{
		Postcode: rapid.SampledFrom([]string{"", "860-0001", "8600002", "x"}).Draw(t, "postcode"),
		Area:     rapid.SampledFrom([]string{"", "本町", "本町1丁目", "本町1-2-3", "北野", "他"}).Draw(t, "area"),
		Block:    rapid.SampledFrom([]string{"", "1", "2-4", "9番地", "1丁目3"}).Draw(t, "block"),
	}
}

func TestRouteDoesNotDependOnTheOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, a := places(t), address(t)
		shuffled := slices.Clone(rows)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		one := Open(Book{Code: code, Rows: Rows{Districts: rows}}).Route(a, spring)
		two := Open(Book{Code: code, Rows: Rows{Districts: shuffled}}).Route(a, spring)
		if diff := compare(one, two); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestRouteIsCertainOrGivesAChoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := places(t)
		r := Open(Book{Code: code, Rows: Rows{Districts: rows}}).Route(address(t), spring)
		switch {
		case r.Because == "":
			t.Fatal("no reason")
		case !r.OK && r.Place != Place{}:
			t.Fatal("a place without being sure")
		case r.OK && !slices.ContainsFunc(rows, func(a Area) bool { return a.On(spring) && a.place() == r.Place }):
			t.Fatal("a place that no row of the day has")
		}
	})
}

func FuzzRoute(f *testing.F) {
	for _, s := range []string{"本町一丁目", "熊本県熊本市本町1-12-3", "大字北野字中原123番地4", "", "1-1-1", "丁目", "十百千番地"} {
		f.Add("860-0001", s, "12番地3")
		f.Add("", s, s)
	}
	d := Open(sampleBook(f))
	f.Fuzz(func(t *testing.T, post, area, block string) {
		r := d.Route(Address{post, area, block}, spring)
		if r.Because == "" || r.OK == (r.Place == Place{}) || r.OK && r.Candidates != nil {
			t.Fatalf("%+v", r)
		}
	})
}

func BenchmarkRoute(b *testing.B) {
	rows := make([]Area, 3000)
	for i := range rows {
		rows[i] = Area{Base: Base{Town: code, From: on("2024-04-01")}, District: fmt.Sprint("D", i/60), Centre: fmt.Sprint("C", i/60), Area: fmt.Sprintf("第%d町%d丁目", i/5, i%5+1)}
	}
	d := Open(Book{Code: code, Rows: Rows{Towns: []Town{{Name: "熊本市"}}, Districts: rows}})
	for name, a := range map[string]Address{
		"plain": {Area: "第123町2丁目", Block: "12-3"}, "typed": {Postcode: "〒860-0001", Area: "熊本県熊本市第４５６町 四丁目", Block: "１２番地３"},
		"line": {Area: "第123町2-12-3"},
	} {
		if r := d.Route(a, spring); !r.OK {
			b.Fatal(name, r.Because)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d.Route(a, spring)
			}
		})
	}
	book := Book{Code: code, Rows: Rows{Towns: []Town{{Name: "熊本市"}}, Districts: rows}}
	for _, r := range rows {
		if !slices.ContainsFunc(book.Centres, func(c Centre) bool { return c.ID == r.Centre }) {
			book.Centres = append(book.Centres, Centre{Base: r.Base, ID: r.Centre})
		}
	}
	b.Run("merge", func(b *testing.B) {
		for b.Loop() {
			if _, _, errs := book.Merge(KindDistricts, Rows{Districts: rows}); len(errs) > 0 {
				b.Fatal(errs)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			Open(book)
		}
	})
}
