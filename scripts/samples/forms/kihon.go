package forms

import (
	"fmt"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
)

const (
	left  = 12.0  // margin of an upright page
	wide  = 186.0 // what is left of 210 mm between the margins
	small = 8.0   // points
)

// heading prints the form's name over a page.
func heading(d *pdf.Doc, width float64, s string) {
	d.Bold((width-d.Width(13, s))/2, 17, 13, s)
}

// KihonSheet is 利用者基本情報.
func KihonSheet(c Case) *pdf.Doc {
	d := pdf.New("利用者基本情報")
	d.Portrait()
	heading(d, 210, "利用者基本情報")
	d.Text(130, 24, small, "作成担当者："+c.Manager)
	d.Text(left, 24, small, "《基本情報》")
	y := kihonPerson(d, c, 26)
	y = kihonLevel(d, c, y)
	kihonFamily(d, c, y)
	d.Portrait()
	d.Text(left, 18, small, "《介護予防に関する事項》")
	y = kihonLife(d, c.story(), 20)
	y = kihonIllness(d, c.story(), y+8)
	y = kihonServices(d, c, y+8)
	kihonConsent(d, c, y)
	return d
}

// row draws a label of 30 mm and a text beside it, and gives the next y.
func row(d *pdf.Doc, y, h float64, label, text string) float64 {
	d.Label(left, y, 30, h, small, label)
	d.Cell(left+30, y, wide-30, h, 9, pdf.MiddleLeft, text)
	return y + h
}

func kihonPerson(d *pdf.Doc, c Case, y float64) float64 {
	visit := "初回"
	if c.Renewal {
		visit = "再来（前回の計画作成時）"
	}
	y = row(d, y, 8, "相談日", Wareki(c.Made.AddDays(-9))+"　　□来所　□電話　■訪問　　"+visit)
	y = row(d, y, 7, "本人の状況", "■在宅　□入院又は入所中（　　　　　　　　　　）")
	d.Label(left, y, 30, 16, small, "フリガナ\n本人氏名")
	d.Cell(left+30, y, 72, 5, 7, pdf.MiddleLeft, c.Kana)
	d.Cell(left+30, y+5, 72, 11, 14, pdf.MiddleLeft, c.Name)
	d.Cell(left+102, y, 18, 16, 10, pdf.Centre, "男・女")
	if c.Sex == "男" {
		d.Ring(left+107.5, y+8, 2.6)
	} else {
		d.Ring(left+114.5, y+8, 2.6)
	}
	d.Cell(left+120, y, wide-120, 16, 9, pdf.Centre, fmt.Sprintf("%s生\n（%d歳）", Wareki(c.Birth), c.age()))
	y = row(d, y+16, 8, "住　所", "〒"+c.Postcode+"　"+c.Address)
	y = row(d, y, 7, "電話番号", c.Phone)
	return row(d, y, 7, "被保険者番号", c.Insured+"　（保険者番号 "+c.Insurer+"）")
}

func kihonLevel(d *pdf.Doc, c Case, y float64) float64 {
	y = row(d, y, 8, "日常生活自立度", "障害高齢者：自立　J1　■J2　A1　A2　　認知症高齢者：■自立　Ⅰ　Ⅱa　Ⅱb")
	period := span(c.CertifiedFrom, c.CertifiedTo)
	if c.Pending {
		period = "認定申請中（" + Wareki(c.Made.AddDays(-12)) + "申請）"
	}
	levels := mark(false, "非該当　") + mark(c.Level == "要支援1", "要支援1　") + mark(c.Level == "要支援2", "要支援2　") + mark(false, "事業対象者")
	y = row(d, y, 12, "認定・\n総合事業情報", levels+"\n有効期間："+period)
	y = row(d, y, 7, "障害等認定", "身障（　）　療育（　）　精神（　）　難病（　）　■なし")
	y = row(d, y, 9, "住居環境", c.story().home)
	return row(d, y, 7, "経済状況", "■国民年金　□厚生年金　□障害年金　□生活保護　□その他")
}

func kihonFamily(d *pdf.Doc, c Case, y float64) {
	y = row(d, y, 12, "家族構成", c.story().family)
	d.Label(left, y, 30, 24, small, "緊急連絡先")
	for i, head := range []string{"氏名", "続柄", "住所・連絡先"} {
		d.Label(left+30+[]float64{0, 50, 80}[i], y, []float64{50, 30, 76}[i], 6, 7, head)
	}
	surname, _ := splitName(c.Name)
	kin := [][3]string{{surname + "　ひろみ", "子", "000-0000-0000（携帯）"}, {surname + "　かおる", "姪", "000-0000-0001（携帯）"}}
	for i, k := range kin {
		at := y + 6 + 9*float64(i)
		d.Cell(left+30, at, 50, 9, 9, pdf.MiddleLeft, k[0])
		d.Cell(left+80, at, 30, 9, 9, pdf.Centre, k[1])
		d.Cell(left+110, at, 76, 9, 9, pdf.MiddleLeft, k[2])
	}
	y = row(d, y+24, 12, "相談内容", "計画の作成について相談あり。"+c.story().theme)
	row(d, y, 12, "担当", c.Office+"　"+c.Manager+"\n"+c.Centre)
}

func splitName(s string) (surname, given string) {
	for i, r := range s {
		if r == '　' {
			return s[:i], s[i+len("　"):]
		}
	}
	return s, ""
}

func kihonLife(d *pdf.Doc, s story, y float64) float64 {
	y = row(d, y, 24, "今までの生活", s.past)
	y = row(d, y, 26, "現在の生活状況\n（1日の過ごし方）", s.today)
	y = row(d, y, 12, "趣味・楽しみ・特技", s.hobby)
	return row(d, y, 18, "友人・地域との\n関係", s.friends)
}

func kihonIllness(d *pdf.Doc, s story, y float64) float64 {
	d.Text(left, y-2, small, "《現病歴・既往歴と経過》（新しいものから書く・現在の状況に関連するものは必ず書く）")
	widths := []float64{28, 52, 42, 64}
	y = heads(d, left, y, 7, widths, "年月日", "病名", "医療機関・医師名", "経過・治療中の場合は内容")
	y = cells(d, left, y, 22, 9, widths, s.since, s.illness, s.clinic, s.course)
	return cells(d, left, y, 12, 9, widths, "平成20年頃", "胃炎", "若草クリニック", "治癒。現在は治療なし。")
}

func kihonServices(d *pdf.Doc, c Case, y float64) float64 {
	d.Text(left, y-2, small, "《現在利用しているサービス》")
	y = heads(d, left, y, 7, []float64{93, 93}, "公的サービス", "非公的サービス")
	public := "なし（今回から利用を希望）"
	if c.Renewal {
		public = ""
		for _, s := range c.story().supports {
			public += s.kind + "（" + s.provider + "）\n"
		}
	}
	return cells(d, left, y, 28, 9, []float64{93, 93}, public, "老人会、配食（週1回）、家族の支援")
}

func kihonConsent(d *pdf.Doc, c Case, y float64) {
	d.Box(left, y+4, wide, 42)
	d.Flow(left+2, y+6, wide-4, 20, 9, pdf.TopLeft, "地域包括支援センターが行う事業の実施に当たり、利用者の状況を把握する必要があるときは、基本チェックリスト記入内容、要介護認定・要支援認定に係る調査内容、介護認定審査会による判定結果・意見、及び主治医意見書と同様に、利用者基本情報、アセスメントシートを、居宅介護支援事業者、居宅サービス事業者、主治医その他本事業の実施に必要な範囲で関係する者に提示することに同意します。")
	d.Text(left+50, y+38, 10, Wareki(c.Made.AddDays(-9))+"　　氏名　"+c.Name)
}

// heads draws the shaded top row of a table and gives the next y.
func heads(d *pdf.Doc, x, y, h float64, widths []float64, texts ...string) float64 {
	for i, s := range texts {
		d.Label(x, y, widths[i], h, small, s)
		x += widths[i]
	}
	return y + h
}

// cells draws a row of a table and gives the next y.
func cells(d *pdf.Doc, x, y, h, size float64, widths []float64, texts ...string) float64 {
	for i, s := range texts {
		d.Cell(x, y, widths[i], h, size, pdf.TopLeft, s)
		x += widths[i]
	}
	return y + h
}
