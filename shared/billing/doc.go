// Package billing prices person-months and sums them up: month end without a
// clock, a table or a disk.
//
//	CSV, JSON lines → ReadCSV, ReadJSONLines → Record
//	Record → Check → Price → Claim, or held, or refused with a code
//	month → Tables.Missing → the rule that is missing, or none
//	Records → Run → Result → Files (totals, claims, held, refused), Pack (items for the table)
//
// # The first cut
//
// Priced are 介護予防支援費(Ⅰ) and (Ⅱ) and 初回加算, for service months 2024-04
// to 2026-05. Everything else is refused with a code that names the rule that
// is missing; nothing is left out of a price in silence. The rest of billing
// goes here:
//
//	処遇改善加算 since 2026-06     fees/46.csv (rows), fees/gaps.csv (drop the row), quote (yen.RoundHalfUp)
//	減算, 委託連携, 特別地域        fees/46.csv, rules.go (drop the rule), quote
//	介護予防ケアマネジメント (AF)   another table by (insurer, kind, item, month); never in Go
//	history (earlier months)       rules.go: initialDue reads only the record so far
//	711, 71R, 821 files            beside files.go
//
// Figures live in fees/, each row with its months, its confidence and its
// source; a row that is not verified is used only where the caller says so.
package billing
