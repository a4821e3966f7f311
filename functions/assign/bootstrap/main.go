// Command bootstrap is the function assign on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/assign"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("assign", assign.Step, table.Port) }
