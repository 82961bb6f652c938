package offers

import (
	"errors"
	"fmt"
	"strings"

	"endcap/offers/ask"
	"endcap/scanner/gs1"
)

func (k checker) sel(path string, s *Select) {
	if s == nil {
		return
	}
	n := 0
	for _, l := range s.lists() {
		k.entries(path+"."+l.name, l.list, false)
		n += len(l.list)
	}
	for i, g := range s.GTINs {
		if _, err := gs1.ParseGTIN(g); err != nil {
			k.say(fmt.Sprintf("%s.gtins[%d]", path, i), "%v", err)
		}
	}
	if n == 0 && s.Ask == "" && s.ExpiresWithin == 0 && s.MinUnitPrice == 0 && s.MaxUnitPrice == 0 && s.Not == nil {
		k.say(path, "it selects nothing in particular; leave it out to mean every line")
	}
	for i, p := range s.PLUs {
		if len(p) < 4 || len(p) > 5 || strings.Trim(p, "0123456789") != "" {
			k.say(fmt.Sprintf("%s.plus[%d]", path, i), "%q is no PLU; write its 4 or 5 digits", p)
		}
	}
	if s.Ask != "" {
		k.ask(path+".expr", s.Ask, SelectFields())
	}
	k.number(path+".expires_within_hours", s.ExpiresWithin, 0, 24*366)
	k.number(path+".min_unit_price", s.MinUnitPrice, 0, MaxAmount)
	k.number(path+".max_unit_price", s.MaxUnitPrice, 0, MaxAmount)
	if s.MaxUnitPrice > 0 && s.MaxUnitPrice < s.MinUnitPrice {
		k.say(path+".max_unit_price", "%d is below min_unit_price %d: nothing can be meant", s.MaxUnitPrice, s.MinUnitPrice)
	}
	if s.Not != nil && s.Not.Not != nil {
		k.say(path+".not.not", "not within not is not built; say what is meant instead")
		return
	}
	k.sel(path+".not", s.Not)
}

// ask says what is wrong with a program that may ask for these fields.
func (k checker) ask(path, text string, fields map[string]ask.Type) {
	_, err := ask.Compile(text, fields)
	if wrong := (*ask.Error)(nil); errors.As(err, &wrong) {
		k.say(path, "at column %d: %s", wrong.At+1, wrong.Fault)
	}
}
