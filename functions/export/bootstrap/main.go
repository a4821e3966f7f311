// Command bootstrap is the function export on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot/web"
)

func main() { web.StartBoth("export", export.Routes, export.Step, table.Port, documents.Port) }
