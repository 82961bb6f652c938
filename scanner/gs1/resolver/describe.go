package resolver

import (
	"encoding/json"
	"net/http"

	"endcap/scanner/gs1"
)

// WellKnown is the path of the resolver description file.
const WellKnown = "/.well-known/gs1resolver"

// contextPath is where the JSON-LD context of linksets is. It lies here and
// not at GS1, so that it can be read offline.
const contextPath = WellKnown + "/context.jsonld"

const mediaContext = "application/ld+json"

// describe answers with the resolver description file (GS1-Conformant
// resolver 1.2, 4.10).
func (r Resolver) describe(base string) Answer {
	type vocabulary struct {
		Namespace string `json:"namespace"`
		Prefix    string `json:"prefix"`
	}
	type contact struct {
		Name string `json:"fn"`
	}
	keys := []string{"all"}
	if len(r.Keys) > 0 {
		keys = nil
	}
	for _, k := range r.Keys {
		keys = append(keys, k.String())
	}
	name := r.Name
	if name == "" {
		name = base
	}
	b, err := json.Marshal(struct {
		Name         string       `json:"name"`
		Root         string       `json:"resolverRoot"`
		Keys         []string     `json:"supportedPrimaryKeys"`
		Vocabularies []vocabulary `json:"supportedLinkType"`
		Linkset      bool         `json:"linkTypeDefaultCanBeLinkset"`
		Context      string       `json:"jsonLdContextLocation"`
		Contact      contact      `json:"contact"`
	}{name, base, keys, []vocabulary{{gs1.Vocabulary, "gs1:"}}, false, base + contextPath, contact{name}})
	if err != nil {
		return refusal(http.StatusInternalServerError, "the description cannot be written")
	}
	return Answer{Status: http.StatusOK, Type: mediaJSON, Body: append(b, '\n')}
}

// jsonContext lets a linkset be read as JSON-LD (RFC 9264, Appendix A): the
// anchor is the subject, a link type the predicate, the target the object.
const jsonContext = `{"@context": {
  "@version": 1.1,
  "gs1": "https://ref.gs1.org/voc/",
  "linkset": "@graph",
  "anchor": "@id",
  "href": "@id",
  "itemDescription": "http://purl.org/dc/terms/description",
  "title": "http://purl.org/dc/terms/title",
  "type": "http://purl.org/dc/terms/format",
  "hreflang": {"@id": "http://purl.org/dc/terms/language", "@container": "@set"},
  "context": {"@id": "http://purl.org/dc/terms/coverage", "@container": "@set"}
}}
`
