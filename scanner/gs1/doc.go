// Package gs1 understands the data in GS1 bar codes: element strings, Digital
// Link addresses and bare product numbers. It imports the standard library
// only and knows nothing of shops' stock or prices.
//
// # From text to item
//
// [Parse] looks at the form of a text and gives a [Message]: elements, each an
// application identifier ([AI]) and a value. [Message.Item] says what they mean
// for a shop: product, lot, days, weight, price. [Elements] and [Link] write an
// item back as what a label prints.
//
// # Strict and practical
//
// [ParseScan], [ParseElements], [ParseBracketed] and [ParseLink] accept and
// refuse what the official GS1 Barcode Syntax Engine does: lengths, character
// sets, check digits, dates, code lists, and which AIs go together. Parse adds
// a short list of things that shops meet and the engine refuses, and Item tells
// of those that may hide a fault as a [Warning]. Nothing is guessed: a lot that
// may have swallowed an expiry date, because the scanner sent no separator,
// stays a lot, with a warning.
//
// # Errors
//
// Every error is an [*Error]: a [Code] for machines, the place of the fault in
// the text, and a sentence for the person at the shelf, with the remedy.
//
// # Numbers that scales print
//
// A weighed cheese carries a number of restricted circulation (GTIN prefixes 02
// and 20 to 29): item and weight, or price, in one EAN-13, in an order that
// each country and retailer chose for itself. A [Layout] describes that order.
// The item's GTIN is then the number with its measure set to zero, which is how
// price lists name it.
//
// # The dictionary
//
// All application identifiers are in table_gen.go, which holds the rows of the
// official dictionary of [Release]; [BuiltIn] reads them when it is first
// asked. A newer release needs no newer program: [ReadDictionary] reads the
// text as GS1 publishes it, for a [Parser] to use.
package gs1
