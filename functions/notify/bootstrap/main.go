// Command bootstrap is the function notify on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/notify"
	"github.com/sasae-care/sasae/shared/app/cloud/post"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot"
)

func main() { boot.Start("notify", notify.Step, table.Port, post.Port) }
