// Command bootstrap is the function sweep on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("sweep", sweep.Step) }
