// Command bootstrap is the function alarm on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/alarm"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("alarm", alarm.Step, table.Port) }
