package forms

import (
	"fmt"

	"github.com/sasae-care/sasae/shared/checklist"
)

// domains groups the questions as the form does: the last number of each.
var domains = []struct {
	name string
	last int
}{
	{"暮らし", 5}, {"運動", 10}, {"栄養", 12}, {"口腔", 15},
	{"閉じこもり", 17}, {"物忘れ", 20}, {"うつ", 25},
}

// Answers are the same in every form of the checklist.
func (c Case) Answers() checklist.Sheet {
	d := c.dice(1)
	points := map[int]bool{}
	for _, q := range c.story().weak {
		points[q] = true
	}
	for range d.IntN(4) {
		points[1+d.IntN(25)] = true
	}
	centimetres, tenths := 142+d.IntN(14), 430+d.IntN(160)
	if c.Sex == "男" {
		centimetres, tenths = centimetres+13, tenths+90
	}
	s := checklist.Sheet{Body: checklist.Body{Height: 10 * centimetres, Weight: 100 * tenths}}
	for q, question := range checklist.Questions {
		switch {
		case points[q]:
			s.Answers[q] = question.Point
		case question.Point == checklist.Yes:
			s.Answers[q] = checklist.No
		case question.Point == checklist.No:
			s.Answers[q] = checklist.Yes
		}
	}
	return s
}

// height is in whole centimetres.
func height(b checklist.Body) string { return fmt.Sprint(b.Height / 10) }

// weight is in kilogrammes with one decimal.
func weight(b checklist.Body) string { return fmt.Sprintf("%d.%d", b.Weight/1000, b.Weight/100%10) }

// bmi has one decimal, cut off.
func bmi(b checklist.Body) string { return fmt.Sprintf("%d.%d", b.BMI()/100, b.BMI()/10%10) }

func body(b checklist.Body) string {
	return fmt.Sprintf("身長 %s cm　体重 %s kg（BMI＝%s）", height(b), weight(b), bmi(b))
}

// word is what stands in the cell of a question.
func word(s checklist.Sheet, q int) string {
	switch {
	case q == checklist.BodyItem:
		return bmi(s.Body)
	case s.Answers[q] == checklist.Yes:
		return "はい"
	}
	return "いいえ"
}
