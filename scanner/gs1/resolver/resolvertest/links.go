package resolvertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/schematest"
)

// linksets: the list of all links.
func (s *subject) linksets(t *testing.T) {
	want := s.get(t, s.path, "Accept", "application/linkset+json")
	for name, ask := range map[string][2]string{
		"LinkTypeLinksetIsAnsweredWithTheLinkset":   {"linkset", "*/*"},
		"LinkTypeAllIsAnsweredAsBefore2024":         {"all", "*/*"},
		"AcceptAndLinkTypeAreAnsweredWithTheSame":   {"linkset", "application/linkset+json"},
		"AcceptLinksetIsEnoughAlone":                {"", "application/linkset+json"},
		"AcceptIsReadWithItsWeights":                {"", "text/html;q=0.5, application/linkset+json;q=0.9, */*;q=0.1"},
		"ABrowserThatAsksForTheLinksetIsAnsweredIt": {"linkset", "text/html,application/xhtml+xml,*/*;q=0.8"},
	} {
		t.Run(name, func(t *testing.T) {
			target := s.path
			if ask[0] != "" {
				target = with(s.path, "linkType", ask[0])
			}
			a := s.get(t, target, "Accept", ask[1])
			if a.status != http.StatusOK || a.Get("Location") != "" || a.Get("Content-Type") != "application/linkset+json" || string(a.body) != string(want.body) {
				t.Errorf("got %d %s to %q: %s", a.status, a.Get("Content-Type"), a.Get("Location"), a.body)
			}
		})
	}
	t.Run("JSONIsAnsweredWithJSON", func(t *testing.T) {
		for _, target := range []string{s.path, with(s.path, "linkType", "linkset")} {
			a := s.get(t, target, "Accept", "application/json")
			if a.status != http.StatusOK || a.Get("Content-Type") != "application/json" || string(a.body) != string(want.body) {
				t.Errorf("%s: got %d %s: %s", target, a.status, a.Get("Content-Type"), a.body)
			}
		}
	})
	t.Run("LinksetIsNotSentToWhoWouldRatherHaveAPage", func(t *testing.T) {
		if a := s.get(t, s.path, "Accept", "text/html, application/linkset+json;q=0.1"); a.status != http.StatusTemporaryRedirect {
			t.Errorf("got %d", a.status)
		}
	})
	s.contents(t, want)
}

// contents: what stands in the list of all links, and what comes with it.
func (s *subject) contents(t *testing.T, want said) {
	t.Run("LinksetFitsTheSchema", func(t *testing.T) {
		if _, err := Read(want.body); err != nil {
			t.Error(err)
		}
		if err := schematest.Open(t, schematest.Linkset)(want.body); err != nil {
			t.Error(err)
		}
	})
	t.Run("LinksetShowsTheWayToItsJSONLDContext", func(t *testing.T) {
		to, ok := strings.CutPrefix(want.links()["http://www.w3.org/ns/json-ld#context"], s.base)
		if !ok || !strings.Contains(want.Get("Link"), `type="application/ld+json"`) {
			t.Fatalf("got Link: %s", want.Get("Link"))
		}
		a := s.get(t, to)
		var doc struct {
			Context map[string]any `json:"@context"`
		}
		if err := json.Unmarshal(a.body, &doc); err != nil || a.status != http.StatusOK || a.Get("Content-Type") != "application/ld+json" || doc.Context["href"] != "@id" {
			t.Errorf("%s: got %d %s %v: %s", to, a.status, a.Get("Content-Type"), err, a.body)
		}
	})
	t.Run("LinksetHoldsEveryLevelUpToTheKeyAndNoOther", func(t *testing.T) {
		for path, set := range map[string]Linkset{s.path: s.linkset(t, s.path), s.key: s.linkset(t, s.key)} {
			if set[0].Anchor != s.base+s.key {
				t.Errorf("%s: the first anchor is %s", path, set[0].Anchor)
			}
			for _, l := range set[1:] {
				if rest, above := strings.CutPrefix(l.Anchor, s.base+s.key+"/"); !above || !strings.Contains(path, rest) {
					t.Errorf("%s: %s is of something else", path, l.Anchor)
				}
			}
		}
	})
	t.Run("KeyHasADefaultLink", func(t *testing.T) {
		if set := s.linkset(t, s.path); len(set[0].Links[defaultLink]) != 1 {
			t.Errorf("got %+v", set[0].Links[defaultLink])
		}
	})
	t.Run("LinkTypesOfGS1AreInItsVocabulary", func(t *testing.T) {
		for _, l := range s.linkset(t, s.path) {
			for kind := range l.Links {
				if name, ours := strings.CutPrefix(kind, vocabulary); ours {
					if _, ok := gs1.LinkTypeTitle(name); !ok {
						t.Errorf("%s is not in it", kind)
					}
				}
			}
		}
	})
}

// everyLink asks for each link of the linkset by what is told of it there.
func (s *subject) everyLink(t *testing.T) {
	set := s.linkset(t, s.path)
	seen := map[string]bool{} // the most particular level counts
	for _, l := range slices.Backward(set) {
		kinds := make([]string, 0, len(l.Links))
		for kind := range l.Links {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		for _, kind := range kinds {
			if seen[kind] {
				continue
			}
			seen[kind] = true
			switch links := l.Links[kind]; kind {
			case defaultLink:
				t.Run("RedirectsToTheDefaultLink", func(t *testing.T) { s.leads(t, "", links, links[0]) })
			case defaultLinkMulti:
				t.Run("RedirectsToTheDefaultLinkThatSuits", func(t *testing.T) { s.each(t, "", links) })
			default:
				t.Run("RedirectsToTheRequestedType/"+kind[strings.LastIndexByte(kind, '/')+1:], func(t *testing.T) { s.each(t, kind, links) })
			}
		}
	}
}

// each asks for every link of one type, by the address of the type and by its
// short form.
func (s *subject) each(t *testing.T, kind string, links []Link) {
	t.Helper()
	for _, l := range links {
		s.leads(t, kind, links, l)
		if name, ours := strings.CutPrefix(kind, vocabulary); ours {
			s.leads(t, "gs1:"+name, links, l)
		}
	}
}

// leads asks for one link by all that tells it from the others, and wants to
// be led there, or to be shown the choice if nothing does.
func (s *subject) leads(t *testing.T, kind string, links []Link, l Link) {
	t.Helper()
	target, params, headers := s.path, []string{}, []string{}
	if kind != "" {
		params = append(params, "linkType", kind)
	}
	if len(l.Context) > 0 {
		params = append(params, "context", l.Context[0])
	}
	if len(params) > 0 {
		target = with(s.path, params...)
	}
	if len(l.Lang) > 0 {
		headers = append(headers, "Accept-Language", l.Lang[0])
	}
	if l.Media != "" {
		headers = append(headers, "Accept", l.Media)
	}
	alike := 0
	for _, o := range links {
		if fmt.Sprint(o.Lang, o.Media, o.Context) == fmt.Sprint(l.Lang, l.Media, l.Context) {
			alike++
		}
	}
	a := s.get(t, target, headers...)
	to, _, _ := strings.Cut(a.Get("Location"), "?linkType=")
	to, _, _ = strings.Cut(to, "&linkType=")
	href, fragment, cut := strings.Cut(l.Href, "#")
	switch {
	case alike > 1:
		if a.status != http.StatusMultipleChoices || strings.Count(string(a.body), `"href"`) < alike {
			t.Errorf("%s %q: got %d: %s", target, headers, a.status, a.body)
		}
	case a.status != http.StatusTemporaryRedirect || to != href && to != l.Href || cut && !strings.HasSuffix(a.Get("Location"), fragment):
		t.Errorf("%s %q: got %d to %q, want %s", target, headers, a.status, a.Get("Location"), l.Href)
	}
}

// files: what a resolver says of itself.
func (s *subject) files(t *testing.T) {
	t.Run("ProvidesItsDescriptionFile", func(t *testing.T) {
		a := s.get(t, "/.well-known/gs1resolver", "Accept", "application/json")
		var d struct {
			Root    string   `json:"resolverRoot"`
			Keys    []string `json:"supportedPrimaryKeys"`
			Context string   `json:"jsonLdContextLocation"`
			Linkset *bool    `json:"linkTypeDefaultCanBeLinkset"`
			Contact struct {
				Name string `json:"fn"`
			} `json:"contact"`
		}
		err := json.Unmarshal(a.body, &d)
		if err != nil || a.status != http.StatusOK || a.Get("Content-Type") != "application/json" {
			t.Fatalf("got %d %s %v: %s", a.status, a.Get("Content-Type"), err, a.body)
		}
		ai, _, _ := strings.Cut(s.key[1:], "/")
		if d.Root != s.base || !slices.Contains(d.Keys, ai) && !slices.Contains(d.Keys, "all") || d.Context == "" || d.Linkset == nil || d.Contact.Name == "" {
			t.Errorf("got %s", a.body)
		}
	})
}
