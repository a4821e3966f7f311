// Command reasons writes docs/reasons.md: every stable code of the product, for
// the people who meet one.
//
//	tables in the code → reasons → docs/reasons.md
//
//	go run ./scripts/reasons > docs/reasons.md
package main

import (
	"fmt"
	"os"
)

func main() {
	page, err := write(os.DirFS("."))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(page)
}
