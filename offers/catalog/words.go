package catalog

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What follows says what is wrong with one text of a sheet, "" if nothing is.

const (
	small  = "abcdefghijklmnopqrstuvwxyz"
	digits = "0123456789"
)

// lotCharacters are those of a lot and a serial number: character set 82
// (GenSpecs 7.11).
const lotCharacters = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`

// wordsFault looks at a text of one line.
func wordsFault(s string, needed bool) string {
	switch {
	case s == "" && needed:
		return "it is empty; it is shown to shoppers"
	case len(s) > MaxName:
		return fmt.Sprintf("it has %d bytes; at most %d fit", len(s), MaxName)
	}
	return characterFault(s, "")
}

// proseFault looks at a text of several sentences, which may have paragraphs.
func proseFault(s string) string {
	if len(s) > MaxText {
		return fmt.Sprintf("it has %d bytes; at most %d fit", len(s), MaxText)
	}
	return characterFault(s, "\n")
}

// characterFault refuses what no shopper sees and what turns the direction of
// what stands around it.
func characterFault(s, allowed string) string {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return "it holds letters that are not UTF-8; save the file as UTF-8"
	}
	for at, r := range s {
		hidden := unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
		if hidden && !strings.ContainsRune(allowed, r) {
			return fmt.Sprintf("it has the character %U after %d bytes, which nobody sees; take it out", r, at)
		}
	}
	return ""
}

// hrefFault looks at an address, or the path of one of the device's pages.
func hrefFault(s string) string {
	u, err := url.Parse(s)
	_, absolute := strings.CutPrefix(s, "/")
	switch {
	case s == "":
		return "it leads nowhere; write an https address, or the path of a page"
	case len(s) > MaxHref:
		return fmt.Sprintf("it has %d bytes; at most %d fit", len(s), MaxHref)
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }) || err != nil:
		return fmt.Sprintf("%.60q is no address; write spaces and letters that are not ASCII as %%XX", s)
	case absolute && u.Host == "" && !strings.HasPrefix(s, "//"):
		if clean := path.Clean(u.Path); clean != u.Path && clean+"/" != u.Path {
			return fmt.Sprintf("%.60q goes up or says nothing twice; write the path of the page itself", s)
		}
		return ""
	case u.Scheme != "https" || u.Hostname() == "":
		return fmt.Sprintf(`%.60q leads to no place a shopper may be sent to; write an https address, or the path of a page such as "/recipes/soup"`, s)
	case u.User != nil:
		return "it holds a user name, which shoppers would see; take it out"
	}
	return ""
}

// langFault looks at a language tag: its form alone (RFC 5646, 2.1).
func langFault(s string) string {
	subtags := strings.Split(strings.ToLower(s), "-")
	ok := len(s) <= MaxLang
	for i, t := range subtags {
		ok = ok && len(t) >= 1 && len(t) <= 8 && strings.Trim(t, small+digits) == ""
		switch {
		case i == 0: // a language: two letters, three, or a registered one of five to eight
			ok = ok && len(t) != 1 && len(t) != 4 && strings.Trim(t, small) == ""
		case len(t) == 1: // begins an extension
			ok = ok && i+1 < len(subtags)
		}
	}
	if ok {
		return ""
	}
	return fmt.Sprintf(`%.40q is no language; write it like "de" or "pt-BR" (BCP 47)`, s)
}

// mediaFault looks at a media type without parameters (RFC 6838, 4.2).
func mediaFault(s string) string {
	kind, sub, _ := strings.Cut(strings.ToLower(s), "/")
	for _, name := range [...]string{kind, sub} {
		if name == "" || len(s) > MaxMedia || strings.Trim(name, small+digits+"!#$&-^_.+") != "" {
			return fmt.Sprintf(`%.60q is no media type; write it like "text/html"`, s)
		}
	}
	return ""
}
