// Package endtoend plays the demo's month on the AWS parts: the built bootstrap
// binaries under the Lambda host, their drivers on stand-ins. It is tests only.
//
//	scripts/demo's player → world (a demo.Place) → host → bootstraps → Dynoxide, versitygw, wire servers
//	table stream → relay → bus → rules → functions; objects → events, scanner → inspect; clock → schedules, hours
//
// What comes out must be what the program for one machine makes of the same
// seed, also when everything comes twice and workers are killed.
package endtoend
