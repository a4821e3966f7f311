// Package table is the port of the one table, on DynamoDB.
package table

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/store/dynamo"
)

type settings struct {
	Table string `env:"SASAE_TABLE,required,notEmpty"`
}

// Port fills in the store.
func Port() cloud.Port {
	s := &settings{}
	return cloud.Port{Name: "table", Settings: s, Fill: func(c cloud.Clients, a *app.App) error {
		a.Store = dynamo.New(dynamodb.NewFromConfig(c.For("DYNAMODB")), s.Table, dynamo.Options{})
		return nil
	}}
}
