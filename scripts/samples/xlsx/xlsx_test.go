package xlsx_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sasae-care/sasae/scripts/samples/xlsx"
)

// A kept library, which shares nothing with the writer, reads every cell back.
func TestAnotherReaderFindsEveryCell(t *testing.T) {
	rows := [][]any{{"氏名", " 佐々江 <花子> & \"子\" "}, {}, {1, -20, "○", "○"}, {"", "二行\n目", 0}}
	w := xlsx.Workbook{Sheet: "計画 & 評価", Rows: rows}
	f, err := excelize.OpenReader(bytes.NewReader(w.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); len(got) != 1 || got[0] != w.Sheet {
		t.Fatalf("sheets %q, want the one named %q", got, w.Sheet)
	}
	for r, row := range rows {
		for c, want := range row {
			at := fmt.Sprintf("%c%d", 'A'+c, r+1)
			if got, err := f.GetCellValue(w.Sheet, at); err != nil || got != fmt.Sprint(want) {
				t.Errorf("%s is %q (%v), want %q", at, got, err, want)
			}
		}
	}
}

func TestEqualInputGivesEqualBytesAndMacrosAreAPart(t *testing.T) {
	w := xlsx.Workbook{Sheet: "a", Rows: [][]any{{"x", 1}}}
	if !bytes.Equal(w.Bytes(), w.Bytes()) {
		t.Error("two writings of one workbook differ")
	}
	w.VBA = []byte("project")
	f, err := excelize.OpenReader(bytes.NewReader(w.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if p, ok := f.Pkg.Load("xl/vbaProject.bin"); !ok || !bytes.Equal(p.([]byte), w.VBA) {
		t.Errorf("the macro project is %v (%v), want the bytes given", p, ok)
	}
}
