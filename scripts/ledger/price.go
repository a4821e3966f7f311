package main

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/sasae-care/sasae/scripts/endtoend"
)

//go:embed prices.yaml
var pricesFile []byte

// prices are those of prices.yaml.
type prices struct {
	Yen struct {
		PerDollar float64 `yaml:"perDollar"`
		Seen      string  `yaml:"seen"`
		From      string  `yaml:"from"`
	} `yaml:"yen"`
	Quotes map[string]string `yaml:"quotes"`
	Prices []price           `yaml:"prices"`
}

// price is what one of something costs.
type price struct {
	ID      string  `yaml:"id"` // as package endtoend counts it
	Says    string  `yaml:"says"`
	Group   string  `yaml:"group"`
	USD     float64 `yaml:"usd"`
	Service string  `yaml:"service"` // code of its price list
	Type    string  `yaml:"type"`    // usage type there
	Seen    string  `yaml:"seen"`    // day
	From    string  `yaml:"from"`    // where it was quoted; a key of quotes, or said in full
	Sure    bool    `yaml:"sure"`    // of this region, and quoted from its list
}

// apart are the groups that a goal does not count.
var apart = []string{"mail", "malware scan", "SMS"}

func readPrices(text []byte) (p prices, err error) {
	if err := yaml.UnmarshalWithOptions(text, &p, yaml.Strict()); err != nil {
		return p, fmt.Errorf("read the prices: %w", err)
	}
	var wrong []error
	seen := map[string]bool{}
	for _, one := range p.Prices {
		if seen[one.ID] || one.ID == "" || one.Says == "" || one.Group == "" || one.Service == "" || one.Type == "" || one.Seen == "" || one.From == "" || one.USD < 0 {
			wrong = append(wrong, fmt.Errorf("the price %q is there twice, or lacks something", one.ID))
		}
		seen[one.ID] = true
	}
	if p.Yen.PerDollar <= 0 || p.Yen.Seen == "" || p.Yen.From == "" {
		wrong = append(wrong, errors.New("the yen has no rate, day or source"))
	}
	return p, errors.Join(wrong...)
}

// line is a line of a ledger.
type line struct {
	price
	Times float64
	Yen   float64
}

// free is what is counted and costs nothing by itself: parts of what has a
// price.
func free(what string) bool {
	return what == "ms" || strings.HasPrefix(what, "invocations of ") || strings.HasPrefix(what, "units written under ")
}

// ledger prices counts, divided by a number of plans. Something that has no
// price is an error.
func (p prices) ledger(n endtoend.Counts, among float64) (lines []line, err error) {
	rest := endtoend.Counts{}
	for what, times := range n {
		if times != 0 && !free(what) {
			rest[what] = times
		}
	}
	for _, one := range p.Prices {
		if one.Group == standing {
			continue
		}
		times := rest[one.ID] / among
		lines = append(lines, line{one, times, times * one.USD * p.Yen.PerDollar})
		delete(rest, one.ID)
	}
	var wrong []error
	for what, times := range rest {
		wrong = append(wrong, fmt.Errorf("%s has no price, and happened %g times: add a line to scripts/ledger/prices.yaml", what, times))
	}
	return lines, errors.Join(wrong...)
}

// standing is the group of what costs something every month, whatever is done.
const standing = "standing"

// stands are the lines of what stands there, by type of resource.
func (p prices) stands(n endtoend.Counts) (lines []line) {
	for _, one := range p.Prices {
		if one.Group == standing {
			lines = append(lines, line{one, n[one.ID], n[one.ID] * one.USD * p.Yen.PerDollar})
		}
	}
	return lines
}

// sum is what lines cost, with or without those that stand apart.
func sum(lines []line, withApart bool) (yen float64) {
	for _, l := range lines {
		if withApart || !slices.Contains(apart, l.Group) {
			yen += l.Yen
		}
	}
	return yen
}
