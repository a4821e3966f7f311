// Command contracts runs the contract suites on the embedded drivers and on
// those of AWS, and prints the cases that both passed. It ends with 1 when the
// lists differ or a case did not pass.
//
//	go run ./scripts/contracts
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// contract is a suite and the drivers that run it; the first is the embedded one.
type contract struct {
	name    string
	drivers []string
}

var contracts = []contract{
	{"store", []string{"./shared/store/bolt", "./shared/store/memory", "./shared/store/dynamo"}},
	{"files", []string{"./shared/files/disk", "./shared/files/s3"}},
	{"alarms", []string{"./shared/alarms/timer", "./shared/alarms/scheduler"}},
	{"mail", []string{"./shared/mail/outbox", "./shared/mail/ses", "./shared/mail/sms"}},
}

func main() {
	var errs []error
	for _, c := range contracts {
		errs = append(errs, c.compare())
	}
	if err := errors.Join(errs...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// compare prints the cases that every driver of a contract passed.
func (c contract) compare() error {
	first, err := passed(c.drivers[0])
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d cases on %s\n", c.name, len(first), strings.Join(c.drivers, ", "))
	for _, name := range first {
		fmt.Println("  " + name)
	}
	for _, d := range c.drivers[1:] {
		cases, err := passed(d)
		if err != nil {
			return err
		}
		if !slices.Equal(first, cases) {
			return fmt.Errorf("%s: %s passed %d cases, %s %d: not the same list", c.name, c.drivers[0], len(first), d, len(cases))
		}
	}
	return nil
}

// passed runs TestTheContract of a package and lists its cases; one that was
// skipped or failed is an error.
func passed(pkg string) (cases []string, err error) {
	out, err := exec.Command("go", "test", "-count=1", "-v", "-run", "^TestTheContract$", pkg).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", pkg, err, out)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		what, rest, _ := strings.Cut(strings.TrimSpace(lines.Text()), ": ")
		name, _, _ := strings.Cut(rest, " (")
		_, name, nested := strings.Cut(name, "/")
		switch {
		case what == "--- SKIP":
			return nil, fmt.Errorf("%s: skipped: %s", pkg, rest)
		case what == "--- PASS" && nested:
			cases = append(cases, strings.ReplaceAll(name, "_", " "))
		}
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: no case ran", pkg)
	}
	slices.Sort(cases)
	return cases, lines.Err()
}
