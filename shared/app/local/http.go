package local

import (
	"net/http"

	"github.com/sasae-care/sasae/functions/export"
	"github.com/sasae-care/sasae/functions/review"
	"github.com/sasae-care/sasae/functions/tally"
	"github.com/sasae-care/sasae/functions/upload"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
)

// edges has the routes of every step that answers HTTP.
var edges = map[string]func(*app.App) []api.Route{
	"upload": upload.Routes,
	"review": review.Routes,
	"tally":  tally.Routes,
	"export": export.Routes,
}

// Handler serves the API, each operation by its step with that step's grants,
// and the signed URLs.
func (n *Node) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/files/", n.Disk)
	var all []api.Route
	for name, routes := range edges {
		a := n.App(name)
		own := routes(a)
		h := api.New(a, own...)
		for _, r := range own {
			mux.Handle(r.Method+" "+r.Path, h)
		}
		all = append(all, own...)
	}
	mux.Handle("/", api.New(n.App("upload"), all...)) // what no step answers
	return mux
}
