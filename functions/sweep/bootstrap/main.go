// Command bootstrap is the function sweep on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/sweep"
	"github.com/sasae-care/sasae/shared/app/cloud/anchors"
	"github.com/sasae-care/sasae/shared/app/cloud/bus"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("sweep", sweep.Step, table.Port, bus.Port, anchors.Port) }
