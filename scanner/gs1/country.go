package gs1

import "strings"

// countryLayouts are the layouts that GS1 organisations recommend to the shops
// of their country, as published by them; a retailer may have others. Norway
// publishes none: its shops are known to follow the Swedish ones.
var countryLayouts = [...]struct{ code, layouts string }{
	{"CA", "2IIIIIVPPPPC"},
	{"DE", "22IIIIVPPPPPC 23IIIIVPPPPPC 25IIIIVNNNNNC 26IIIIVNNNNNC 28IIIIVWWWWWC 29IIIIVWWWWWC"},
	{"DK", "21IIIIPPPPPPC 22IIIIPPPPPPC 23IIIIPPPPPPC 24IIIIPPPPPPC 26IIIIWWWWWWC 27IIIIIWWWWWC 28IIIIWWWWWWC"},
	{"EE", nordicWeights},
	{"FI", nordicWeights},
	{"GB", "20IIIIIVPPPPC"},
	{"LT", nordicWeights},
	{"LV", nordicWeights},
	{"NO", nordicPrices + nordicWeights},
	{"SE", nordicPrices + nordicWeights},
	{"US", "2IIIIIVPPPPC"},
}

const (
	nordicWeights = "23IIIIIIW.WWWC 24IIIIIIWW.WWC 25IIIIIIWWW.WC"
	nordicPrices  = "20IIIIIIPP.PPC 21IIIIIIPPP.PC 22IIIIIIPPPP.C "
)

// Countries are the names that ParseLayout knows, in alphabetical order.
func Countries() []string {
	var all []string
	for _, c := range countryLayouts {
		all = append(all, c.code)
	}
	return all
}

// countryPatterns are the patterns of a country, or nil.
func countryPatterns(code string) []pattern {
	for i, c := range countryLayouts {
		if c.code == code {
			return countryRead[i]
		}
	}
	return nil
}

// countryRead holds countryLayouts as read, in their order.
var countryRead = func() (all [len(countryLayouts)][]pattern) {
	for i, c := range countryLayouts {
		for text := range strings.FieldsSeq(c.layouts) {
			if p, why := readPattern(text); why == "" {
				all[i] = append(all[i], p)
			}
		}
	}
	return all
}()
