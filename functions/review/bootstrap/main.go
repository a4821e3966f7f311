// Command bootstrap is the function review on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot/web"
)

func main() { web.Start("review", review.Routes, table.Port, documents.Port) }
