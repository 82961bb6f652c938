// Package gs1 reads and writes the data in GS1 bar codes: element strings, text
// with AIs in brackets, Digital Links (compressed ones are read, never
// written), and the bare numbers of EAN, UPC and ITF-14 symbols. It knows all
// application identifiers of dictionary release 2026-01-27, or those of a
// dictionary that it is given. It imports the standard library only.
//
//	m, err := gs1.Parse(text)                       // what is there
//	item, warnings := m.Item(time.Now(), layouts)   // what it means for a shop
//
// # From text to item
//
// [Parse] looks at the form of a text and gives a [Message]: elements, each an
// application identifier ([AI]) and a value that is known to be right, in the
// order of the data. [ParseScan], [ParseElements], [ParseBracketed],
// [ParseLink] and [ParseNumber] read one form each:
//
//	]d2010952123454321310ABC<GS>17261231              what a scanner sends
//	010952123454321310ABC<GS>17261231                 element strings
//	(01)09521234543213(10)ABC(17)261231               for people
//	https://id.example.org/01/09521234543213/10/ABC?17=261231
//	9521234543213                                     EAN-8, UPC-A, EAN-13, ITF-14
//
// where <GS> stands for the separator, ASCII 29 ([GS]).
//
// A message is data. [Message.Item] says what it means for a shop: product,
// lot, days, weight, price. [Element.Measure] gives weights, sizes and money
// with their units, [Element.Meaning] words for people.
//
// [Message.ElementString], [Message.Bracketed], [Message.Link] and
// [Message.Scan] write a message canonically, so that what is read in any form
// can be written in any other. [Elements] and [Link] write an [Item], as a label
// needs it.
//
// # Strict and repaired
//
// The zero [Parser] accepts and refuses exactly what the official GS1 Barcode
// Syntax Engine 1.4.1 does: lengths, character sets, check digits, dates, code
// lists, coupons, and which AIs need or exclude each other. So do ParseScan,
// ParseElements, ParseBracketed and ParseLink.
//
// Shops meet what the engine refuses: a scanner that sends UPC-A with 12 digits,
// a printer that leaves a slash behind a link. Each of these is a [Repair] with
// a name. Parse makes all of them, a Parser those in its set. What was mended
// stands in the message, and [Repair.Warnings] tells how to make it needless.
//
// A repair never guesses. A lot that may have swallowed an expiry date, because
// the scanner sent no separator, stays a lot, and Item warns of it: whoever
// blocks expired goods must not be satisfied with a date that nobody printed,
// nor with none.
//
// # Errors
//
// Every fault of data is an [*Error], a value: a [Code] for machines, the AI,
// the place in the text that was given, and a sentence that is made only when
// it is shown. It says what is wrong and what a person in the shop can do:
//
//	gs1: (01) GTIN "09521234543214" fails its check digit (the last digit should
//	be 3); scan again; if it repeats, the label is misprinted
//
// CodeLinkNoKey is an ordinary web link and CodeNotGS1 a text that is no GS1
// data at all; neither is a fault of a label. What an error or a warning
// repeats of the text has passed [Visible], so that no control character
// reaches a screen.
//
// # Several carriers on one thing
//
// The number of a product may stand in an EAN-13 and its lot in a Data Matrix
// beside it. Parse both with SkipRequired and [Merge] them: associations are
// proved over all, and an AI that has two values is an error, for then the codes
// are not on one thing.
//
// # Dates and numbers
//
// A [Date] is a day. Its century is that of the year from 49 years before to 50
// years after now (GenSpecs 7.12), so now is always given, never asked of a
// clock. Day 00 is the last day of the month. Money, weights and sizes are whole
// numbers with a scale ([Decimal]); nothing is a float.
//
// # Numbers that shops give
//
// [GTIN.Class] tells by the prefix whether a number names a product, a book, a
// coupon or a refund receipt, or is of restricted circulation: given by the shop
// itself, such as the number on a weighed cheese, which holds item and weight,
// or price, in an order that each country and retailer chose. A [Layout]
// describes that order. The item's GTIN is then the number with its measure set
// to zero, which is how price lists name it.
//
// # Coupons
//
// [ParseCoupon] reads a North American coupon (AI 8110) to its fields: what must
// be bought, what is saved, until when. [ParsePositiveOffer] reads AI 8112,
// which a clearing house must confirm, [ParseGCN] AI 255, and [Message.Saving]
// what such a coupon is worth.
//
// # The dictionary
//
// A [Dictionary] holds every AI with its components, checks, associations and
// place in a Digital Link. [BuiltIn] is that of [Release]. A newer one needs no
// newer program: [ReadDictionary] reads the text as GS1 publishes it, for the
// Dictionary field of a Parser. [Lint] holds one component against one of its
// checks.
//
// # Costs
//
// The methods of a Parser fill a message that the caller keeps, and allocate
// nothing, on errors neither; but a value that is percent-encoded or escaped
// costs one allocation, and a compressed link several. The functions are
// convenient and allocate for errors only. Time is linear in the length of the
// text, of which there are at most [MaxText] bytes with [MaxElements] elements.
// Values are views of the text.
//
// A Parser and a Dictionary may be shared by goroutines. A Message belongs to
// one; it is a value, and a copy belongs to another.
//
// # Digital Link resolvers
//
// [LinkTypes] are the types of links that the GS1 Web Vocabulary has. What a
// resolver answers is decided in package resolver below this one.
package gs1
