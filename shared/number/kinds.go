package number

// Insurer is a 保険者番号 (証記載保険者番号): prefecture 2, municipality 3, check
// digit 1. A 広域連合 has one of its own.
type Insurer string

// ParseInsurer reads a 保険者番号 and verifies its check digit.
func ParseInsurer(s string) (Insurer, error) {
	const name = "保険者番号"
	s, err := shaped(name, s, 6, digit, "数字")
	if err != nil {
		return "", err
	}
	if s[5] != luhn(s[:5]) {
		return "", wrongCheck(name, "被保険者証")
	}
	return Insurer(s), nil
}

// Office is a 事業所番号 of 10 characters. 総合事業 offices may hold the letter A
// in the third place.
type Office string

// ParseOffice reads a 事業所番号. Its check digit is verified unless it holds
// the letter A: how that letter counts is not known (billing.md 6).
func ParseOffice(s string) (Office, error) {
	const name = "事業所番号"
	s, err := shaped(name, s, 10, func(i int, c byte) bool { return digit(i, c) || i == 2 && c == 'A' }, "数字（3桁目だけAも可）")
	if err != nil {
		return "", err
	}
	if s[2] != 'A' && s[9] != luhn(s[:9]) {
		return "", wrongCheck(name, "指定通知書")
	}
	return Office(s), nil
}

// Insured is a 被保険者番号: 10 letters or digits. Whether the last digit is a
// check digit is the insurer's choice, so it is not verified. A number that
// starts with H belongs to a みなし2号 person on public assistance.
type Insured string

// ParseInsured reads a 被保険者番号.
func ParseInsured(s string) (Insured, error) {
	allowed := func(i int, c byte) bool { return digit(i, c) || c >= 'A' && c <= 'Z' }
	s, err := shaped("被保険者番号", s, 10, allowed, "英数字")
	return Insured(s), err
}

// PublicAssistance tells whether the number is one of the H numbers that a
// person under 65 on 生活保護 is given.
func (n Insured) PublicAssistance() bool { return len(n) > 0 && n[0] == 'H' }

// Manager is a 介護支援専門員番号 of 8 digits.
type Manager string

// ParseManager reads a 介護支援専門員番号; it has no known check digit.
func ParseManager(s string) (Manager, error) {
	s, err := shaped("介護支援専門員番号", s, 8, digit, "数字")
	return Manager(s), err
}

// Municipality is a 全国地方公共団体コード: prefecture 2, municipality 3, check
// digit 1. It is not the 保険者番号, whose check digit follows another rule.
type Municipality string

// ParseMunicipality reads a 地方公共団体コード and verifies its check digit.
func ParseMunicipality(s string) (Municipality, error) {
	const name = "地方公共団体コード"
	s, err := shaped(name, s, 6, digit, "数字")
	if err != nil {
		return "", err
	}
	if s[5] != modulus11(s[:5]) {
		return "", wrongCheck(name, "総務省の全国地方公共団体コード一覧")
	}
	return Municipality(s), nil
}

// modulus11 is the check digit of a 地方公共団体コード: weights 6 5 4 3 2; 11
// less the remainder by 11, its last digit. Source: 総務省 (昭和45年 検査数字
// の算出方法); it holds for 431001, 131164 and 141305.
func modulus11(five string) byte {
	sum := 0
	for i := range len(five) {
		sum += int(five[i]-'0') * (6 - i)
	}
	return '0' + byte((11-sum%11)%10)
}

func wrongCheck(name, paper string) error {
	return &Error{name, CheckDigit, "最後の1桁（検証番号）が合いません。どこかの桁が違っています。" + paper + "と見比べてください"}
}
