package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/billing"
)

// personMonths is reading, and checking the form of, person-months as CSV.
func personMonths(context.Context, bool) ([]figure, error) {
	const n = 20000
	table, err := sampleCSV(n)
	if err != nil {
		return nil, err
	}
	ours, anchor, err := turns(rounds, func() error { return readOurs(table, n) }, func() error { return readPlain(table, n+1) })
	return []figure{{
		Figure: "person-months", Value: n / ours, Unit: "records/s",
		Against: n / anchor, Anchor: "encoding/csv reading the same bytes into strings",
	}}, err
}

// sampleCSV repeats the person-months of a sample month.
func sampleCSV(n int) ([]byte, error) {
	var lines, out bytes.Buffer
	for _, p := range samples.Make(1, month, 500).PersonMonths {
		lines.Write(append(p.JSON(), '\n'))
	}
	var read []billing.PersonMonth
	for r, err := range billing.ReadJSONLines(&lines) {
		if err != nil {
			return nil, fmt.Errorf("read the sample month: %w", err)
		}
		read = append(read, r.PersonMonth)
	}
	err := billing.WriteCSV(&out, func(yield func(billing.PersonMonth) bool) {
		for i := range n {
			if !yield(read[i%len(read)]) {
				return
			}
		}
	})
	return out.Bytes(), err
}

func readOurs(table []byte, want int) error {
	n := 0
	for _, err := range billing.ReadCSV(bytes.NewReader(table)) {
		if err != nil {
			return err
		}
		n++
	}
	if n != want {
		return fmt.Errorf("%d records, want %d", n, want)
	}
	return nil
}

func readPlain(table []byte, want int) error {
	r := csv.NewReader(bytes.NewReader(table))
	r.ReuseRecord = true
	for n := 0; ; n++ {
		if _, err := r.Read(); errors.Is(err, io.EOF) && n == want {
			return nil
		} else if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
	}
}
