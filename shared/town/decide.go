package town

import (
	"slices"
	"strings"
)

// decide makes the answer from what the rows say.
func (d *Directory) decide(m match) Routing {
	won := d.distinct(m.rows)
	both := d.distinct(slices.Concat(m.rows, m.open))
	switch {
	case len(won) == 0 && len(both) == 0:
		near := d.distinct(m.near)
		return Routing{Candidates: near, Because: none(near)}
	case len(both) == 1:
		return Routing{
			OK: true, Place: Place{both[0].ID, both[0].Centre}, Name: both[0].Name,
			Because: "「" + d.where(slices.Concat(m.rows, m.open)) + "」の行により、圏域「" + both[0].Name + "」です",
		}
	case len(won) == 1 || len(won) == 0:
		return Routing{Candidates: both, Because: "番地が分からないと圏域が決まりません（" + names(both) + "）。番地を入れるか、理由を付けて選んでください"}
	}
	return Routing{Candidates: both, Because: "当てはまる圏域が複数あります（" + names(both) + "）。理由を付けて選んでください"}
}

func none(near []District) string {
	if len(near) == 0 {
		return "この住所の町丁目も郵便番号も、この日の圏域の表にありません。理由を付けて選んでください"
	}
	return "町丁目は圏域の表にありますが、番地か郵便番号が合いません（近いもの: " + names(near) + "）。理由を付けて選んでください"
}

func (d *Directory) distinct(rows []int) []District {
	out := make([]District, len(rows))
	for i, r := range rows {
		out[i] = d.rows[r].district()
	}
	return unique(out)
}

// where names the row that decided; of several that agree, the first by name.
func (d *Directory) where(rows []int) string {
	first := ""
	for _, r := range rows {
		if w := d.rows[r].where(); first == "" || w < first {
			first = w
		}
	}
	return first
}

func names(ds []District) string {
	out := make([]string, len(ds))
	for i, x := range ds {
		out[i] = x.Name
	}
	return strings.Join(out, "、")
}
