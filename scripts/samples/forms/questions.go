package forms

import "fmt"

// Questions are those of the 基本チェックリスト, in the national wording. Number 12
// has no answer but height and weight. Source: 平成27年厚生労働省告示第197号 様式第一.
var Questions = [25]string{
	"バスや電車で1人で外出していますか",
	"日用品の買物をしていますか",
	"預貯金の出し入れをしていますか",
	"友人の家を訪ねていますか",
	"家族や友人の相談にのっていますか",
	"階段を手すりや壁をつたわらずに昇っていますか",
	"椅子に座った状態から何もつかまらずに立ち上がっていますか",
	"15分位続けて歩いていますか",
	"この1年間に転んだことがありますか",
	"転倒に対する不安は大きいですか",
	"6か月間で2～3kg以上の体重減少がありましたか",
	"身長　　　　cm　体重　　　　kg（BMI＝　　　）",
	"半年前に比べて固いものが食べにくくなりましたか",
	"お茶や汁物等でむせることがありますか",
	"口の渇きが気になりますか",
	"週に1回以上は外出していますか",
	"昨年と比べて外出の回数が減っていますか",
	"周りの人から「いつも同じ事を聞く」などの物忘れがあると言われますか",
	"自分で電話番号を調べて、電話をかけることをしていますか",
	"今日が何月何日かわからない時がありますか",
	"（ここ2週間）毎日の生活に充実感がない",
	"（ここ2週間）これまで楽しんでやれていたことが楽しめなくなった",
	"（ここ2週間）以前は楽にできていたことが今ではおっくうに感じられる",
	"（ここ2週間）自分が役に立つ人間だと思えない",
	"（ここ2週間）わけもなく疲れたような感じがする",
}

// domains groups the questions as the form does: the last number of each.
var domains = []struct {
	name string
	last int
}{
	{"暮らし", 5}, {"運動", 10}, {"栄養", 12}, {"口腔", 15},
	{"閉じこもり", 17}, {"物忘れ", 20}, {"うつ", 25},
}

// Answers is a filled-in checklist.
type Answers struct {
	Yes    [25]bool // index 0 is question 1; 12 is not used
	Height int      // centimetres
	Weight int      // tenths of a kilogramme
}

// Answers are the same in every form of the checklist.
func (c Case) Answers() Answers {
	d := c.dice(1)
	points := map[int]bool{}
	for _, q := range c.story().weak {
		points[q] = true
	}
	for range d.IntN(4) {
		points[1+d.IntN(25)] = true
	}
	a := Answers{Height: 142 + d.IntN(14), Weight: 430 + d.IntN(160)}
	if c.Sex == "男" {
		a.Height, a.Weight = a.Height+13, a.Weight+90
	}
	for q := 1; q <= 25; q++ {
		a.Yes[q-1] = points[q] != goodIsYes(q)
	}
	return a
}

// goodIsYes tells whether はい is the answer that scores no point.
func goodIsYes(q int) bool { return q <= 8 || q == 16 || q == 19 }

// Scores tells whether question q brings a point; question 12 by the BMI.
func (a Answers) Scores(q int) bool {
	if q == 12 {
		return a.Weight*100000 < 185*a.Height*a.Height*10
	}
	return a.Yes[q-1] != goodIsYes(q)
}

func (a Answers) points(from, to int) (n int) {
	for q := from; q <= to; q++ {
		if a.Scores(q) {
			n++
		}
	}
	return n
}

func (a Answers) body() string {
	return fmt.Sprintf("身長 %d cm　体重 %d.%d kg（BMI＝%s）", a.Height, a.Weight/10, a.Weight%10, a.bmi())
}

// bmi has one decimal, cut off.
func (a Answers) bmi() string {
	tenths := a.Weight * 10000 / (a.Height * a.Height)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}
