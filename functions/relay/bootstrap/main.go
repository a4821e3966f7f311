// Command bootstrap is the function relay on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/relay"
	"github.com/sasae-care/sasae/shared/app/cloud/bus"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.StartStream("relay", relay.Step, table.Port, bus.Port) }
