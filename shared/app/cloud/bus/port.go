package bus

import (
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
)

type settings struct {
	Bus string `env:"SASAE_BUS,required,notEmpty"` // name or ARN
}

// Port fills in the bus.
func Port() cloud.Port {
	s := &settings{}
	return cloud.Port{Name: "bus", Settings: s, Fill: func(c cloud.Clients, a *app.App) error {
		a.Bus = New(eventbridge.NewFromConfig(c.For("EVENTBRIDGE")), Options{Name: s.Bus})
		return nil
	}}
}
