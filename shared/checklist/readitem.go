package checklist

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// words are the spellings of an answer.
var words = map[string]Answer{
	"はい": Yes, "ハイ": Yes, "ﾊｲ": Yes,
	"いいえ": No, "イイエ": No, "ｲｲｴ": No,
}

const wantWord = `"はい" か "いいえ" で書いてください（未回答は null）。0と1だけでは、項目によって意味が逆になるため読みません`

func (r *reader) answer(no int, m member) {
	at := strconv.Itoa(no)
	if m.value[0] == '{' {
		r.fault(at, fmt.Sprintf("身長と体重は%dに書いてください。番号は様式第一のものです。%s", BodyItem, printed(no, BodyItem, BodyItem)))
		return
	}
	s, _ := m.text()
	word := strings.TrimLeft(s, "01")
	code := strings.TrimSuffix(s, word)
	a, ok := words[strings.TrimLeft(word, ".．、:： ")]
	switch {
	case m.blank():
	case !ok:
		r.fault(at, wantWord)
	case code != "" && code != choice(no, a):
		r.fault(at, fmt.Sprintf("様式第一の%dは「%s.はい」「%s.いいえ」です。番号がほかの項目のものでないか確かめてください。%s",
			no, choice(no, Yes), choice(no, No), printed(no, 1, Last)))
	default:
		r.sheet.Answers[no] = a
	}
}

// choice is the figure printed before an answer: 1 is the one with a point.
func choice(no int, a Answer) string {
	if a == Questions[no].Point {
		return "1"
	}
	return "0"
}

// A measure is one of the two figures of the body. Its bounds find a slip of
// the unit or of the two, and are no rule.
type measure struct {
	name, ja, unit string
	places         int // decimals taken
	low, high      int // in the smallest part
	text           string
}

var measures = []measure{
	{"heightCm", "身長", "cm", 1, 800, 2500, "80～250"},
	{"weightKg", "体重", "kg", 3, 10_000, 300_000, "10～300"},
}

func (r *reader) body(m member) {
	at := strconv.Itoa(BodyItem)
	all, ok := members(m.value)
	switch {
	case m.blank():
		return
	case !ok:
		r.fault(at, `身長と体重を {"heightCm": 150, "weightKg": 41.6} の形で書いてください（測っていなければ null）。BMIはここで計算し、はい・いいえの印では数えません`)
		return
	}
	seen := map[string]bool{}
	for _, m := range all {
		switch {
		case seen[m.name]:
			r.fault(at, shown(m.name)+"が2つあります。1つにしてください")
		case m.name == measures[0].name:
			r.sheet.Body.Height = r.measure(measures[0], m)
		case m.name == measures[1].name:
			r.sheet.Body.Weight = r.measure(measures[1], m)
		default:
			r.fault(at, shown(m.name)+"は知らない名前です。書けるのは heightCm と weightKg だけで、BMIはここで計算します")
		}
		seen[m.name] = true
	}
}

// measure is 0 when it is not measured or not readable.
func (r *reader) measure(want measure, m member) int {
	if m.blank() {
		return 0
	}
	s, _ := m.text()
	at := fmt.Sprintf("%d %s(%s)", BodyItem, want.ja, want.name)
	n, err := decimal(s, want.places)
	switch {
	case errors.Is(err, errTooExact):
		r.fault(at, fmt.Sprintf("小数第%d位までで書いてください。丸めると18.5の境で結果が変わることがあるので、測った値を確かめてください", want.places))
	case err != nil:
		r.fault(at, err.Error())
	case n < want.low || n > want.high:
		r.fault(at, fmt.Sprintf("%s%sの範囲ではありません。単位と、身長・体重の取り違えを確かめてください", want.text, want.unit))
	default:
		return n
	}
	return 0
}
