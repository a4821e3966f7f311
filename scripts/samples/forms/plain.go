package forms

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"strings"

	"golang.org/x/text/encoding/japanese"

	"github.com/sasae-care/sasae/shared/checklist"
)

// ChecklistCSV is the checklist as one of the older programs exports it:
// Windows-31J, CRLF, a header and one line.
func ChecklistCSV(c Case) []byte {
	a := c.Answers()
	head := []string{"被保険者番号", "氏名", "カナ氏名", "生年月日", "記入日"}
	cell := []string{c.Insured, c.Name, c.Kana, c.Birth.String(), c.Made.AddDays(-9).String()}
	for q := 1; q <= checklist.Last; q++ {
		head = append(head, fmt.Sprintf("Q%d", q))
		cell = append(cell, word(a, q))
	}
	head = append(head, "身長", "体重")
	cell = append(cell, height(a.Body), weight(a.Body))
	text := strings.Join(head, ",") + "\r\n" + strings.Join(cell, ",") + "\r\n"
	b, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(text))
	must(err)
	return b
}

// ChecklistPhoto is a telephone's picture of a paper checklist on a desk: grey,
// noisy, a little crooked. It shows no readable text.
func ChecklistPhoto(c Case) []byte {
	const w, h = 480, 640
	dice := c.dice(3)
	img := image.NewGray(image.Rect(0, 0, w, h))
	lean := dice.IntN(30) - 15
	for y := range h {
		for x := range w {
			img.Pix[y*img.Stride+x] = shade(x+lean*y/h, y, w, h)
		}
	}
	for i := 0; i < len(img.Pix); i += 8 {
		noise := dice.Uint64()
		for k := range 8 {
			img.Pix[i+k] -= byte(noise>>(8*k)) & 15
		}
	}
	var b bytes.Buffer
	must(jpeg.Encode(&b, img, &jpeg.Options{Quality: 70}))
	return b.Bytes()
}

// shade is the brightness of a point: a desk, a sheet, ruled lines and strokes.
func shade(x, y, w, h int) byte {
	switch {
	case x < 30 || x > w-30 || y < 40 || y > h-40:
		return 90
	case y%26 == 0 || x == 60 || x == 330 || x == 390 || x == w-50:
		return 60
	case y%26 > 9 && y%26 < 18 && x > 70 && x < 300 && (x*7+y/26*13)%11 < 4:
		return 80
	}
	return byte(225 - (x+y)/40)
}
