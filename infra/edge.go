package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/jsii-runtime-go"
)

// Policies that CloudFront itself keeps. Source: Amazon CloudFront developer
// guide, "Use managed cache policies" and "Use managed origin request policies".
const (
	cachingDisabled           = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
)

// edgeHeader is what CloudFront shows to the functions (shared/boot/web).
const edgeHeader = "x-sasae-edge"

// NewEdge makes the edge stack: two hosts, one for the portal and the API, one
// that gives out documents and nothing else, so that what is in a document never
// runs beside the portal.
func NewEdge(stack awscdk.Stack, s Settings, data *Data, steps *Steps) (front, files awscloudfront.CfnDistribution) {
	front = host(stack, "Front", s, s.Domain, []*awscloudfront.CfnDistribution_OriginProperty{
		origin("api", *steps.API.Ref()+".execute-api."+Region+".amazonaws.com", resolved(data.Edge, s.EdgeVersion)),
	}, &awscloudfront.CfnDistribution_DefaultCacheBehaviorProperty{
		TargetOriginId: jsii.String("api"), ViewerProtocolPolicy: jsii.String("https-only"), CachePolicyId: jsii.String(cachingDisabled),
		OriginRequestPolicyId: jsii.String(allViewerExceptHostHeader), AllowedMethods: text("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"),
		ResponseHeadersPolicyId: headers(stack, "FrontHeaders", s.Name("front"), "").Ref(),
	}, nil)

	signed := awscloudfront.NewCfnOriginRequestPolicy(stack, jsii.String("Signed"), &awscloudfront.CfnOriginRequestPolicyProps{
		OriginRequestPolicyConfig: &awscloudfront.CfnOriginRequestPolicy_OriginRequestPolicyConfigProperty{
			Name: jsii.String(s.Name("signed")), Comment: jsii.String("a signature is in the query"),
			QueryStringsConfig: &awscloudfront.CfnOriginRequestPolicy_QueryStringsConfigProperty{QueryStringBehavior: jsii.String("all")},
			HeadersConfig:      &awscloudfront.CfnOriginRequestPolicy_HeadersConfigProperty{HeaderBehavior: jsii.String("none")},
			CookiesConfig:      &awscloudfront.CfnOriginRequestPolicy_CookiesConfigProperty{CookieBehavior: jsii.String("none")},
		},
	})
	sandboxed := headers(stack, "FilesHeaders", s.Name("files"), "default-src 'none'; sandbox; frame-ancestors 'none'")
	behave := awscloudfront.CfnDistribution_DefaultCacheBehaviorProperty{
		TargetOriginId: jsii.String("clean"), ViewerProtocolPolicy: jsii.String("https-only"), CachePolicyId: jsii.String(cachingDisabled),
		OriginRequestPolicyId: signed.Ref(), ResponseHeadersPolicyId: sandboxed.Ref(), AllowedMethods: text("GET", "HEAD"),
	}
	files = host(stack, "Files", s, s.Documents, []*awscloudfront.CfnDistribution_OriginProperty{
		origin("clean", *data.Buckets["clean"].BucketRegionalDomainName(), nil), origin("months", *data.Buckets["months"].BucketRegionalDomainName(), nil),
	}, &behave, list(&awscloudfront.CfnDistribution_CacheBehaviorProperty{
		PathPattern: jsii.String("/months/*"), TargetOriginId: jsii.String("months"), ViewerProtocolPolicy: behave.ViewerProtocolPolicy, CachePolicyId: behave.CachePolicyId,
		OriginRequestPolicyId: behave.OriginRequestPolicyId, ResponseHeadersPolicyId: behave.ResponseHeadersPolicyId, AllowedMethods: behave.AllowedMethods,
	}))
	return front, files
}

// origin is one that CloudFront reaches by TLS. shown is what it shows there;
// nil: nothing.
func origin(id, domain string, shown *string) *awscloudfront.CfnDistribution_OriginProperty {
	o := &awscloudfront.CfnDistribution_OriginProperty{
		Id: &id, DomainName: &domain,
		CustomOriginConfig: &awscloudfront.CfnDistribution_CustomOriginConfigProperty{OriginProtocolPolicy: jsii.String("https-only"), OriginSslProtocols: text("TLSv1.2")},
	}
	if shown != nil {
		o.OriginCustomHeaders = list(&awscloudfront.CfnDistribution_OriginCustomHeaderProperty{HeaderName: jsii.String(edgeHeader), HeaderValue: shown})
	}
	return o
}

// host is a distribution under a name of its own, for people in Japan.
func host(stack awscdk.Stack, id string, s Settings, name string, origins []*awscloudfront.CfnDistribution_OriginProperty, behave *awscloudfront.CfnDistribution_DefaultCacheBehaviorProperty, more *[]any) awscloudfront.CfnDistribution {
	var from []any
	for _, o := range origins {
		from = append(from, o)
	}
	c := &awscloudfront.CfnDistribution_DistributionConfigProperty{
		Enabled: jsii.Bool(true), Comment: jsii.String(s.Name(id)), Aliases: text(name), Origins: &from, DefaultCacheBehavior: behave,
		HttpVersion: jsii.String("http2and3"), Ipv6Enabled: jsii.Bool(true), PriceClass: jsii.String("PriceClass_200"), // Japan is in it
		ViewerCertificate: &awscloudfront.CfnDistribution_ViewerCertificateProperty{
			AcmCertificateArn: &s.Certificate, SslSupportMethod: jsii.String("sni-only"), MinimumProtocolVersion: jsii.String("TLSv1.2_2021"),
		},
		Restrictions: &awscloudfront.CfnDistribution_RestrictionsProperty{
			GeoRestriction: &awscloudfront.CfnDistribution_GeoRestrictionProperty{RestrictionType: jsii.String("whitelist"), Locations: text("JP")},
		},
	}
	if more != nil {
		c.CacheBehaviors = more
	}
	if s.Wall != "" {
		c.WebAclId = &s.Wall
	}
	d := awscloudfront.NewCfnDistribution(stack, &id, &awscloudfront.CfnDistributionProps{DistributionConfig: c})
	excuse(d, "AwsSolutions-CFR3", "CloudFront's log would keep whole URLs with their signatures, and addresses; the API's log (infra/api.go) has route and status, S3's log the documents.")
	if s.Wall == "" {
		excuse(d, "AwsSolutions-CFR2", "The stage names no web ACL (wall in cdk.json, docs/deploy.md): the API is for people who are signed in, and its stage is throttled.")
	}
	return d
}

// headers are those that every answer of a host has. policy is the content
// security policy; "": the API's own stands.
func headers(stack awscdk.Stack, id, name, policy string) awscloudfront.CfnResponseHeadersPolicy {
	on := jsii.Bool(true)
	security := &awscloudfront.CfnResponseHeadersPolicy_SecurityHeadersConfigProperty{
		ContentTypeOptions:      &awscloudfront.CfnResponseHeadersPolicy_ContentTypeOptionsProperty{Override: on},
		FrameOptions:            &awscloudfront.CfnResponseHeadersPolicy_FrameOptionsProperty{FrameOption: jsii.String("DENY"), Override: on},
		ReferrerPolicy:          &awscloudfront.CfnResponseHeadersPolicy_ReferrerPolicyProperty{ReferrerPolicy: jsii.String("no-referrer"), Override: on},
		StrictTransportSecurity: &awscloudfront.CfnResponseHeadersPolicy_StrictTransportSecurityProperty{AccessControlMaxAgeSec: jsii.Number(63072000), IncludeSubdomains: on, Override: on},
	}
	if policy != "" {
		security.ContentSecurityPolicy = &awscloudfront.CfnResponseHeadersPolicy_ContentSecurityPolicyProperty{ContentSecurityPolicy: &policy, Override: on}
	}
	return awscloudfront.NewCfnResponseHeadersPolicy(stack, &id, &awscloudfront.CfnResponseHeadersPolicyProps{
		ResponseHeadersPolicyConfig: &awscloudfront.CfnResponseHeadersPolicy_ResponseHeadersPolicyConfigProperty{
			Name: &name, SecurityHeadersConfig: security,
			CustomHeadersConfig: &awscloudfront.CfnResponseHeadersPolicy_CustomHeadersConfigProperty{Items: list(
				&awscloudfront.CfnResponseHeadersPolicy_CustomHeaderProperty{Header: jsii.String("Cache-Control"), Value: jsii.String("no-store"), Override: on},
			)},
		},
	})
}
