// Command bootstrap is the function tally on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot/web"
)

func main() { web.StartBoth("tally", tally.Routes, tally.Step, table.Port) }
