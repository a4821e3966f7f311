package yen

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Source: billing.md 1.4, seen in published bills.
func TestAClaimIsFlooredOnce(t *testing.T) {
	for _, c := range []struct {
		units Units
		price Price
		want  Yen
	}{
		{472, 1105, 5215}, {442, 1105, 4884}, {772, 1105, 8530},
		{422, 1112, 4692}, {1398, 1112, 15545},
		{0, 1105, 0}, {442, 1000, 4420},
	} {
		got, err := FloorPerClaim(c.units, c.price)
		if err != nil || got != c.want {
			t.Errorf("%d × %s = %d, %v; want %d", c.units, c.price, got, err, c.want)
		}
	}
}

// Source: billing.md 1.1, values of published masters R8.6.
func TestARateIsRoundedHalfUp(t *testing.T) {
	for units, want := range map[Units]Units{
		442: 9, 742: 16, 738: 15, 734: 15, 1042: 22, 1038: 22, 1034: 22, 472: 10, 772: 16, 438: 9, 434: 9, 0: 0,
	} {
		if got, err := RoundHalfUp(units, 21); err != nil || got != want {
			t.Errorf("21/1000 of %d = %d, %v; want %d", units, got, err, want)
		}
	}
	if got, _ := RoundHalfUp(500, 1); got != 1 {
		t.Errorf("half a unit became %d", got)
	}
	if got, _ := RoundHalfUp(499, 1); got != 0 {
		t.Errorf("less than half a unit became %d", got)
	}
}

func TestRoundingAgreesWithBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Min(0).Draw(t, "units")
		b := rapid.Int32Min(0).Draw(t, "price or rate")
		agree(t, a, b, 0, 100, func() (int64, error) { n, err := FloorPerClaim(Units(a), Price(b)); return int64(n), err })
		agree(t, a, b, 500, 1000, func() (int64, error) { n, err := RoundHalfUp(Units(a), PerMille(b)); return int64(n), err })
	})
}

func agree(t *rapid.T, a int64, b int32, add, div int64, f func() (int64, error)) {
	want := new(big.Int).Mul(big.NewInt(a), big.NewInt(int64(b)))
	want.Add(want, big.NewInt(add)).Div(want, big.NewInt(div))
	got, err := f()
	if want.IsInt64() != (err == nil) {
		t.Fatalf("%d × %d / %d: want %s, got %v", a, b, div, want, err)
	}
	if err == nil && got != want.Int64() {
		t.Fatalf("%d × %d / %d = %d, want %s", a, b, div, got, want)
	}
}

func TestMoreUnitsNeverCostLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := Units(rapid.Int64Range(0, 1_000_000).Draw(t, "units"))
		p := Price(rapid.Int32Range(0, 2000).Draw(t, "price"))
		a, _ := FloorPerClaim(u, p)
		b, _ := FloorPerClaim(u+1, p)
		if b < a || b-a > Yen(p)/100+1 {
			t.Fatalf("%d → %d, %d → %d", u, a, u+1, b)
		}
	})
}

func TestFloorsAddUpToNoMoreThanTheFloorOfTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Price(rapid.Int32Range(1000, 1140).Draw(t, "price"))
		us := rapid.SliceOfN(rapid.Int64Range(0, 5000), 1, 50).Draw(t, "units")
		var floors Yen
		var units Units
		for _, u := range us {
			y, _ := FloorPerClaim(Units(u), p)
			floors, units = floors+y, units+Units(u)
		}
		whole, _ := FloorPerClaim(units, p)
		if whole < floors || whole-floors >= Yen(len(us)) {
			t.Fatalf("floors %d, floor of the sum %d, %d claims", floors, whole, len(us))
		}
	})
}

func TestNegativeAndHugeNumbersAreRefused(t *testing.T) {
	for _, err := range []error{
		second(FloorPerClaim(-1, 1000)), second(FloorPerClaim(1, -1)), second(RoundHalfUp(-1, 21)), second(RoundHalfUp(1, -21)),
	} {
		if !errors.Is(err, ErrNegative) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := FloorPerClaim(math.MaxInt64, math.MaxInt32); !errors.Is(err, ErrOverflow) {
		t.Errorf("got %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestASumDoesNotWrap(t *testing.T) {
	if got, err := Sum[Yen](5215, 4884, 8530); err != nil || got != 18629 {
		t.Errorf("got %d, %v", got, err)
	}
	for _, ns := range [][]Units{{math.MaxInt64, 1}, {math.MinInt64, -1}} {
		if _, err := Sum(ns...); !errors.Is(err, ErrOverflow) {
			t.Errorf("%v: got %v", ns, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		want := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		got, err := Sum(Yen(a), Yen(b))
		if want.IsInt64() != (err == nil) || err == nil && int64(got) != want.Int64() {
			t.Fatalf("%d + %d = %d, %v", a, b, got, err)
		}
	})
}

func TestNumbersAreWrittenAsPeopleReadThem(t *testing.T) {
	for got, want := range map[string]string{
		Yen(5215).String(): "5,215円", Yen(0).String(): "0円", Yen(999).String(): "999円", Yen(1234567).String(): "1,234,567円",
		Yen(-100).String(): "-100円", Yen(-1000).String(): "-1,000円", Units(1686).String(): "1,686単位",
		Price(1105).String(): "11.05", Price(1000).String(): "10.00", Price(-5).String(): "-0.05",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAPriceHasTwoDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Price(rapid.Int32Min(0).Draw(t, "price"))
		if got, err := ParsePrice(p.String()); err != nil || got != p {
			t.Fatalf("%s came back as %s, %v", p, got, err)
		}
	})
	for _, s := range []string{"", "11", "11.5", "11.050", "1,105.00", "-11.05", ".05", "11.0５", "99999999999.00", "."} {
		if got, err := ParsePrice(s); err == nil {
			t.Errorf("%q was read as %s", s, got)
		}
	}
}

func FuzzParsePrice(f *testing.F) {
	for _, s := range []string{"11.05", "10.00", "x", "0.00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePrice(s)
		if err != nil {
			return
		}
		if again, err := ParsePrice(p.String()); err != nil || again != p {
			t.Errorf("%q → %s → %s, %v", s, p, again, err)
		}
	})
}
