// Package documents is the port of the object store, on S3: a bucket for each
// prefix of keys.
package documents

import (
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/files/s3"
)

type settings struct {
	Incoming string `env:"SASAE_BUCKET_INCOMING,required,notEmpty"`
	Clean    string `env:"SASAE_BUCKET_CLEAN,required,notEmpty"`
	Months   string `env:"SASAE_BUCKET_MONTHS,required,notEmpty"`
	Host     string `env:"SASAE_DOCUMENTS"` // that documents are given out from; empty: the bucket's own
}

// Port fills in the files.
func Port() cloud.Port {
	s := &settings{}
	return cloud.Port{Name: "files", Settings: s, Fill: func(c cloud.Clients, a *app.App) error {
		config := c.For("S3")
		client := sdk.NewFromConfig(config, func(o *sdk.Options) { o.UsePathStyle = config.BaseEndpoint != nil })
		a.Files = s3.New(client, s3.Options{Now: a.Now, Host: s.Host, Buckets: map[string]string{"incoming/": s.Incoming, "clean/": s.Clean, "months/": s.Months}})
		return nil
	}}
}
