package catalog

import (
	"fmt"
	"strings"

	"endcap/scanner/gs1"
)

// typeFault says what is wrong with a link's type, "" if nothing is.
func typeFault(t string) string {
	name, ours := strings.CutPrefix(t, "gs1:")
	_, known := gs1.LinkTypeTitle(name)
	switch {
	case t == "":
		return `it says not what it is; write a link type such as "gs1:pip"`
	case ours && strings.HasPrefix(name, "defaultLink"), strings.HasPrefix(t, gs1.Vocabulary+"defaultLink"):
		return `a link is made the default with "default": true, beside a type that says what it is`
	case name == "productSustainabilityInfo":
		return `it is called "gs1:sustainabilityInfo" now`
	case ours && !known:
		return fmt.Sprintf("no link type is called %.60q; one that is newer than this program is written as its address, %sNAME", t, gs1.Vocabulary)
	case ours:
		return ""
	case strings.HasPrefix(t, "https://"):
		return hrefFault(t)
	}
	return fmt.Sprintf(`%.60q is no link type; write one such as "gs1:pip", or an https address`, t)
}
