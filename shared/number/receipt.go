package number

import (
	"encoding/binary"
	"strings"
)

// Receipt is a 受付番号: 8 random characters (40 bits) and a check character,
// written K7F-2MQ-9XD so that it can be read out. It says nothing about the
// person or the case. The check character finds every single wrong character
// and every swap of two characters, neighbours or not.
type Receipt string

// receiptAlphabet has 32 characters, without 0/O and 1/I. The place of a
// character is its value in the field of 32 elements.
const receiptAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

const receiptName = "受付番号"

// NewReceipt makes a receipt number from random bytes; it uses the first 40
// bits. The caller draws again when the number is taken.
func NewReceipt(random [8]byte) Receipt {
	n := binary.BigEndian.Uint64(random[:]) >> 24
	var v [9]byte
	for i := range 8 {
		v[i] = byte(n>>(35-5*i)) & 31
	}
	v[8] = receiptCheck(v[:8])
	return writeReceipt(v)
}

func writeReceipt(v [9]byte) Receipt {
	b := make([]byte, 0, 11)
	for i, c := range v {
		if i == 3 || i == 6 {
			b = append(b, '-')
		}
		b = append(b, receiptAlphabet[c])
	}
	return Receipt(b)
}

// ParseReceipt reads a receipt number as people type it: lower case,
// full-width, with or without spaces and hyphens of any kind.
func ParseReceipt(s string) (Receipt, error) {
	s, err := shaped(receiptName, bare(s), 9, func(_ int, c byte) bool {
		return strings.IndexByte(receiptAlphabet, c) >= 0
	}, "2～9と、IとOを除く英字")
	if err != nil {
		return "", err
	}
	var v [9]byte
	for i := range v {
		v[i] = byte(strings.IndexByte(receiptAlphabet, s[i]))
	}
	if v[8] != receiptCheck(v[:8]) {
		return "", &Error{receiptName, CheckDigit, "最後の1文字（検査文字）が合いません。受付票の番号と見比べて、打ち直してください"}
	}
	return writeReceipt(v), nil
}

// bare drops what people put between the groups.
func bare(s string) string {
	if len(s) > longest {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t　-‐‑‒–—―−ー－ｰ", r) {
			return -1
		}
		return r
	}, s)
}

// receiptCheck is Σ vᵢ·αⁱ⁺¹ in the field of 32 elements. All weights differ,
// none is zero, and none is one (the check character's own), so a single wrong
// character or a swap always changes the sum.
func receiptCheck(v []byte) byte {
	var sum byte
	for i := len(v) - 1; i >= 0; i-- {
		sum = timesAlpha(sum ^ v[i])
	}
	return sum
}

// timesAlpha multiplies by α modulo x⁵+x²+1, which is primitive.
func timesAlpha(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}
