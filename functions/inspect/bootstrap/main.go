// Command bootstrap is the function inspect on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/inspect"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("inspect", inspect.Step, table.Port, documents.Port) }
