package checklist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sasae-care/sasae/shared/number"
)

// Largest is the longest JSON that Read takes, in bytes.
const Largest = 64 << 10

// Fault is one thing that keeps a sheet from being read.
type Fault struct {
	At   string // the item's number, answers, age or another name of the file; "" is the file
	Text string // what is allowed, and what to do
}

// Faults are all that is wrong with a sheet. No text repeats an answer.
type Faults []Fault

// Error has a line for each fault.
func (all Faults) Error() string {
	var lines []string
	for _, f := range all {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func (f Fault) String() string {
	if f.At == "" {
		return f.Text
	}
	return f.At + ": " + f.Text
}

// Read reads a sheet:
//
//	{"answers": {"1": "はい", …, "12": {"heightCm": 150, "weightKg": 41.6}, …}, "age": 78}
//
// Keys of answers are the national numbers. A height has at most one decimal, a
// weight three. What is left out, null, "" or 未回答 is unanswered; age may be
// left out. Full-width digits, kana of any sort, numbers as text and the choice
// as printed (0.はい) are taken; names that are not known, and repeated ones,
// are not. An error is of type Faults and names everything at once.
func Read(b []byte) (Sheet, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	switch {
	case len(b) > Largest:
		return Sheet{}, Faults{{"", fmt.Sprintf("大きすぎます（%dバイトまで）。1人分の回答だけにしてください", Largest)}}
	case !utf8.Valid(b):
		return Sheet{}, Faults{{"", "文字コードがUTF-8ではありません。UTF-8で保存し直してください"}}
	case !json.Valid(b):
		return Sheet{}, Faults{{"", "JSONとして読めません。かっこ、引用符、コンマの過不足を確かめてください"}}
	}
	var r reader
	r.file(b)
	if len(r.faults) > 0 {
		return Sheet{}, r.faults
	}
	return r.sheet, nil
}

// reader fills a sheet and gathers what is wrong.
type reader struct {
	sheet  Sheet
	faults Faults
}

func (r *reader) fault(at, text string) { r.faults = append(r.faults, Fault{at, text}) }

// member is one of a JSON object's.
type member struct {
	name  string
	value []byte // never empty
}

// text is the value as typed, a JSON text or number, in plain form; ok is false
// for anything else.
func (m member) text() (s string, ok bool) {
	switch c := m.value[0]; {
	case c == '"':
		ok = json.Unmarshal(m.value, &s) == nil
		return number.Plain(s), ok
	case c == '-' || c >= '0' && c <= '9':
		return string(m.value), true
	}
	return "", false
}

// blank tells whether nobody answered.
func (m member) blank() bool {
	s, ok := m.text()
	return m.value[0] == 'n' || ok && (s == "" || s == "未回答" || s == "無回答")
}

// members are those of an object in their order, repeated ones too, which
// encoding/json would drop; ok is false for anything but an object. b is valid.
func members(b []byte) (all []member, ok bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return nil, false
		}
		all = append(all, member{name.(string), value})
	}
	return all, true
}

func (r *reader) file(b []byte) {
	all, ok := members(b)
	if !ok {
		r.fault("", `{"answers": {"1": "はい", …}, "age": 78} の形で書いてください`)
		return
	}
	seen := map[string]bool{}
	for _, m := range all {
		switch {
		case seen[m.name]:
			r.fault(shown(m.name), "2つあります。1つにしてください")
		case m.name == "answers":
			r.answers(m)
		case m.name == "age":
			r.age(m)
		default:
			r.fault(shown(m.name), "知らない名前です。書けるのは answers と age だけです")
		}
		seen[m.name] = true
	}
	if !seen["answers"] {
		r.fault("answers", `ありません。{"1": "はい", …} の形で回答を書いてください`)
	}
}

// oldest bounds an age that can be meant, in years.
const oldest = 130

func (r *reader) age(m member) {
	if m.blank() {
		return
	}
	s, _ := m.text()
	age, err := decimal(s, 0)
	if err != nil || age < 1 || age > oldest {
		r.fault("age", fmt.Sprintf("満年齢を1～%dの整数で書いてください。わからなければ書かないでください", oldest))
		return
	}
	r.sheet.Age = age
}

func (r *reader) answers(m member) {
	all, ok := members(m.value)
	if !ok {
		r.fault("answers", `{"1": "はい", …} の形で書いてください`)
	}
	seen := map[int]bool{}
	for _, m := range all {
		no, err := strconv.Atoi(number.Plain(m.name))
		switch {
		case err != nil || no < 1 || no > Last:
			r.fault(shown(m.name), fmt.Sprintf("項目の番号ではありません。様式第一の番号（1～%d）で書いてください", Last))
			continue
		case seen[no]:
			r.fault(strconv.Itoa(no), "2つあります。様式第一の番号で1つずつ書いてください。"+printed(no, 1, Last))
		case no == BodyItem:
			r.body(m)
		default:
			r.answer(no, m)
		}
		seen[no] = true
	}
}

// shown makes a name of the file safe to print.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
	if all := []rune(name); len(all) > 40 {
		name = string(all[:40]) + "…"
	}
	return "「" + name + "」"
}
