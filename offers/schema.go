package offers

import _ "embed" // for the schema

//go:embed endcap-offers-1.schema.json
var schema string

// Schema returns the JSON Schema (2020-12) of offer files, for an editor. It
// takes all that ParseFile takes, and some that ParseFile refuses: what a
// schema cannot say.
func Schema() string { return schema }
