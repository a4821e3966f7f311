package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/inspection"
)

func itoa(n int) string { return strconv.Itoa(n) }

// inspectPDF is our look at the plans of sample sets, as PDF.
func inspectPDF(context.Context, bool) ([]figure, error) {
	pdfs, size := plans(20)
	look := func() error {
		for _, b := range pdfs {
			if r := inspection.Inspect(bytes.NewReader(b), int64(len(b)), inspection.Declared{}); !r.Accepted() {
				return fmt.Errorf("a sample plan is refused: %v", r.Reasons)
			}
		}
		return nil
	}
	hash := func() error {
		for _, b := range pdfs {
			sha256.Sum256(b)
		}
		return nil
	}
	ours, anchor, err := turns(rounds, look, hash)
	n := float64(len(pdfs))
	return []figure{{
		Figure: "inspect-pdf", Value: 1000 * ours / n, Unit: fmt.Sprintf("ms a PDF of %d KB", size/len(pdfs)>>10),
		Against: 1000 * anchor / n, Anchor: "SHA-256 of the same bytes",
	}}, err
}

func plans(n int) (out [][]byte, size int) {
	for _, s := range samples.Make(1, month, 200).Scenes {
		for _, f := range s.Files {
			if s.Accepted() && f.Type == "application/pdf" && len(out) < n {
				out = append(out, f.Body())
				size += len(out[len(out)-1])
			}
		}
	}
	return out, size
}
