package samples

import (
	"math/rand/v2"

	"github.com/sasae-care/sasae/shared/day"
)

type name struct{ kanji, kana string }

// Words that nobody bears as a family name. Two are written with characters that
// only Windows-31J's extensions have, as some real names are.
var surnames = []name{
	{"花筏", "ハナイカダ"}, {"朝凪", "アサナギ"}, {"夕凪", "ユウナギ"}, {"風待", "カゼマチ"},
	{"雪明", "ユキアカリ"}, {"露草", "ツユクサ"}, {"木漏", "コモレ"}, {"春告", "ハルツゲ"},
	{"夏木立", "ナツコダチ"}, {"冬茜", "フユアカネ"}, {"虹渡", "ニジワタリ"}, {"霞草", "カスミソウ"},
	{"若緑", "ワカミドリ"}, {"小春日", "コハルビ"}, {"花曇", "ハナグモリ"}, {"雪待", "ユキマチ"},
	{"銀杏坂", "イチョウザカ"}, {"菜花畑", "ナバナバタケ"}, {"水鏡", "ミズカガミ"}, {"笹舟", "ササフネ"},
	{"風鈴", "フウリン"}, {"木枯", "コガラシ"}, {"糸雨", "イトサメ"}, {"朝焼", "アサヤケ"},
	{"星屑", "ホシクズ"}, {"月明", "ツキアカリ"}, {"潮騒", "シオサイ"}, {"山笑", "ヤマワラウ"},
	{"野火止原", "ノビドメハラ"}, {"稲穂波", "イナホナミ"}, {"蛍火", "ホタルビ"}, {"柿日和", "カキビヨリ"},
	{"秋晴", "アキバレ"}, {"麦笛", "ムギブエ"}, {"桜霞", "サクラガスミ"}, {"藤波路", "フジナミジ"},
	{"初東風", "ハツコチ"}, {"夕映", "ユウバエ"}, {"髙凪", "タカナギ"}, {"花﨑野", "ハナサキノ"},
}

var womensNames = []name{
	{"ハナ", "ハナ"}, {"キヨ", "キヨ"}, {"ミツ", "ミツ"}, {"フミ", "フミ"}, {"トシ子", "トシコ"},
	{"和子", "カズコ"}, {"幸子", "サチコ"}, {"節子", "セツコ"}, {"千代", "チヨ"}, {"静江", "シズエ"},
	{"八重子", "ヤエコ"}, {"文子", "フミコ"}, {"美代子", "ミヨコ"}, {"君江", "キミエ"}, {"照子", "テルコ"},
	{"澄子", "スミコ"}, {"ヨシ子", "ヨシコ"}, {"富美", "フミ"}, {"春枝", "ハルエ"}, {"道子", "ミチコ"},
}

var mensNames = []name{
	{"太郎", "タロウ"}, {"勝", "マサル"}, {"正夫", "マサオ"}, {"清", "キヨシ"}, {"茂", "シゲル"},
	{"三郎", "サブロウ"}, {"義雄", "ヨシオ"}, {"武", "タケシ"}, {"昭二", "ショウジ"}, {"良一", "リョウイチ"},
	{"辰夫", "タツオ"}, {"実", "ミノル"}, {"政吉", "マサキチ"}, {"幸男", "ユキオ"}, {"博", "ヒロシ"},
}

var staffNames = []name{
	{"みなみ", "ミナミ"}, {"あおい", "アオイ"}, {"大地", "ダイチ"}, {"さくら", "サクラ"}, {"健太", "ケンタ"},
	{"なぎさ", "ナギサ"}, {"陽子", "ヨウコ"}, {"まこと", "マコト"}, {"ひかる", "ヒカル"}, {"直樹", "ナオキ"},
	{"しおり", "シオリ"}, {"翔", "ショウ"},
}

func pick[T any](d *rand.Rand, list []T) T { return list[d.IntN(len(list))] }

// fullName joins family and given name with a full-width space.
func fullName(family, given name) (kanji, kana string) {
	return family.kanji + "　" + given.kanji, family.kana + "　" + given.kana
}

// birth gives an age of 68 to 97, and to three in a hundred a birth in 大正.
func birth(d *rand.Rand, month day.Month) day.Date {
	y, _ := month.Civil()
	from := day.Of(y-97, 1, 1)
	if d.IntN(100) < 3 {
		return day.Of(1924, 1, 1).AddDays(d.IntN(1000))
	}
	return from.AddDays(d.IntN(29 * 365))
}
