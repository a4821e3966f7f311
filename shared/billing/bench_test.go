package billing

import (
	"bytes"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/sasae-care/sasae/shared/day"
)

func benchRun(b *testing.B, read reader, write writer) {
	const n = 20_000
	ps := make([]PersonMonth, n)
	for i := range ps {
		ps[i] = sample(numbered(i))
		if i%10 == 0 {
			asInitial(&ps[i])
		}
	}
	var in bytes.Buffer
	if err := write(&in, slices.Values(ps)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(in.Len()))
	b.ReportAllocs()
	for b.Loop() {
		var records iter.Seq2[Record, error] = read(io.Reader(bytes.NewReader(in.Bytes())))
		r, err := Run(records, day.MustMonth("2026-05"), Standard(), Options{})
		if err != nil || r.Claims != n {
			b.Fatal(r.Refused, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "person-months/s")
}

func BenchmarkRunFromCSV(b *testing.B)       { benchRun(b, ReadCSV, WriteCSV) }
func BenchmarkRunFromJSONLines(b *testing.B) { benchRun(b, ReadJSONLines, WriteJSONLines) }
