package billing

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
)

// File is one output of a run; the command writes it.
type File struct {
	Name string
	Kind string // totals, claims, held, refused
	Rows int    // without the header
	Body []byte // UTF-8 with a byte order mark, CR LF
}

// Marks of a row in totals.csv and claims.csv.
const (
	verifiedMark   = "確認済"
	unverifiedMark = "未確認"
)

// Files are the four CSV files of a run, none when it was stopped. The same
// records give the same bytes, and their order matters only to refused.csv,
// which goes by line. The yen of claims.csv add up to those of totals.csv,
// and neither has a line of sums. When a row nobody verified was used, every
// file name starts with "unverified-".
func Files(r Result) []File {
	if r.Stopped {
		return nil
	}
	files := []File{totalsFile(r), claimsFile(r), heldFile(r), refusedFile(r)}
	if len(r.Unverified) > 0 {
		for i := range files {
			files[i].Name = "unverified-" + files[i].Name
		}
	}
	return files
}

func totalsFile(r Result) File {
	t := newSheet("証記載保険者番号", "提供年月", "事業所番号", "費用区分", "件数", "単位数", "費用額", "請求先", "確認")
	for group := range groups(r.Priced) {
		for _, fee := range feesOf(group) {
			totalsRow(t, group, fee)
		}
	}
	return t.file("totals")
}

func feesOf(group []Claim) []string {
	var fees []string
	for _, c := range group {
		if !slices.Contains(fees, c.Fee) {
			fees = append(fees, c.Fee)
		}
	}
	slices.Sort(fees)
	return fees
}

// totalsRow sums the claims of one fee; Run has summed them all without
// overflow. A fee has one payer in this cut.
func totalsRow(t *sheet, group []Claim, fee string) {
	var sum Sum
	var one Claim
	mark := verifiedMark
	for _, c := range group {
		if c.Fee != fee {
			continue
		}
		one = c
		sum.Claims, sum.Units, sum.Yen = sum.Claims+1, sum.Units+c.Units, sum.Yen+c.Yen
		if len(c.Unverified) > 0 {
			mark = unverifiedMark
		}
	}
	t.row(string(one.Insurer), compact(one.Month), string(one.Office), one.Lines[0].Name, strconv.Itoa(sum.Claims),
		whole(sum.Units), whole(sum.Yen), payer(one.ClaimTo), mark)
}

func claimsFile(r Result) File {
	t := newSheet("証記載保険者番号", "提供年月", "事業所番号", "被保険者番号", "要介護状態区分コード", "請求の種別", "費用区分",
		"サービスコード", "単位数", "単位数単価", "費用額", "請求先", "確認")
	for _, c := range r.Priced {
		mark := verifiedMark
		if len(c.Unverified) > 0 {
			mark = unverifiedMark
		}
		t.row(string(c.Insurer), compact(c.Month), string(c.Office), string(c.Insured), string(c.Level), claimKinds[c.Kind], c.Lines[0].Name,
			codesOf(c.Lines), whole(c.Units), c.Price.String(), whole(c.Yen), payer(c.ClaimTo), mark)
	}
	return t.file("claims")
}

var claimKinds = map[string]string{New: "新規", Late: "月遅れ", Again: "再請求"}

func codesOf(lines []Line) string {
	codes := make([]string, len(lines))
	for i, l := range lines {
		codes[i] = l.Code
	}
	return strings.Join(codes, " ")
}

func payer(claimTo string) string {
	if claimTo == Federation {
		return "国保連"
	}
	return "保険者"
}

func heldFile(r Result) File {
	t := newSheet("証記載保険者番号", "提供年月", "事業所番号", "被保険者番号", "待つもの")
	held := slices.Clone(r.Held)
	slices.SortFunc(held, func(a, b HeldRecord) int {
		return cmp.Or(cmp.Compare(a.insurer, b.insurer), a.month.Compare(b.month), cmp.Compare(a.provider, b.provider), cmp.Compare(a.insured, b.insured))
	})
	for _, h := range held {
		t.row(string(h.insurer), compact(h.month), string(h.provider), string(h.insured), h.Until)
	}
	return t.file("held")
}

func refusedFile(r Result) File {
	t := newSheet("行", "証記載保険者番号", "提供年月", "事業所番号", "被保険者番号", "理由コード", "理由")
	for _, f := range r.Refused {
		t.row(strconv.Itoa(f.Line), string(f.insurer), compact(f.month), string(f.provider), string(f.insured), string(f.Code), f.Reason)
	}
	return t.file("refused")
}

func compact(m day.Month) string {
	if m.IsZero() {
		return ""
	}
	return m.Compact()
}

func whole[T ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// sheet writes CSV that a spreadsheet opens without running anything.
type sheet struct {
	body bytes.Buffer
	rows int
}

func newSheet(header ...string) *sheet {
	t := &sheet{}
	t.body.WriteString("\ufeff")
	t.row(header...)
	t.rows = 0
	return t
}

func (t *sheet) row(cells ...string) {
	for i, c := range cells {
		if i > 0 {
			t.body.WriteByte(',')
		}
		t.cell(c)
	}
	t.body.WriteString("\r\n")
	t.rows++
}

// cell puts ' before what a spreadsheet would take for a formula (full-width
// signs count in Japanese Excel), drops control characters, and quotes.
func (t *sheet) cell(s string) {
	s = printable(s)
	if s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0]) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, ",\"") {
		t.body.WriteString(s)
		return
	}
	t.body.WriteString(`"` + strings.ReplaceAll(s, `"`, `""`) + `"`)
}

func (t *sheet) file(kind string) File {
	return File{Name: kind + ".csv", Kind: kind, Rows: t.rows, Body: t.body.Bytes()}
}
