// Command bootstrap is the function review on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/shared/boot/web"
)

func main() { web.Start("review", review.Routes) }
