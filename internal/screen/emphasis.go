package screen

import (
	"slices"
	"strings"
	"unicode"

	"endcap/offers/catalog"
)

// run is a part of a text, strong where it names an allergen.
type run struct {
	Text   string
	Strong bool
}

// emphasise sets off the words of a list of ingredients that name an allergen,
// as Regulation (EU) No 1169/2011, Art. 21(1)(b) demands. A word counts that
// holds a name of four letters or more, as Weizenmehl does, or is a shorter
// one.
func emphasise(text, lang string, allergens []catalog.Allergen) []run {
	letters := []rune(text)
	lower := make([]rune, len(letters))
	for i, r := range letters {
		lower[i] = unicode.ToLower(r) // one for one, unlike strings.ToLower
	}
	strong := make([]bool, len(letters))
	for _, name := range names(lang, allergens) {
		for at := 0; at+len(name) <= len(lower); at++ {
			if !slices.Equal(lower[at:at+len(name)], name) {
				continue
			}
			from, to := at, at+len(name)
			for from > 0 && unicode.IsLetter(lower[from-1]) {
				from--
			}
			for to < len(lower) && unicode.IsLetter(lower[to]) {
				to++
			}
			if len(name) >= minName || to-from == len(name) {
				for i := from; i < to; i++ {
					strong[i] = true
				}
			}
			at = to - 1
		}
	}
	var runs []run
	for from, to := 0, 0; from < len(letters); from = to {
		for to = from; to < len(letters) && strong[to] == strong[from]; to++ {
		}
		runs = append(runs, run{string(letters[from:to]), strong[from]})
	}
	return runs
}

// minName is how long a name must be to count within a longer word: Ei is in
// Weizen, too.
const minName = 4

// names are the allergens' names in English and in the text's language, in the
// plural and without its ending.
func names(lang string, allergens []catalog.Allergen) [][]rune {
	var all []string
	for _, a := range allergens {
		for _, name := range []string{strings.ToLower(a.Name), strings.ToLower(a.In(lang))} {
			if name == "" {
				continue
			}
			all = append(all, name, strings.Replace(name, "nüsse", "nuss", 1))
			for _, ending := range []string{"er", "e", "n", "s"} {
				if stem, ok := strings.CutSuffix(name, ending); ok && stem != "" {
					all = append(all, stem)
				}
			}
		}
	}
	slices.Sort(all)
	var runes [][]rune
	for _, name := range slices.Compact(all) {
		runes = append(runes, []rune(name))
	}
	return runes
}
