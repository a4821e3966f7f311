package main

import (
	"bytes"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/routes"
)

// api is the HTTP API: the operations of every step that answers HTTP, each for
// people who are signed in.
func (n *Steps) api(stack awscdk.Stack) {
	n.API = awsapigatewayv2.NewCfnApi(stack, jsii.String("API"), &awsapigatewayv2.CfnApiProps{
		Name: jsii.String(n.settings.Name()), ProtocolType: jsii.String("HTTP"),
	})
	signedIn := awsapigatewayv2.NewCfnAuthorizer(stack, jsii.String("SignedIn"), &awsapigatewayv2.CfnAuthorizerProps{
		ApiId: n.API.Ref(), Name: jsii.String("people"), AuthorizerType: jsii.String("JWT"), IdentitySource: text("$request.header.Authorization"),
		JwtConfiguration: &awsapigatewayv2.CfnAuthorizer_JWTConfigurationProperty{Issuer: n.data.Pool.AttrProviderUrl(), Audience: text(*n.data.Client.Ref())},
	})
	for _, row := range functions.Steps {
		if row.HTTP {
			n.operations(stack, n.All[row.Name], signedIn)
		}
	}
	n.Calls = n.log(stack, "Calls", "/aws/vendedlogs/sasae/"+n.settings.Stage+"/api")
	awsapigatewayv2.NewCfnStage(stack, jsii.String("Stage"), &awsapigatewayv2.CfnStageProps{
		ApiId: n.API.Ref(), StageName: jsii.String("$default"), AutoDeploy: jsii.Bool(true),
		DefaultRouteSettings: &awsapigatewayv2.CfnStage_RouteSettingsProperty{ThrottlingBurstLimit: jsii.Number(200), ThrottlingRateLimit: jsii.Number(100), DetailedMetricsEnabled: jsii.Bool(true)},
		AccessLogSettings:    &awsapigatewayv2.CfnStage_AccessLogSettingsProperty{DestinationArn: n.Calls.AttrArn(), Format: jsii.String(callLine)},
		Tags:                 &map[string]*string{"app": jsii.String("sasae"), "stage": &n.settings.Stage},
	})
}

// callLine is what the log says of a call: the route's pattern, no path, no
// query and no address.
const callLine = `{"request":"$context.requestId","time":"$context.requestTime","route":"$context.routeKey","status":"$context.status","ms":"$context.responseLatency","error":"$context.error.message","authorizer":"$context.authorizer.error"}`

// operations are the routes of one step.
func (n *Steps) operations(stack awscdk.Stack, p *Step, signedIn awsapigatewayv2.CfnAuthorizer) {
	to := awsapigatewayv2.NewCfnIntegration(p.at, jsii.String("Integration"), &awsapigatewayv2.CfnIntegrationProps{
		ApiId: n.API.Ref(), IntegrationType: jsii.String("AWS_PROXY"), IntegrationUri: p.Function.FunctionArn(),
		PayloadFormatVersion: jsii.String("2.0"), TimeoutInMillis: jsii.Number(30_000),
	})
	for _, r := range routes.Of[p.Name](app.New(app.App{})) {
		key := r.Method + " " + r.Path
		awsapigatewayv2.NewCfnRoute(p.at, &key, &awsapigatewayv2.CfnRouteProps{
			ApiId: n.API.Ref(), RouteKey: &key, Target: jsii.String("integrations/" + *to.Ref()),
			AuthorizationType: jsii.String("JWT"), AuthorizerId: signedIn.Ref(),
		})
	}
	awslambda.NewCfnPermission(p.at, jsii.String("API-May"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: p.Function.FunctionArn(), Principal: jsii.String("apigateway.amazonaws.com"),
		SourceArn: jsii.String(arn(stack, "execute-api", *n.API.Ref()+"/$default/*")),
	})
}

// unescaped is JSON with < and > as they are: Scheduler looks for them.
func unescaped(raw []byte) string {
	raw = bytes.ReplaceAll(raw, []byte(`\u003c`), []byte("<"))
	return string(bytes.ReplaceAll(raw, []byte(`\u003e`), []byte(">")))
}
