// Package schedules is the port of the alarms, on EventBridge Scheduler.
package schedules

import (
	sdk "github.com/aws/aws-sdk-go-v2/service/scheduler"

	"github.com/sasae-care/sasae/shared/alarms/scheduler"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
)

type settings struct {
	Group  string `env:"SASAE_SCHEDULE_GROUP,required,notEmpty"`
	Target string `env:"SASAE_SCHEDULE_TARGET,required,notEmpty"` // ARN of the alarm step
	Role   string `env:"SASAE_SCHEDULE_ROLE,required,notEmpty"`   // ARN of the role that may invoke it
	Dead   string `env:"SASAE_SCHEDULE_DEAD,required,notEmpty"`   // ARN of the queue for what could not be handed over
}

// Port fills in the alarms.
func Port() cloud.Port {
	s := &settings{}
	return cloud.Port{Name: "alarms", Settings: s, Fill: func(c cloud.Clients, a *app.App) error {
		a.Alarms = scheduler.New(sdk.NewFromConfig(c.For("SCHEDULER")), scheduler.Options{
			Group: s.Group, TargetARN: s.Target, RoleARN: s.Role, DeadLetterARN: s.Dead, Now: a.Now,
		})
		return nil
	}}
}
