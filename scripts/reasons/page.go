package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

const head = `# 理由コードの一覧

<!-- go run ./scripts/reasons > docs/reasons.md で作ります。手で直さないでください。 -->

画面、通知、API、` + "`sasae`" + ` の結果に出るコードと、その意味、することの一覧です。コードの意味は変わりません。
メッセージの「…」には、書類の名前や日付などが入ります。

`

// write makes the page.
func write(root fs.FS) ([]byte, error) {
	all, err := groups(root)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(head)
	for i, g := range all {
		fmt.Fprintf(&out, "%d. [%s](#%d-%s) (%d件)\n", i+1, g.title, i+1, g.title, len(g.rows))
	}
	for i, g := range all {
		fmt.Fprintf(&out, "\n## %d. %s\n\n%s\n\n| コード | どこで | メッセージ | すること | 根拠 |\n|---|---|---|---|---|\n", i+1, g.title, g.intro)
		slices.SortFunc(g.rows, func(a, b row) int { return strings.Compare(a.code, b.code) })
		for _, r := range g.rows {
			fmt.Fprintf(&out, "| `%s` | %s | %s | %s | %s |\n", r.code, r.where, cell(r.says), cell(r.do), cell(r.source))
		}
	}
	return out.Bytes(), nil
}

// cell is a text that a table of Markdown can hold.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
