// Package gs1test makes GS1 data to try readers with, out of the official text
// form of the GS1 Barcode Syntax Dictionary: data that is right by
// construction, and data that is broken in a way that is told. It shares no
// code with package gs1, so that neither hides a mistake of the other.
//
// A case is made of a seed and a number alone: the same pair is the same case
// for ever, on every machine.
package gs1test
