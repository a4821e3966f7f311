package upload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// declaration is one file: the body of POST …/documents, or one of a list. A
// client that cannot hash asks for a form upload; size is then the most it will
// send.
type declaration struct {
	Form    string `json:"form" validate:"required,max=20"`
	Purpose string `json:"purpose" validate:"omitempty,oneof=set record confirmed"`
	Type    string `json:"type" validate:"required,max=100"`
	Format  string `json:"format" validate:"omitempty,oneof=upyobo"`
	Size    int64  `json:"size" validate:"min=0"`
	SHA256  string `json:"sha256" validate:"omitempty,len=64,hexadecimal,lowercase"`
	Upload  string `json:"upload" validate:"omitempty,oneof=put form"`
}

// declarations is a list of them, which is taken whole or not at all.
type declarations struct {
	Documents []declaration `json:"documents" validate:"required,min=1,max=30,dive"`
}

// declared is the answer to one: send the file to Upload within ten minutes. When
// they are over there is none.
type declared struct {
	Document string       `json:"document"`
	Upload   files.Signed `json:"upload,omitzero"`
}

// begun is the answer to POST /v1/submissions.
type begun struct {
	api.Standing
	Documents []declared `json:"documents,omitempty"`
}

// declare adds a file to a submission, or a list of files.
func declare(ctx context.Context, c *api.Call) (api.Answer, error) {
	list, one, err := readDeclarations(c)
	if err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error {
		err := addTo(c, k, list)
		var wrong *api.Invalid
		if one && errors.As(err, &wrong) {
			return wrong.Why // of one there is no place to tell
		}
		return err
	}, func(k *plan.Case, heard app.Heard) (any, error) {
		out, err := links(ctx, c.App, k, heard.Declared(k, len(list)))
		if one && err == nil {
			return out[0], nil
		}
		return map[string][]declared{"documents": out}, err
	})
}

// readDeclarations reads a list, or one declaration alone.
func readDeclarations(c *api.Call) (list []declaration, one bool, err error) {
	var has struct{ Documents json.RawMessage }
	_ = json.NewDecoder(bytes.NewReader(c.Body)).Decode(&has) // what cannot be read, Read refuses
	if has.Documents != nil {
		in, err := api.Read[declarations](c)
		return in.Documents, false, err
	}
	in, err := api.Read[declaration](c)
	return []declaration{in}, true, err
}
