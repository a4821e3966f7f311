package main

import (
	"context"
	"os"
	"strings"
	"testing"
)

func TestEveryFigureHasALineInTheREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names() {
		if kind, _, _ := strings.Cut(name, "-"); kind == "binary" || kind == "start" {
			name = kind + "-STEP"
		}
		if !strings.Contains(string(text), "| `"+name+"` |") {
			t.Errorf("%s is not in README.md", name)
		}
	}
}

func TestAnUnknownFigureIsWrongUsage(t *testing.T) {
	if code := run(context.Background(), false, []string{"commit", "speed"}); code != 2 {
		t.Errorf("exit %d, want 2", code)
	}
}

func TestAFigureHasThreeDigits(t *testing.T) {
	for x, want := range map[float64]float64{0: 0, 1234.5: 1230, 0.0123456: 0.0123, 99.96: 100} {
		if got := digits(x); got != want {
			t.Errorf("digits(%v) = %v, want %v", x, got, want)
		}
	}
}
