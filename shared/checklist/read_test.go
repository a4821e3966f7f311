package checklist

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsTaken(t *testing.T) {
	for in, want := range map[string]Sheet{
		`{"answers": {}}`: {},
		`{"answers": {"1": "はい", "２": "イイエ"}, "age": 78}`:                                      {Age: 78, Answers: [Last + 1]Answer{1: Yes, 2: No}},
		"\ufeff" + `{"age": null, "answers": {"25": "無回答", "24": null}}`:                       {},
		`{"age": "７８", "answers": {"1": "1．いいえ", "9": "１．はい", "10": "0 いいえ"}}`:                 {Age: 78, Answers: [Last + 1]Answer{1: No, 9: Yes, 10: No}},
		`{"answers": {"12": {"heightCm": 150, "weightKg": 41.6}}}`:                             {Body: Body{1500, 41_600}},
		`{"answers": {"12": {"heightCm": "１５０．５", "weightKg": "41.650"}}}`:                     {Body: Body{1505, 41_650}},
		`{"answers": {"12": {"heightCm": 150.00}}}`:                                            {Body: Body{Height: 1500}},
		`{"answers": {"12": null}}`:                                                            {},
		`{"answers": {"12": ""}}`:                                                              {},
		`{"answers": {"12": {"heightCm": null, "weightKg": ""}}}`:                              {},
		"{\"answers\": {\"\\u0031\": \"\\u306f\\u3044\"\r\n}, \"age\":65}":                     {Age: 65, Answers: [Last + 1]Answer{1: Yes}},
		`{"answers": {"12": {"weightKg": 10, "heightCm": 250}, "16": "いいえ"}, "age": 130}`:      {Age: 130, Body: Body{2500, 10_000}, Answers: [Last + 1]Answer{16: No}},
		`{"answers": {"12": {"weightKg": 300.000, "heightCm": 80.0}, "16": "いいえ"}, "age": 40}`: {Age: 40, Body: Body{800, 300_000}, Answers: [Last + 1]Answer{16: No}},
	} {
		got, err := Read([]byte(in))
		if err != nil {
			t.Errorf("%s: %v", in, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	for in, want := range map[string]string{
		``:               "JSONとして読めません",
		`{"answers": {}`: "JSONとして読めません",
		`[]`:             "の形で書いてください",
		"{\"answers\": {\"1\": \"\x82\xcd\x82\xa2\"}}":   "UTF-8で保存し直してください",
		strings.Repeat(" ", Largest) + `{"answers": {}}`: "大きすぎます",
		`{}`:                                                "answers: ありません",
		`{"answers": null}`:                                 "answers: ",
		`{"answers": ["はい"]}`:                               "answers: ",
		`{"answers": {}, "answers": {}}`:                    "「answers」: 2つあります",
		`{"answers": {}, "name": "花子"}`:                     "「name」: 知らない名前です",
		`{"answers": {}, "age": 0}`:                         "age: 満年齢を1～130",
		`{"answers": {}, "age": 131}`:                       "age: ",
		`{"answers": {}, "age": -1}`:                        "age: ",
		`{"answers": {}, "age": 64.5}`:                      "age: ",
		`{"answers": {}, "age": true}`:                      "age: ",
		`{"answers": {}, "age": {}}`:                        "age: ",
		`{"answers": {"0": "はい"}}`:                          "「0」: 項目の番号ではありません",
		`{"answers": {"26": "はい"}}`:                         "「26」: 項目の番号ではありません",
		`{"answers": {"①": "はい"}}`:                          "項目の番号ではありません",
		"{\"answers\": {\"\\u0007\\u202e\": \"はい\"}}":       "「??」: 項目の番号ではありません",
		`{"answers": {"5": "yes"}}`:                         `5: "はい" か "いいえ"`,
		`{"answers": {"5": "たぶん"}}`:                         `5: "はい" か "いいえ"`,
		`{"answers": {"5": true}}`:                          `5: "はい" か "いいえ"`,
		`{"answers": {"5": 1}}`:                             "項目によって意味が逆になる",
		`{"answers": {"5": "0"}}`:                           "項目によって意味が逆になる",
		`{"answers": {"5": []}}`:                            `5: "はい" か "いいえ"`,
		`{"answers": {"5": "1.はい"}}`:                        "5: 様式第一の5は「0.はい」「1.いいえ」です",
		`{"answers": {"9": "10.はい"}}`:                       "9: 様式第一の9は「1.はい」「0.いいえ」です",
		`{"answers": {"12": "いいえ"}}`:                        "12: 身長と体重を",
		`{"answers": {"12": 18.4}}`:                         "12: 身長と体重を",
		`{"answers": {"12": {"bmi": 18.4}}}`:                "12: 「bmi」は知らない名前です",
		`{"answers": {"12": {"heightCm":1,"heightCm":1}}}`:  "「heightCm」が2つあります",
		`{"answers": {"12": {"heightCm": 1.5}}}`:            "12 身長(heightCm): 80～250cmの範囲ではありません",
		`{"answers": {"12": {"heightCm": 79.9}}}`:           "範囲ではありません",
		`{"answers": {"12": {"heightCm": 250.1}}}`:          "範囲ではありません",
		`{"answers": {"12": {"weightKg": 41600}}}`:          "12 体重(weightKg): 10～300kgの範囲ではありません",
		`{"answers": {"12": {"heightCm": 150.25}}}`:         "小数第1位まで",
		`{"answers": {"12": {"weightKg": 41.6001}}}`:        "小数第3位まで",
		`{"answers": {"12": {"weightKg": 4.16e1}}}`:         "数字で書いてください",
		`{"answers": {"12": {"weightKg": "41,6"}}}`:         "数字で書いてください",
		`{"answers": {"12": {"weightKg": "41."}}}`:          "数字で書いてください",
		`{"answers": {"12": {"weightKg": ".5"}}}`:           "数字で書いてください",
		`{"answers": {"12": {"weightKg": -41}}}`:            "数字で書いてください",
		`{"answers": {"12": {"weightKg": "はい"}}}`:           "数字で書いてください",
		`{"answers": {"12": {"weightKg": 9` + nines + `}}}`: "数字で書いてください",
	} {
		got, err := Read([]byte(in))
		var all Faults
		if !errors.As(err, &all) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", in, err, want)
		}
		if got != (Sheet{}) {
			t.Errorf("%.60s: refused, and %+v", in, got)
		}
	}
}

var nines = strings.Repeat("9", 40)

// The two ways in which numbers go wrong: 川崎市's form prints 11 for items 1
// and 11; a page of 伊東市 numbers its rows anew.
func TestNumbersThatAreNotTheNationalOnes(t *testing.T) {
	for in, want := range map[string]string{
		`{"answers": {"11": "はい", "11": "いいえ"}}`:                      "11: 2つあります。様式第一の番号で1つずつ書いてください。川崎市介護予防ケアマネジメント実施要綱の様式第1では、1の「バスや電車で1人で外出していますか」が【11】と印刷されています。",
		`{"answers": {"11": null, "０11": "いいえ"}}`:                     "11: 2つあります",
		`{"answers": {"2": {"heightCm": 150, "weightKg": 41.6}}}`:     "2: 身長と体重は12に書いてください。番号は様式第一のものです。伊東市のホームページの説明では、11～12が1～2になっています。",
		`{"answers": {"1": "1.はい"}}`:                                  "伊東市のホームページの説明では、11～12が1～2になっています。",
		`{"answers": {"20": {"heightCm": 150, "weightKg": 41.6}}}`:    "20: 身長と体重は12に書いてください。番号は様式第一のものです。",
		`{"answers": {"1": "はい", "1": "はい", "26": "はい"}, "age": "x"}`: "\nage: ",
	} {
		if _, err := Read([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
}

func TestEverythingThatIsWrongIsSaidAtOnceAndNoAnswerRepeated(t *testing.T) {
	_, err := Read([]byte(`{"answers": {"1": "歩けない", "12": {"heightCm": 1.523, "weightKg": 987}, "30": "痛い"}, "age": "七十八"}`))
	var all Faults
	if !errors.As(err, &all) || len(all) != 5 {
		t.Fatalf("%d faults, want 5: %v", len(all), err)
	}
	for _, secret := range []string{"歩けない", "1.523", "987", "痛い", "七十八"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s is repeated: %v", secret, err)
		}
	}
}

func TestReadGivesANilErrorWhenNothingIsWrong(t *testing.T) {
	if _, err := Read([]byte(`{"answers": {}}`)); err != nil {
		t.Errorf("%T", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"answers": {"1": "はい", "12": {"heightCm": 150, "weightKg": 41.6}, "25": "0.いいえ"}, "age": 78}`,
		`{"answers": {"11": "はい", "11": null}, "age": "64"}`, `{"answers": {"12": "はい"}}`, `[{"answers":1e9}]`, "\ufeff{}",
		`{"answers":{"１２":{"heightCm":"１５０．０","weightKg":41.6000000}}}`, `{"answers":{"5":1,"6":true,"7":[],"8":{},"9":"10.はい"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Read(b)
		var all Faults
		switch {
		case err == nil:
		case !errors.As(err, &all) || len(all) == 0 || !utf8.ValidString(err.Error()) || s != (Sheet{}):
			t.Fatalf("%q: %v, %+v", b, err, s)
		default:
			return
		}
		if s.Age < 0 || s.Age > oldest || s.Body.Height < 0 || s.Body.Height > 2500 || s.Body.Weight > 300_000 || s.Answers[0] != Unanswered || s.Answers[BodyItem] != Unanswered {
			t.Fatalf("%q became %+v", b, s)
		}
		r := Score(s)
		if r.Target && s.Age < 65 || len(r.Findings) != 7 || len(r.Reasons) == 0 {
			t.Fatalf("%q: %+v", b, r)
		}
	})
}
