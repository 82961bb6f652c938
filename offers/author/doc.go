// Package author reads offer files as people write them, and tells what will
// come of them before they are published.
//
// # Reading
//
// An offer file is JSON or YAML. YAML is turned into JSON a token a line, so
// that one reader, offers.ParseDraft, judges both and what it finds is told
// where it stands in the text that was written. Of YAML the plain part is
// taken: one document of keys, lists and scalars. Anchors, aliases, merge keys
// and tags are refused, because a reader of the file has to see what it says;
// so are scalars that YAML programs read differently. A syntax fault tears only
// the offer it stands in: the others are still read and judged.
//
// # Checking
//
// Check tells, beside the faults, what an offer will do in a shop: that it can
// never be given, that another gives more on the same goods, that it sells
// below cost, what it would have cost on the sales of past days. Such findings
// are no faults: a shop may want them.
package author
