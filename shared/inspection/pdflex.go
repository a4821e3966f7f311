package inspection

import (
	"bytes"
	"strconv"
)

// The objects of a PDF (ISO 32000-1 clause 7.3). A value is one of: nil, bool,
// int64, float64, name, text, ref, array, dict.
type (
	name  string // decoded: /J#61vaScript is JavaScript
	array []any
	ref   struct{ num, gen int }
	// text is a string as it is written, without its brackets.
	text struct {
		raw []byte
		hex bool
	}
	// dict keeps every entry in order: where a key comes twice, readers differ
	// in which one they take.
	dict  []entry
	entry struct {
		key   name
		value any
	}
	keyword string // obj, stream, endobj, true, ...: a token, never a value
	closing string // ] or >> without its opening: a token, never a value
)

// get is the value of key, the last one if it comes twice; nil if it is absent.
func (d dict) get(key name) any {
	for i := len(d) - 1; i >= 0; i-- {
		if d[i].key == key {
			return d[i].value
		}
	}
	return nil
}

func (d dict) named(key name) name { n, _ := d.get(key).(name); return n }

// lexer reads objects from data at at. Every name that passes is decoded and
// held against dangerous, also in what is not well formed: a reader of the
// municipality may be more patient than this one.
type lexer struct {
	data   []byte
	at     int
	danger map[name]bool // dangerous names seen
}

// dangerous are the names that no harmless PDF uses for anything else.
// Source: reliability-security.md "Files"; ISO 32000-1 tables 198, 169, 218.
var dangerous = map[name]string{
	"JavaScript": "JavaScript", "Launch": "外部プログラムの起動", "EmbeddedFile": "埋め込みファイル",
	"RichMedia": "動画・音声", "RichMediaExecute": "動画・音声", "Rendition": "動画・音声", "XFA": "XFA フォーム",
	"SubmitForm": "データの送信", "ImportData": "データの取り込み",
	"GoToE": "埋め込みファイルを開く動作", "GoToR": "外部ファイルを開く動作",
}

const (
	space = iota + 1
	delimiter
)

var class = [256]byte{
	0: space, '\t': space, '\n': space, '\f': space, '\r': space, ' ': space,
	'(': delimiter, ')': delimiter, '<': delimiter, '>': delimiter, '[': delimiter,
	']': delimiter, '{': delimiter, '}': delimiter, '/': delimiter, '%': delimiter,
}

// blank moves over white space and comments.
func (l *lexer) blank() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case class[c] == space:
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// token reads the next token: a value that is not an array or dictionary, or a
// keyword or closing; "[" and "<<" come as closing too. At the end it gives
// closing("").
func (l *lexer) token() any {
	l.blank()
	if l.at >= len(l.data) {
		return closing("")
	}
	switch c := l.data[l.at]; c {
	case '/':
		return l.name()
	case '(':
		return l.literal()
	case '<', '>':
		if l.at+1 < len(l.data) && l.data[l.at+1] == c {
			l.at += 2
			return closing([]byte{c, c})
		}
		if c == '<' {
			return l.hexadecimal()
		}
		fallthrough
	case '[', ']', ')', '{', '}':
		l.at++
		return closing([]byte{c})
	}
	return l.word()
}

func (l *lexer) name() name {
	start := l.at + 1
	end := start
	for end < len(l.data) && class[l.data[end]] == 0 {
		end++
	}
	l.at = end
	n := name(decodeName(l.data[start:end]))
	if dangerous[n] != "" {
		if l.danger == nil {
			l.danger = map[name]bool{}
		}
		l.danger[n] = true
	}
	return n
}

// decodeName resolves #xx (ISO 32000-1 7.3.5); what is not two digits stays.
func decodeName(raw []byte) []byte {
	if bytes.IndexByte(raw, '#') < 0 {
		return raw
	}
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if v, err := strconv.ParseUint(string(raw[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(v))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return out
}

// literal reads (...) with balanced brackets. In a picture where something only
// looks like a string it goes on for megabytes, so brackets are counted by the
// run and looked at one by one only in a run that may hold the last.
func (l *lexer) literal() text {
	start, depth := l.at+1, 1
	for at := start; at < len(l.data); {
		run, _, escape := bytes.Cut(l.data[at:min(at+literalRun, len(l.data))], []byte(`\`))
		if closed := bytes.Count(run, []byte(")")); closed < depth {
			depth += bytes.Count(run, []byte("(")) - closed
			run, at = nil, at+len(run)
		}
		for _, c := range run {
			at++
			switch c {
			case '(':
				depth++
			case ')':
				if depth--; depth == 0 {
					l.at = at
					return text{raw: l.data[start : at-1]}
				}
			}
		}
		if escape {
			at += 2 // what a backslash escapes is no bracket
		}
	}
	l.at = len(l.data)
	return text{raw: l.data[start:]}
}

// literalRun is how many bytes of a string are counted at a time.
const literalRun = 256

func (l *lexer) hexadecimal() text {
	start := l.at + 1
	n := bytes.IndexByte(l.data[start:], '>')
	if n < 0 {
		n, l.at = len(l.data)-start, len(l.data)
	} else {
		l.at = start + n + 1
	}
	return text{l.data[start : start+n], true}
}

// word reads a number or a keyword. Some writers make numbers like "--5" or
// "0.-1"; they count as 0.
func (l *lexer) word() any {
	start := l.at
	for l.at < len(l.data) && class[l.data[l.at]] == 0 {
		l.at++
	}
	w := l.data[start:l.at]
	if !numeric(w[0]) || len(w) > 64 {
		return keyword(w[:min(len(w), 64)])
	}
	if i, err := strconv.ParseInt(string(w), 10, 64); err == nil {
		return i
	}
	x, err := strconv.ParseFloat(string(w), 64)
	if err != nil {
		x = 0
	}
	return x
}

func numeric(c byte) bool { return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' }

// value reads one value; ok is false where there is none, and then the lexer
// stands behind the token that is none.
func (l *lexer) value(depth int) (v any, ok bool) {
	switch t := l.token().(type) {
	case keyword:
		return constant(t)
	case int64:
		return l.reference(t), true
	case closing:
		if depth >= maxDepth {
			return nil, false
		}
		switch t {
		case "[":
			return l.array(depth)
		case "<<":
			return l.dict(depth)
		}
		return nil, false
	default:
		return t, true
	}
}

// constant is what a keyword stands for as a value. An unknown one is null, as
// readers take it; one that structures the file is not a value.
func constant(k keyword) (any, bool) {
	switch k {
	case "true", "false":
		return k == "true", true
	case "obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref":
		return nil, false
	}
	return nil, true
}

// reference reads the rest of "3 0 R"; without it first is a number.
func (l *lexer) reference(first int64) any {
	after := l.at
	if gen, ok := l.token().(int64); ok && gen >= 0 && gen < 1<<16 && first >= 0 && first < 1<<31 {
		if l.token() == keyword("R") {
			return ref{int(first), int(gen)}
		}
	}
	l.at = after
	return first
}

func (l *lexer) array(depth int) (any, bool) {
	a := array{}
	for {
		if l.next(']') {
			return a, true
		}
		v, ok := l.value(depth + 1)
		if !ok {
			return nil, false
		}
		a = append(a, v)
	}
}

func (l *lexer) dict(depth int) (any, bool) {
	d := dict{}
	for {
		if l.ends() {
			return d, true
		}
		key, ok := l.token().(name)
		if !ok {
			return nil, false
		}
		if l.ends() {
			return append(d, entry{key, nil}), true
		}
		v, ok := l.value(depth + 1)
		if !ok {
			return nil, false
		}
		d = append(d, entry{key, v})
	}
}

// ends takes the end of a dictionary if it comes next.
func (l *lexer) ends() bool {
	if !l.next('>') {
		return false
	}
	if l.at < len(l.data) && l.data[l.at] == '>' {
		l.at++
	}
	return true
}

// next takes c if it comes next.
func (l *lexer) next(c byte) bool {
	l.blank()
	if l.at < len(l.data) && l.data[l.at] == c {
		l.at++
		return true
	}
	return false
}

// bytes is what a string says (ISO 32000-1 7.3.4).
func (t text) bytes() []byte {
	if t.hex {
		return unhex(t.raw)
	}
	var out []byte
	for i := 0; i < len(t.raw); i++ {
		if t.raw[i] != '\\' || i+1 == len(t.raw) {
			out = append(out, t.raw[i])
			continue
		}
		i++
		c, used := escape(t.raw[i:])
		out = append(out, c...)
		i += used - 1
	}
	return out
}

// escape resolves what follows a backslash and tells how many bytes it took.
func escape(s []byte) ([]byte, int) {
	if i := bytes.IndexByte([]byte("nrtbf"), s[0]); i >= 0 {
		return []byte{"\n\r\t\b\f"[i]}, 1
	}
	if bytes.HasPrefix(s, []byte("\r\n")) {
		return nil, 2
	}
	n, v := 0, 0
	for n < 3 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
		v, n = v<<3|int(s[n]-'0'), n+1
	}
	switch {
	case n > 0:
		return []byte{byte(v)}, n
	case s[0] == '\n', s[0] == '\r':
		return nil, 1
	}
	return s[:1], 1
}

// unhex reads pairs of digits as far as ">", skipping everything else; a last
// single digit counts as followed by 0.
func unhex(s []byte) []byte {
	s, _, _ = bytes.Cut(s, []byte(">"))
	var out []byte
	high := -1
	for _, c := range s {
		v := digit(c)
		switch {
		case v < 0:
		case high < 0:
			high = v
		default:
			out = append(out, byte(high<<4|v))
			high = -1
		}
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return out
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
