package anchors

import (
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
)

type settings struct {
	Bucket string `env:"SASAE_BUCKET_ANCHORS,required,notEmpty"`
}

// Port fills in the witness.
func Port() cloud.Port {
	s := &settings{}
	return cloud.Port{Name: "anchors", Settings: s, Fill: func(c cloud.Clients, a *app.App) error {
		config := c.For("S3")
		a.Witness = New(s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = config.BaseEndpoint != nil }), s.Bucket)
		return nil
	}}
}
