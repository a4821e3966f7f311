// Command bootstrap is the function schedule on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/schedule"
	"github.com/sasae-care/sasae/shared/app/cloud/schedules"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("schedule", schedule.Step, table.Port, schedules.Port) }
