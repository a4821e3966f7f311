// Package endtoend is a place of the demo that is made of the AWS parts, from
// the synthesized templates: the built bootstrap binaries under the Lambda host,
// their drivers on stand-ins, each function with the credentials of its role and
// no more rights than the template grants.
//
//	templates → template.Stage → table, buckets, functions, routes, rules, hours
//	scripts/demo's player → World (a demo.Place) → host → bootstraps → gate → Dynoxide, versitygw, wire servers
//	table stream → relay → bus → rules → functions; objects → events, scanner → inspect; clock → schedules, hours
//
// What comes out must be what the program for one machine makes of the same
// seed, also when everything comes twice and workers are killed. What a month
// costs is counted at the gate and in the host (scripts/ledger).
package endtoend
