package billing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
)

// members walks the members of one JSON object in their order, repeated ones
// too, which encoding/json would drop. b must be valid JSON (json.Valid).
func members(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		i := skip(b, 1)
		for b[i] != '}' {
			key := b[i:end(b, i)]
			i = skip(b, i+len(key)) + 1 // past the colon
			i = skip(b, i)
			value := b[i:end(b, i)]
			name, _ := unquoted(key)
			if !yield(name, value) {
				return
			}
			i = comma(b, i+len(value))
		}
	}
}

// elements walks a JSON list the same way.
func elements(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		i := skip(b, 1)
		for b[i] != ']' {
			value := b[i:end(b, i)]
			if !yield(value) {
				return
			}
			i = comma(b, i+len(value))
		}
	}
}

func skip(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r' {
		i++
	}
	return i
}

// comma goes to the next member, or to the closing bracket.
func comma(b []byte, i int) int {
	if i = skip(b, i); b[i] == ',' {
		i = skip(b, i+1)
	}
	return i
}

// end is where the value that starts at i ends.
func end(b []byte, i int) int {
	switch b[i] {
	case '"':
		return endString(b, i)
	case '{', '[':
		return endNested(b, i)
	}
	if n := bytes.IndexAny(b[i:], ",]} \t\r\n"); n >= 0 {
		return i + n
	}
	return len(b)
}

func endString(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func endNested(b []byte, i int) int {
	for depth := 0; ; i++ {
		switch b[i] {
		case '"':
			i = endString(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

func unquoted(value []byte) (string, error) {
	if value[0] != '"' {
		return "", errors.New("文字列（\" \"）で書いてください")
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1]), nil
	}
	var s string
	err := json.Unmarshal(value, &s)
	return s, err
}

// mostServices is what one 給付管理票 can hold. Source: billing.md 3.6.
const mostServices = 98

func services(b []byte) ([]Service, error) {
	if b[0] != '[' {
		return nil, errors.New("[ ] の一覧を書いてください")
	}
	var all []Service
	for e := range elements(b) {
		s, err := service(e)
		if err != nil {
			return nil, fmt.Errorf("%d番目: %w", len(all)+1, err)
		}
		if all = append(all, s); len(all) > mostServices {
			return nil, fmt.Errorf("給付管理票に載るのは%d行までです", mostServices)
		}
	}
	return all, nil
}

func service(b []byte) (s Service, err error) {
	if b[0] != '{' {
		return s, errors.New("{ } で書いてください")
	}
	var have seen
	for name, value := range members(b) {
		place := 0
		switch name {
		case "office":
			place, err = 1, setText(&s.Office, value)
		case "kind":
			place, err = 2, setText(&s.Kind, value)
		case "units":
			place, err = 3, setUnits(&s.Units, value)
		case "designation":
			place, err = 4, setDesignation(&s.Designation, value)
		default:
			return s, fmt.Errorf("知らない項目%sがあります", shown(name))
		}
		if err == nil && have.has(place) {
			err = errors.New("2回あります")
		}
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		have |= 1 << place
	}
	return s, mark(have.has(1) && have.has(2) && have.has(3), "office、kind、unitsが必要です")
}

func setText[T ~string](to *T, value []byte) error {
	s, err := unquoted(value)
	if err == nil {
		s, err = plain(s)
	}
	*to = T(s)
	return err
}

// setDesignation takes 指定等区分 as a text or as a number of one digit.
func setDesignation(to *string, value []byte) error {
	if len(value) == 1 {
		*to = string(value)
		return nil
	}
	return setText(to, value)
}

func setUnits(to *int, value []byte) (err error) {
	if *to, err = strconv.Atoi(string(value)); err != nil || *to < 0 || *to > 999_999 {
		return errors.New("単位数は0～999999の整数で書いてください")
	}
	return nil
}
