// Package monthend decides about the person-months (実績) of a month: which of
// an upload stand, and what a run makes of those that stand.
//
//	lines of an upload, month, who hands in → Sift → records, or what is wrong line by line
//	records of a month, tables → Price → Tallied: claims, what is held and what is refused
//	who had a person since when, month → OwnerOf → who bills the month
//	month, day → Over → nil | Refusal
//
// What it says about a line names the provider and the line, never the person.
package monthend
