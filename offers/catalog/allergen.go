package catalog

import "strings"

// Allergen is one of the substances that must be told of (Regulation (EU) No
// 1169/2011, Annex II), as the product contains it or may.
type Allergen struct {
	Name   string `json:"name"`             // one of Allergens
	Traces bool   `json:"traces,omitempty"` // may contain it
}

// substances are those of Annex II in its order, the cereals and nuts by name
// too, as it demands; each in English and German.
var substances = [...][2]string{
	{"gluten", "Gluten"},
	{"wheat", "Weizen"},
	{"rye", "Roggen"},
	{"barley", "Gerste"},
	{"oats", "Hafer"},
	{"spelt", "Dinkel"},
	{"khorasan wheat", "Khorasan-Weizen"},
	{"crustaceans", "Krebstiere"},
	{"eggs", "Eier"},
	{"fish", "Fisch"},
	{"peanuts", "Erdnüsse"},
	{"soybeans", "Soja"},
	{"milk", "Milch"},
	{"nuts", "Schalenfrüchte"},
	{"almonds", "Mandeln"},
	{"hazelnuts", "Haselnüsse"},
	{"walnuts", "Walnüsse"},
	{"cashews", "Cashewnüsse"},
	{"pecans", "Pekannüsse"},
	{"brazil nuts", "Paranüsse"},
	{"pistachios", "Pistazien"},
	{"macadamias", "Macadamianüsse"},
	{"celery", "Sellerie"},
	{"mustard", "Senf"},
	{"sesame", "Sesam"},
	{"sulphites", "Sulfite"},
	{"lupin", "Lupinen"},
	{"molluscs", "Weichtiere"},
}

// Allergens are the names that an Allergen may have, in the regulation's order.
func Allergens() []string {
	all := make([]string, len(substances))
	for i, s := range substances {
		all[i] = s[0]
	}
	return all
}

// In returns the allergen's name in a language (BCP 47): German, else English.
func (a Allergen) In(lang string) string {
	if base, _, _ := strings.Cut(strings.ToLower(lang), "-"); base == "de" {
		for _, s := range substances {
			if s[0] == a.Name {
				return s[1]
			}
		}
	}
	return a.Name
}
