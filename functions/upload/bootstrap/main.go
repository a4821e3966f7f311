// Command bootstrap is the function upload on Lambda.
package main

import (
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/shared/app/cloud/documents"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
	"github.com/sasae-care/sasae/shared/boot/web"
)

func main() { web.Start("upload", upload.Routes, table.Port, documents.Port) }
