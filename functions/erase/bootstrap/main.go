// Command bootstrap is the function erase on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/erase"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("erase", erase.Step, table.Port, documents.Port) }
