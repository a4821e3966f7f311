package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"github.com/sasae-care/sasae/shared/access"
)

// attribute is what an administrator says of a person; the ID token has it.
func attribute(claim, most string) *awscognito.CfnUserPool_SchemaAttributeProperty {
	return &awscognito.CfnUserPool_SchemaAttributeProperty{
		Name: jsii.String(strings.TrimPrefix(claim, "custom:")), AttributeDataType: jsii.String("String"), Mutable: jsii.Bool(true),
		StringAttributeConstraints: &awscognito.CfnUserPool_StringAttributeConstraintsProperty{MinLength: jsii.String("1"), MaxLength: &most},
	}
}

// people is who may sign in: nobody signs up by themselves, a second factor is
// asked of everyone, and an account says nothing about whether it exists.
func (d *Data) people(stack awscdk.Stack, s Settings) {
	d.Pool = awscognito.NewCfnUserPool(stack, jsii.String("People"), &awscognito.CfnUserPoolProps{
		UserPoolName:           jsii.String(s.Name()),
		UserPoolTier:           jsii.String("PLUS"),
		UserPoolAddOns:         &awscognito.CfnUserPool_UserPoolAddOnsProperty{AdvancedSecurityMode: jsii.String("ENFORCED")},
		DeletionProtection:     jsii.String("ACTIVE"),
		MfaConfiguration:       jsii.String("ON"),
		EnabledMfas:            text("SOFTWARE_TOKEN_MFA"),
		UsernameAttributes:     text("email"),
		AutoVerifiedAttributes: text("email"),
		UsernameConfiguration:  &awscognito.CfnUserPool_UsernameConfigurationProperty{CaseSensitive: jsii.Bool(false)},
		AdminCreateUserConfig:  &awscognito.CfnUserPool_AdminCreateUserConfigProperty{AllowAdminCreateUserOnly: jsii.Bool(true)},
		AccountRecoverySetting: &awscognito.CfnUserPool_AccountRecoverySettingProperty{
			RecoveryMechanisms: list(&awscognito.CfnUserPool_RecoveryOptionProperty{Name: jsii.String("admin_only"), Priority: jsii.Number(1)}),
		},
		Schema: list(attribute(access.ClaimTown, "6"), attribute(access.ClaimStaff, "64")),
		Policies: &awscognito.CfnUserPool_PoliciesProperty{PasswordPolicy: &awscognito.CfnUserPool_PasswordPolicyProperty{
			MinimumLength: jsii.Number(12), RequireLowercase: jsii.Bool(true), RequireUppercase: jsii.Bool(true), RequireNumbers: jsii.Bool(true),
			RequireSymbols: jsii.Bool(true), PasswordHistorySize: jsii.Number(5), TemporaryPasswordValidityDays: jsii.Number(3),
		}},
	})
	d.Pool.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	d.Client = awscognito.NewCfnUserPoolClient(stack, jsii.String("Portal"), &awscognito.CfnUserPoolClientProps{
		UserPoolId: d.Pool.Ref(), ClientName: jsii.String("portal"),
		AllowedOAuthFlowsUserPoolClient: jsii.Bool(true), AllowedOAuthFlows: text("code"), AllowedOAuthScopes: text("openid"),
		CallbackUrLs: text("https://" + s.Domain + "/signed-in"), LogoutUrLs: text("https://" + s.Domain + "/"),
		SupportedIdentityProviders: text("COGNITO"), PreventUserExistenceErrors: jsii.String("ENABLED"), EnableTokenRevocation: jsii.Bool(true),
		ReadAttributes:      text("email", access.ClaimTown, access.ClaimStaff),
		WriteAttributes:     text("locale"), // what a person may change: not who he is
		AccessTokenValidity: jsii.Number(60), IdTokenValidity: jsii.Number(60), RefreshTokenValidity: jsii.Number(8),
		TokenValidityUnits: &awscognito.CfnUserPoolClient_TokenValidityUnitsProperty{
			AccessToken: jsii.String("minutes"), IdToken: jsii.String("minutes"), RefreshToken: jsii.String("hours"),
		},
	})
}
