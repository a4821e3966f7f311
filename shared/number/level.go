package number

import "strings"

// Level is a 要介護状態区分コード as claim files write it. Source: billing.md 6.
type Level string

// The levels a sasae case can have.
const (
	NotEligible Level = "01" // 非該当
	Target      Level = "06" // 事業対象者
	Interim     Level = "11" // 経過的要介護
	Support1    Level = "12" // 要支援1
	Support2    Level = "13" // 要支援2
	Care1       Level = "21"
	Care2       Level = "22"
	Care3       Level = "23"
	Care4       Level = "24"
	Care5       Level = "25"
)

var levelNames = map[Level]string{
	NotEligible: "非該当", Target: "事業対象者", Interim: "経過的要介護", Support1: "要支援1", Support2: "要支援2",
	Care1: "要介護1", Care2: "要介護2", Care3: "要介護3", Care4: "要介護4", Care5: "要介護5",
}

// ParseLevel reads a 要介護状態区分コード.
func ParseLevel(s string) (Level, error) {
	const name = "要介護状態区分コード"
	s, err := shaped(name, s, 2, digit, "数字")
	if err != nil {
		return "", err
	}
	if _, ok := levelNames[Level(s)]; !ok {
		return "", &Error{name, Unknown, "使えるのは " + strings.Join(levelCodes[:], " ") + " です。要支援1は12、要支援2は13、事業対象者は06と書いてください"}
	}
	return Level(s), nil
}

var levelCodes = [...]string{"01", "06", "11", "12", "13", "21", "22", "23", "24", "25"}

// Name is the level in Japanese, or "" for a code that is none.
func (l Level) Name() string { return levelNames[l] }

// Support tells whether the level is 要支援1 or 要支援2.
func (l Level) Support() bool { return l == Support1 || l == Support2 }

// Care tells whether the level is one of 要介護1 to 要介護5.
func (l Level) Care() bool { return l >= Care1 && l <= Care5 && l.Name() != "" }
