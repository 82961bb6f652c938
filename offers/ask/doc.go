// Package ask is the language of conditions that no field of an offer has.
//
// A program answers one question about a basket, a customer or a line:
//
//	customer.visits >= 3 and ("gold" in customer.segments or basket.total - 200 * basket.lines > 5000)
//
// It is a part of the syntax of expr (github.com/expr-lang/expr), with the
// same order of operators and the same meaning, so what is written for the
// one reads alike in the other or is refused at its column:
//
//	or ||                           weakest
//	and &&
//	== != < <= > >= in, not in      one of them; not a < b < c
//	+ -
//	not !                           not a == b is (not a) == b
//	*
//	-x  (...)  field  12  "text"  true  false  [1, 2]  ["a", "b"]
//
// # It always ends and is everywhere the same
//
// There are no loops, calls, names to be set or floats: a program looks at
// each of its at most MaxNodes parts once. Numbers are whole and 64 bits wide
// on every machine; a result that does not fit is the largest or smallest
// number there is, never one with the other sign. Text is compared byte by
// byte. Every type is checked at Compile, against the fields that the caller
// knows, so that nothing is left that could fail at the till.
package ask
