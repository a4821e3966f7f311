package apptest

import (
	"github.com/sasae-care/sasae/shared/town"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// The invented town of the tests.
const (
	Town    = "999997"
	Insurer = invented.Insurer
	Office  = invented.Office
	Other   = invented.Other
)

// Book is its reference data.
func Book() town.Book { return invented.Book(Town) }
