// Package resolver answers Digital Links: it leads who scanned the QR code of
// a product to what the shop has to say of it.
//
// # What it decides
//
// A Digital Link names a thing by its key and the qualifiers behind it, from
// the general to the particular: a product, one of its lots, one piece. A
// resolver knows links of each level, and every link says by a link type of
// the GS1 Web Vocabulary what it leads to. [Resolver.Answer] is the whole
// decision, without a network, by the GS1-Conformant resolver standard 1.2:
//
//	asked                                  answer
//	/01/09521234543213/10/A7/21/5          307 to the default link of the most particular level that has one
//	...?linkType=gs1:recipeInfo            307 to that of this type, by language, media type and context
//	                                       300 with the list, where several suit equally
//	                                       404 where there is none on any level
//	...?linkType=linkset                   200 with all links of every level up to the key (RFC 9264)
//	Accept: application/linkset+json       the same
//	...?linkType=all                       the same, as it was asked for before 2024
//	/01/09521234543214, .../foo, ?17=261301  400: the check digit, the path, the date is wrong
//	/CxZlXgDkGo1XgkY                       as the plain link that it stands for, which a Link header names
//	/.well-known/gs1resolver               200 with the description of the resolver
//
// An answer that leads elsewhere passes the query on and says where the
// linkset is. Every answer allows pages of other sites to read it (CORS), and
// says that it depends on Accept and Accept-Language (Vary).
//
// # What it does not
//
// It keeps nothing: links come from a [Source]. It stores no copy of a target
// and asks no other resolver. Whether the connection is HTTPS, as the standard
// demands, is for whoever listens. A GTIN of fewer than 14 digits, which links
// printed before 2023 may have, is filled up rather than refused. A path in
// front of the key belongs to the base.
//
// # What is safe
//
// The request may be anything: it is read in linear time, with the limits
// named here. A link may be anything too: one that leads to no web page (a
// script, a file) is passed over, and what could end a header is encoded.
package resolver
