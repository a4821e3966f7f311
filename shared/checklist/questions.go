package checklist

// Last is the number of the last item.
const Last = 25

// BodyItem is the item that height and weight answer.
const BodyItem = 12

// Question is one 質問項目.
type Question struct {
	Text  string // in the national wording
	Point Answer // the answer that brings a point; none for BodyItem
}

// Questions are the items by their national number; 0 is not used. Source:
// 平成27年厚生労働省告示第197号 様式第一; which answer is printed as 「1.」, the
// sheets of いなべ市 and 久留米市.
var Questions = [Last + 1]Question{
	1:        {"バスや電車で1人で外出していますか", No},
	2:        {"日用品の買物をしていますか", No},
	3:        {"預貯金の出し入れをしていますか", No},
	4:        {"友人の家を訪ねていますか", No},
	5:        {"家族や友人の相談にのっていますか", No},
	6:        {"階段を手すりや壁をつたわらずに昇っていますか", No},
	7:        {"椅子に座った状態から何もつかまらずに立ち上がっていますか", No},
	8:        {"15分位続けて歩いていますか", No},
	9:        {"この1年間に転んだことがありますか", Yes},
	10:       {"転倒に対する不安は大きいですか", Yes},
	11:       {"6か月間で2～3kg以上の体重減少がありましたか", Yes},
	BodyItem: {"身長　　　　cm　体重　　　　kg（BMI＝　　　）", Unanswered},
	13:       {"半年前に比べて固いものが食べにくくなりましたか", Yes},
	14:       {"お茶や汁物等でむせることがありますか", Yes},
	15:       {"口の渇きが気になりますか", Yes},
	16:       {"週に1回以上は外出していますか", No},
	17:       {"昨年と比べて外出の回数が減っていますか", Yes},
	18:       {"周りの人から「いつも同じ事を聞く」などの物忘れがあると言われますか", Yes},
	19:       {"自分で電話番号を調べて、電話をかけることをしていますか", No},
	20:       {"今日が何月何日かわからない時がありますか", Yes},
	21:       {"（ここ2週間）毎日の生活に充実感がない", Yes},
	22:       {"（ここ2週間）これまで楽しんでやれていたことが楽しめなくなった", Yes},
	23:       {"（ここ2週間）以前は楽にできていたことが今ではおっくうに感じられる", Yes},
	24:       {"（ここ2週間）自分が役に立つ人間だと思えない", Yes},
	25:       {"（ここ2週間）わけもなく疲れたような感じがする", Yes},
}

// Group is a field of life (分野) under which points are summed.
type Group string

// GroupItems is a group with its items, First to Last.
type GroupItems struct {
	Key         Group
	Name        string
	First, Last int
}

// Groups part the items as the sheets do, in their order.
var Groups = []GroupItems{
	{"daily", "日常生活関連動作", 1, 5},
	{"motor", "運動器", 6, 10},
	{"nutrition", "栄養", 11, 12},
	{"oral", "口腔", 13, 15},
	{"homebound", "閉じこもり", 16, 17},
	{"cognition", "認知", 18, 20},
	{"mood", "うつ", 21, 25},
}
