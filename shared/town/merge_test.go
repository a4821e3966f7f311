package town

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestImportTwiceChangesNothing(t *testing.T) {
	b := sampleBook(t)
	for _, k := range Kinds() {
		again, d := mustMerge(t, b, k, sample[k])
		if diff := compare(b, again); diff != "" {
			t.Errorf("%s: %s", k, diff)
		}
		if d.New+d.Changed+d.Moved+d.Ended != 0 || d.Same == 0 || len(d.Lines) != 0 {
			t.Errorf("%s: %+v", k, d)
		}
	}
}

func TestDiff(t *testing.T) {
	b := sampleBook(t)
	for _, c := range []struct {
		name, kind, rows string
		want             Diff
	}{
		{"a later row ends the open one before it", KindOffices, "431001," + officeA + ",髙橋ケア,2026-04-01,\n",
			Diff{New: 1, Ended: 1, Lines: []string{"終了 事業所 4370500011: 2026-03-31 まで", "追加 事業所 4370500011（2026-04-01～）"}}},
		{"a row with the same from changes", KindOffices, "431001," + officeA + ",髙橋ケア,2024-04-01,\n",
			Diff{Changed: 1, Lines: []string{"変更 事業所 4370500011（2024-04-01～）"}}},
		{"a row can be given another end", KindOffices, "431001," + officeB + ",みどり,2024-04-01,2027-03-31\n",
			Diff{Changed: 1, Lines: []string{"変更 事業所 4370500029（2024-04-01～2027-03-31）"}}},
		{"an area that goes to another district moves", KindDistricts, "431001,D2,北,C2,,本町１丁目,,,2026-10-01,\n",
			Diff{Moved: 1, Ended: 1, Lines: []string{"終了 地区 本町一丁目: 2026-09-30 まで", "移動 地区 本町１丁目: 圏域D1（センターC1） → 圏域D2（センターC2）（2026-10-01～）"}}},
		{"a range cut out of an area moves", KindDistricts, "431001,D2,北,C2,,本町一丁目,1,9,2026-10-01,\n",
			Diff{Moved: 1, Lines: []string{"移動 地区 本町一丁目 1～9番地: 圏域D1（センターC1） → 圏域D2（センターC2）（2026-10-01～）"}}},
		{"a new area is new", KindDistricts, "431001,D2,北,C2,,新天地,,,2026-10-01,\n",
			Diff{New: 1, Lines: []string{"追加 地区 新天地（2026-10-01～）"}}},
		{"an area that stays in its district is new from then", KindDistricts, "431001,D1,中央,C1,,本町一丁目,,,2026-10-01,\n",
			Diff{New: 1, Ended: 1, Lines: []string{"終了 地区 本町一丁目: 2026-09-30 まで", "追加 地区 本町一丁目（2026-10-01～）"}}},
		{"a closed day is one day", KindClosedDays, "431001,C1,2026-07-01,研修\n",
			Diff{New: 1, Lines: []string{"追加 休日（C1） 研修（2026-07-01）"}}},
		{"staff are named by id", KindStaff, "431001,r9,検証 九,reviewer,C1,,,,no,no,,,2026-04-01,\n",
			Diff{New: 1, Lines: []string{"追加 職員 r9（2026-04-01～）"}}},
		{"a header alone does nothing", KindStaff, "", Diff{Lines: []string{}}},
	} {
		out, d := mustMerge(t, b, c.kind, head(c.kind)+c.rows)
		if diff := compare(c.want, d); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		again, second := mustMerge(t, out, c.kind, head(c.kind)+c.rows)
		if diff := compare(out, again); diff != "" || second.New+second.Changed+second.Moved+second.Ended > 0 {
			t.Errorf("%s, twice: %+v %s", c.name, second, diff)
		}
	}
}

func TestCrossChecks(t *testing.T) {
	b := sampleBook(t)
	for _, c := range []struct {
		name, kind, rows string
		want             []string
	}{
		{"a district whose centre is unknown", KindDistricts, "431001,D9,東,C9,,東町,,,2024-04-01,\n",
			[]string{"2行目 centre: 2024-04-01 のセンター C9 がありません。先に centres を読み込むか、番号と期間を直してください"}},
		{"a district before its centre begins", KindDistricts, "431001,D4,東,C3,,東町,,,2026-09-30,\n",
			[]string{"2行目 centre: 2026-09-30 のセンター C3 がありません。先に centres を読み込むか、番号と期間を直してください"}},
		{"a designation whose office ends earlier", KindDesignations, "431001," + officeB + ",46,2024-04-01,\n",
			[]string{"2行目 office: 2026-04-01 の事業所 4370500029 がありません。先に offices を読み込むか、番号と期間を直してください"}},
		{"a manager of an unknown office", KindStaff, "431001,m9,山田,manager,4370500037,,,,no,no,,,2024-04-01,\n",
			[]string{"2行目 organisation: 2024-04-01 の事業所 4370500037 がありません。先に offices を読み込むか、番号と期間を直してください"}},
		{"a reviewer of an unknown centre", KindStaff, "431001,r9,山田,reviewer,C9,,,,no,no,,,2024-04-01,\n",
			[]string{"2行目 organisation: 2024-04-01 のセンター C9 がありません。先に centres を読み込むか、番号と期間を直してください"}},
		{"a reviewer of an unknown district", KindStaff, "431001,r9,山田,reviewer,C1,D8,,,no,no,,,2024-04-01,\n",
			[]string{"2行目 districts: 圏域 D8 がありません。IDを確かめるか、先に districts を読み込んでください"}},
		{"a closed day of an unknown centre", KindClosedDays, "431001,C9,2026-06-01,研修\n",
			[]string{"2行目 centre: 2026-06-01 のセンター C9 がありません。先に centres を読み込むか、番号と期間を直してください"}},
		{"one district with two centres", KindDistricts, "431001,D1,中央,C2,,東町,,,2024-04-01,\n431001,D1,中央,C1,,西町,,,2024-04-01,\n",
			[]string{"2行目 district: 圏域 D1 の名称かセンターが、同じ日に2通りあります。圏域のすべての行を同じ from で読み込んでください"}},
		{"another town's row", KindOffices, "131164," + officeA + ",豊島,2024-04-01,\n",
			[]string{"2行目 town: 市町村 131164 の行です。ここは 431001 です。市町村ごとに分けてください"}},
		{"a period that overlaps what is there", KindOffices, "431001," + officeB + ",みどり,2025-01-01,\n",
			[]string{"2行目 from: 事業所 4370500029 は 読み込み済みの行 と期間が重なります。前の行の to を後の行の from の前日までにしてください"}},
	} {
		out, d, errs := b.Merge(c.kind, mustRead(t, c.kind, head(c.kind)+c.rows))
		var got []string
		for _, e := range errs {
			got = append(got, e.Error())
		}
		if diff := compare(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if !same(out, b) || !same(d, Diff{}) {
			t.Errorf("%s: something was taken", c.name)
		}
	}
}

func TestACentreInUseCannotEnd(t *testing.T) {
	b := sampleBook(t)
	rows := mustRead(t, KindCentres, head(KindCentres)+"431001,C2,ささえりあ北,月火水木金土,,2024-04-01,2026-12-31\n")
	_, _, errs := b.Merge(KindCentres, rows)
	if len(errs) == 0 || errs[0].Line != 0 || !strings.Contains(errs[0].Message, "2027-01-01 のセンター C2") {
		t.Errorf("%v", errs)
	}
}

func TestTownsComeFirst(t *testing.T) {
	_, _, errs := Book{}.Merge(KindOffices, mustRead(t, KindOffices, sample[KindOffices]))
	if len(errs) != 1 || !strings.Contains(errs[0].Message, "先に towns") {
		t.Errorf("%v", errs)
	}
	if _, _, errs := (Book{}).Merge("cats", Rows{}); len(errs) != 1 {
		t.Errorf("an unknown kind: %v", errs)
	}
}

func TestMergeLeavesTheOldBookAlone(t *testing.T) {
	b := sampleBook(t)
	before, _ := json.Marshal(b)
	mustMerge(t, b, KindDistricts, head(KindDistricts)+"431001,D2,北,C2,,本町一丁目,,,2026-10-01,\n")
	mustMerge(t, b, KindStaff, head(KindStaff)+"431001,r1,検証 一,reviewer,C1,D2,,,no,no,,,2026-10-01,\n")
	if after, _ := json.Marshal(b); string(before) != string(after) {
		t.Error("the Book that came in was changed")
	}
}

func TestByTown(t *testing.T) {
	rows := mustRead(t, KindTowns, head(KindTowns)+"431001,熊本市,431007,,2024-04-01,\n131164,豊島区,435073,,2024-04-01,\n431001,熊本市,431007,,2026-04-01,\n")
	got := ByTown(rows)
	if len(got) != 2 || len(got["431001"].Towns) != 2 || len(got["131164"].Towns) != 1 {
		t.Errorf("%+v", got)
	}
}

// officeRows draws imports of two offices on few days, so that they collide.
func officeRows(t *rapid.T, label string) Rows {
	var r Rows
	for i := range rapid.IntRange(0, 5).Draw(t, label) {
		o := Office{Base: Base{Town: code, From: spring.AddDays(rapid.IntRange(0, 8).Draw(t, "from")), Line: i + 2}, ID: rapid.SampledFrom([]string{officeA, officeB}).Draw(t, "id")}
		if rapid.Bool().Draw(t, "ends") {
			o.To = o.From.AddDays(rapid.IntRange(0, 5).Draw(t, "days"))
		}
		o.Name = fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "name"))
		r.Offices = append(r.Offices, o)
	}
	return r
}

func TestMergeIsIdempotentAndNeverOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Book{Code: code, Rows: Rows{Towns: []Town{{Base: Base{Town: code, From: spring}, Name: "熊本市"}}}}
		for i := range 3 {
			in := officeRows(t, fmt.Sprint("rows", i))
			out, d, errs := b.Merge(KindOffices, in)
			if len(errs) > 0 {
				continue
			}
			if n := d.New + d.Changed + d.Same + d.Moved; n != len(in.Offices) {
				t.Fatalf("%d rows, counted %d", len(in.Offices), n)
			}
			again, second, errs := out.Merge(KindOffices, in)
			if diff := compare(out, again); diff != "" || len(errs) > 0 || len(second.Lines) > 0 {
				t.Fatal(diff, errs, second)
			}
			for i, o := range out.Offices {
				for _, p := range out.Offices[:i] {
					if o.ID == p.ID && o.overlaps(p.Base) {
						t.Fatalf("%v and %v overlap", o, p)
					}
				}
			}
			b = out
		}
	})
}

func TestMergeOfAreasIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Book{Code: code, Rows: Rows{
			Towns:   []Town{{Base: Base{Town: code, From: spring}, Name: "熊本市"}},
			Centres: []Centre{{Base: Base{Town: code, From: on("2000-01-01")}, ID: "C1"}},
		}}
		for range 2 {
			in := Rows{Districts: places(t)}
			for i := range in.Districts {
				in.Districts[i].Line = i + 2
			}
			out, _, errs := b.Merge(KindDistricts, in)
			if len(errs) > 0 {
				continue
			}
			again, d, errs := out.Merge(KindDistricts, in)
			if diff := compare(out, again); diff != "" || len(errs) > 0 || len(d.Lines) > 0 {
				t.Fatal(diff, errs, d)
			}
			b = out
		}
	})
}

func TestPack(t *testing.T) {
	b := sampleBook(t)
	chunks, sum := Pack(b)
	got, err := Unpack(chunks)
	if diff := compare(b, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	shuffled := b
	shuffled.Districts = slices.Clone(b.Districts)
	slices.Reverse(shuffled.Districts)
	if other, s := Pack(shuffled); s != sum || !same(other, chunks) {
		t.Error("the order of the rows changes the pack")
	}
	if _, s := Pack(Book{Code: code}); s == sum {
		t.Error("another book has the same sum")
	}
	if got, err := Unpack(nil); err == nil {
		t.Errorf("nothing was unpacked as %v", got)
	}
}

func TestPackOfALargeTownIsInChunks(t *testing.T) {
	b := Book{Code: code}
	for i := range 20_000 {
		name := fmt.Sprintf("%x", uint64(i+1)*0x9e3779b97f4a7c15)
		b.Districts = append(b.Districts, Area{Base: Base{Town: code, From: spring}, District: name, Name: name, Centre: name, Area: name})
	}
	chunks, _ := Pack(b)
	for i, c := range chunks {
		if len(c) > 300_000 {
			t.Errorf("chunk %d has %d bytes", i, len(c))
		}
	}
	if len(chunks) < 2 {
		t.Fatal("the test needs more than one chunk")
	}
	if _, err := Unpack(chunks[:len(chunks)-1]); err == nil {
		t.Error("a missing chunk went unnoticed")
	}
	if _, err := Unpack(append([][]byte{chunks[1]}, chunks[0])); err == nil {
		t.Error("swapped chunks went unnoticed")
	}
	bad := slices.Clone(chunks[0])
	bad[5] ^= 1
	if _, err := Unpack(append([][]byte{bad}, chunks[1:]...)); err == nil {
		t.Error("a changed byte went unnoticed")
	}
}

func TestPackRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Book{Code: code, Rows: Rows{Districts: places(t), Offices: officeRows(t, "n").Offices}}
		chunks, sum := Pack(b)
		got, err := Unpack(chunks)
		if err != nil {
			t.Fatal(err)
		}
		if _, again := Pack(got); again != sum {
			t.Fatal("unpacked and packed again, the sum is another")
		}
		if len(got.Districts) != len(b.Districts) || len(got.Offices) != len(b.Offices) {
			t.Fatal("rows were lost")
		}
	})
}
