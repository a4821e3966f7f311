package local

import (
	"net/http"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app/routes"
)

// Handler serves the API, each operation by its step with that step's grants,
// and the signed URLs.
func (n *Node) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/files/", n.Disk)
	var all []api.Route
	for name, of := range routes.Of {
		a := n.App(name)
		own := of(a)
		h := api.New(a, own...)
		for _, r := range own {
			mux.Handle(r.Method+" "+r.Path, h)
		}
		all = append(all, own...)
	}
	mux.Handle("/", api.New(n.App("upload"), all...)) // what no step answers
	return mux
}
