package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"endcap/scanner/gs1"
)

// Check says everything that is wrong with the sheet at once, one fault a
// line, or nil. Headquarters signs only sheets that pass.
func (s Sheet) Check() error {
	var faults []error
	s.check(func(path, text string) {
		if path != "" {
			path += ": "
		}
		faults = append(faults, errors.New("sheet "+s.GTIN.String()+": "+path+text))
	})
	return errors.Join(faults...)
}

// examiner looks at one sheet. Its paths are as in package strict: links[2].href.
type examiner struct {
	tell func(path, text string)
}

func (s Sheet) check(tell func(path, text string)) {
	x := examiner{tell}
	if s.GTIN == 0 {
		tell("gtin", "it has no gtin; every sheet is of one product")
	}
	x.links(s.Links)
	x.texts(s.Texts)
	x.allergens(s.Allergens)
	x.certificates(s.Certificates)
	x.lots(s.Lots)
	if s.Recall != nil {
		x.recall(*s.Recall)
	}
	x.count("together", len(s.Together), MaxTogether)
	for i, g := range s.Together {
		if g == 0 || g == s.GTIN || slices.Contains(s.Together[:i], g) {
			x.fault(fmt.Sprintf("together[%d]", i), "%s is to be another product, once", g)
		}
	}
	if b, err := json.Marshal(s); err != nil || len(b) > MaxSheet {
		x.fault("", "it has %d bytes; at most %d fit the line of a price book; shorten its texts or link to a page", len(b), MaxSheet)
	}
}

func (x examiner) fault(path, format string, args ...any) { x.tell(path, fmt.Sprintf(format, args...)) }

// count says when there is more of something than fits.
func (x examiner) count(path string, n, most int) {
	if n > most {
		x.fault(path, "it has %d entries; at most %d fit", n, most)
	}
}

// only tells a fault of one text, if there is one.
func (x examiner) only(path, fault string) {
	if fault != "" {
		x.tell(path, fault)
	}
}

func (x examiner) links(all []Link) {
	x.count("links", len(all), MaxLinks)
	for i, l := range all {
		at := fmt.Sprintf("links[%d]", i)
		x.only(at+".type", typeFault(l.Type))
		x.only(at+".href", hrefFault(l.Href))
		x.only(at+".title", wordsFault(l.Title, true))
		if l.Lang != "" {
			x.only(at+".lang", langFault(l.Lang))
		}
		if l.Media != "" {
			x.only(at+".media", mediaFault(l.Media))
		}
		x.piece(at+".lot", l.Lot)
		x.piece(at+".serial", l.Serial)
		for _, before := range all[:i] {
			level := before.Lot == l.Lot && before.Serial == l.Serial
			if level && l.Default && before.Default {
				x.fault(at+".default", "%q further up is the default already; of the links of one lot, one piece or the whole product only one can be", before.Title)
				break
			}
			if level && before.Type == l.Type && before.Href == l.Href && before.Lang == l.Lang && before.Media == l.Media {
				x.fault(at, "it stands further up already")
				break
			}
		}
	}
}

// piece looks at a lot or a serial number, if there is one.
func (x examiner) piece(path, v string) {
	if len(v) > MaxSerial || strings.Trim(v, lotCharacters) != "" {
		x.fault(path, "%.40q is in no bar code; at most %d letters, digits and signs of GS1's list (GenSpecs 7.11) fit", v, MaxSerial)
	}
}

func (x examiner) texts(all []Text) {
	x.count("texts", len(all), MaxLangs)
	var langs []string
	for i, t := range all {
		at := fmt.Sprintf("texts[%d]", i)
		langs = x.lang(at+".lang", t.Lang, langs)
		says := false
		for _, p := range [...]struct{ key, text string }{
			{"about", t.About}, {"origin", t.Origin}, {"ingredients", t.Ingredients}, {"use", t.Use}, {"storage", t.Storage}, {"recipe", t.Recipe},
		} {
			says = says || p.text != ""
			x.only(at+"."+p.key, proseFault(p.text))
		}
		if !says {
			x.fault(at, "it says nothing; take it out or write one of about, origin, ingredients, use, storage, recipe")
		}
	}
}

// lang looks at a language that must be given, once.
func (x examiner) lang(path, lang string, before []string) []string {
	lower := strings.ToLower(lang)
	x.only(path, langFault(lang))
	if slices.Contains(before, lower) {
		x.fault(path, "%q stands further up already; each language stands once", lang)
	}
	return append(before, lower)
}

func (x examiner) allergens(all []Allergen) {
	x.count("allergens", len(all), len(substances))
	for i, a := range all {
		at := fmt.Sprintf("allergens[%d]", i)
		if names := Allergens(); !slices.Contains(names, a.Name) {
			x.fault(at+".name", "no allergen is called %.60q; write one of %s", a.Name, strings.Join(names, ", "))
		} else if slices.ContainsFunc(all[:i], func(b Allergen) bool { return b.Name == a.Name }) {
			x.fault(at+".name", "%q stands further up already; a product contains it or has traces of it", a.Name)
		}
	}
}

func (x examiner) certificates(all []Certificate) {
	x.count("certificates", len(all), MaxCertificates)
	for i, c := range all {
		at := fmt.Sprintf("certificates[%d]", i)
		x.only(at+".name", wordsFault(c.Name, true))
		x.only(at+".by", wordsFault(c.By, false))
		x.only(at+".number", wordsFault(c.Number, false))
		if c.Href != "" {
			x.only(at+".href", hrefFault(c.Href))
		}
	}
}

func (x examiner) lots(all []Lot) {
	x.count("lots", len(all), MaxLots)
	for i, l := range all {
		at := fmt.Sprintf("lots[%d]", i)
		if x.piece(at+".lot", l.Lot); l.Lot == "" {
			x.fault(at+".lot", "it is empty; write the lot as it stands in the bar code")
		} else if slices.ContainsFunc(all[:i], func(o Lot) bool { return o.Lot == l.Lot }) {
			x.fault(at+".lot", "lot %s stands further up already; write all its steps there", l.Lot)
		}
		if x.count(at+".steps", len(l.Steps), MaxSteps); len(l.Steps) == 0 {
			x.fault(at, "it has no steps; take it out or write where it was")
		}
		for n, s := range l.Steps {
			step := fmt.Sprintf("%s.steps[%d]", at, n)
			x.only(step+".what", wordsFault(s.What, true))
			x.only(step+".where", wordsFault(s.Where, true))
			if s.Day == (gs1.Date{}) {
				x.fault(step+".day", "it has no day; write it like 2027-01-31")
			} else if n > 0 && s.Day.Before(l.Steps[n-1].Day) {
				x.fault(step+".day", "%s is before the step above it; write them in the order of their days", s.Day)
			}
		}
	}
}

func (x examiner) recall(r Recall) {
	if r.Since == (gs1.Date{}) {
		x.fault("recall.since", "it has no day; write it like 2027-01-31")
	}
	if x.count("recall.notices", len(r.Notices), MaxLangs); len(r.Notices) == 0 {
		x.fault("recall", "it has no notices; shoppers need to know why and what to do")
	}
	var langs []string
	for i, n := range r.Notices {
		at := fmt.Sprintf("recall.notices[%d]", i)
		langs = x.lang(at+".lang", n.Lang, langs)
		for _, p := range [...]struct{ key, text string }{{"why", n.Why}, {"advice", n.Advice}} {
			if x.only(at+"."+p.key, proseFault(p.text)); p.text == "" {
				x.fault(at+"."+p.key, "it is empty; shoppers need to know why and what to do")
			}
		}
	}
}
