// Package routes has the operations of every step that answers HTTP.
//
//	step's name → Of → its routes on an App
package routes

import (
	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
)

// Of has the routes by the step's name.
var Of = map[string]func(*app.App) []api.Route{
	"upload": upload.Routes,
	"review": review.Routes,
	"tally":  tally.Routes,
	"export": export.Routes,
}
