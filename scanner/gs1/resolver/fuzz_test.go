package resolver_test

import (
	"net/url"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
	"endcap/scanner/gs1/resolver/resolvertest"
)

// FuzzAnswer asks for anything with any headers: every answer is one of the
// standard's, its headers are whole, and every list of links is right.
func FuzzAnswer(f *testing.F) {
	f.Add("/01/"+shirt, "", "*/*", "de")
	f.Add("/01/"+shirt+"/10/A7/21/1234", "linkType=linkset&17=270101", "application/linkset+json;q=0.5, text/html", "de-AT,en;q=0.3,*;q=0")
	f.Add("/01/"+shirt, "linkType=gs1:certificationInfo&context=LK", "application/*;q=1.", ";;q=0.0001,")
	f.Add("/414/"+place+"/254/%41%31/", "foo=bar", "", "")
	f.Add("/CxZlXgDkGo1XgkY", "", "a/b", "*")
	r := resolver.Resolver{Source: shop{}}
	f.Fuzz(func(t *testing.T, path, query, accept, language string) {
		a, err := r.Answer(resolver.Request{Method: "GET", Base: base, Path: path, Query: query, Accept: accept, Language: language})
		switch a.Status {
		case 200, 300:
			if _, fault := resolvertest.Read(a.Body); fault != nil && a.Type != "application/ld+json" && path != resolver.WellKnown {
				t.Errorf("%v: %s", fault, a.Body)
			}
		case 307:
			if u, err := url.Parse(a.Location); err != nil || u.Host == "" || u.Scheme != "https" {
				t.Errorf("leads to %q", a.Location)
			}
		case 400, 404, 414, 500:
			if a.Reason == "" || (err != nil) != (a.Status == 500) {
				t.Errorf("got %d %q %v", a.Status, a.Reason, err)
			}
		default:
			t.Errorf("got %d", a.Status)
		}
		if strings.ContainsAny(a.Location+a.Links, "\r\n") {
			t.Errorf("got headers %q %q", a.Location, a.Links)
		}
	})
}

// FuzzLink offers any link: what leads somewhere leads to a web page, and what
// is listed fits the standard.
func FuzzLink(f *testing.F) {
	f.Add("gs1:pip", "https://a.example/ä", "Title", "de", "text/html", "DE", "A7")
	f.Add("gs1:pip", "http://\xb0", "Title", "", "", "", "")
	f.Add("https://schema.org/x-y", "/\\x", "", "zh-Hant", "a/b;c", "", "")
	f.Fuzz(func(t *testing.T, kind, href, title, lang, media, context, lot string) {
		r := resolver.Resolver{Source: sourceFunc(func(*gs1.Message) ([]resolver.Entry, error) {
			l := resolver.Link{Type: kind, Href: href, Title: title, Lang: []string{lang}, Media: media, Context: []string{context}}
			return []resolver.Entry{{Name: title, Links: []resolver.Link{l, l}}, {Qualifiers: []gs1.Element{{AI: gs1.AILot, Value: lot}}, Links: []resolver.Link{l}}}, nil
		})}
		a, _ := r.Answer(resolver.Request{Method: "GET", Base: base, Path: "/01/" + shirt + "/10/A7", Query: "linkType=linkset"})
		if set, err := resolvertest.Read(a.Body); a.Status != 200 || err != nil || len(set) > 2 {
			t.Errorf("%v: %s", err, a.Body)
		}
		a, _ = r.Answer(resolver.Request{Method: "GET", Base: base, Path: "/01/" + shirt})
		if u, err := url.Parse(a.Location); a.Status == 307 && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
			t.Errorf("%q leads to %q", href, a.Location)
		}
	})
}
