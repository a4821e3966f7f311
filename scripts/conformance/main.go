// Command conformance writes docs/conformance.md: every requirement that software
// can enforce or track, and what carries it.
//
//	requirements/*.yaml, the shipped rule sets, checks, named tests → conformance → a page
//
//	go run ./scripts/conformance [--guards] > docs/conformance.md
//
// A rule row carries a requirement when what it should lead to holds with the row
// and no longer without it: the row is taken out and one looks. A check of content
// carries it when its vectors change without it, which content's own test tells. A
// test carries it when it fails without its guard; --guards takes each guard out,
// in an overlay of the build, and runs the test (minutes).
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	guards := flag.Bool("guards", false, "also take out each test's guard and see the test fail")
	flag.Parse()
	papers, err := read()
	if err == nil {
		err = verify(papers, *guards)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(page(papers))
}
