// Command bootstrap is the function validate on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/validate"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("validate", validate.Step, table.Port) }
