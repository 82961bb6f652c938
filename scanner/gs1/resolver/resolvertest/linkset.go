package resolvertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const (
	vocabulary       = "https://ref.gs1.org/voc/"
	defaultLink      = vocabulary + "defaultLink"
	defaultLinkMulti = vocabulary + "defaultLinkMulti"
)

var (
	address  = regexp.MustCompile(`^https?://[a-zA-Z0-9./]+`)
	linkType = regexp.MustCompile(`^[a-z-]+$|^https?://[a-zA-Z0-9./]+$`)
	language = regexp.MustCompile(`^[a-zA-Z]{2}(-[a-zA-Z0-9]{2})?$`)
	medium   = regexp.MustCompile(`^\w+/[-+.\w]+$`)
)

// Read reads a linkset and returns its first fault: whatever GS1's schema does
// not allow, and besides that what the standard says in words.
func Read(b []byte) (Linkset, error) {
	var doc struct {
		Linkset []map[string]json.RawMessage `json:"linkset"`
	}
	if err := unmarshal(b, &doc); err != nil {
		return nil, err
	}
	if len(doc.Linkset) == 0 {
		return nil, errors.New("there is no linkset")
	}
	var set Linkset
	for i, object := range doc.Linkset {
		l, err := readLevel(object)
		if err != nil {
			return nil, fmt.Errorf("anchor %d: %w", i+1, err)
		}
		if slices.ContainsFunc(set, func(o Level) bool { return o.Anchor == l.Anchor }) {
			return nil, fmt.Errorf("%s stands there twice", l.Anchor)
		}
		set = append(set, l)
	}
	return set, nil
}

func readLevel(object map[string]json.RawMessage) (Level, error) {
	l := Level{Links: map[string][]Link{}}
	if err := errors.Join(json.Unmarshal(object["anchor"], &l.Anchor), json.Unmarshal(object["itemDescription"], &l.Name)); err != nil {
		return l, err
	}
	if !address.MatchString(l.Anchor) || l.Name == "" {
		return l, fmt.Errorf("anchor %q of %q", l.Anchor, l.Name)
	}
	delete(object, "anchor")
	delete(object, "itemDescription")
	for kind, text := range object {
		var links []Link
		if err := unmarshal(text, &links); err != nil {
			return l, fmt.Errorf("%s: %w", kind, err)
		}
		if !linkType.MatchString(kind) || len(links) == 0 {
			return l, fmt.Errorf("%q has %d links", kind, len(links))
		}
		for _, link := range links {
			if err := link.check(); err != nil {
				return l, fmt.Errorf("%s: %w", kind, err)
			}
		}
		l.Links[kind] = links
	}
	return l, l.defaults()
}

func (l Link) check() error {
	switch {
	case !address.MatchString(l.Href):
		return fmt.Errorf("href %q", l.Href)
	case strings.TrimSpace(l.Title) == "":
		return fmt.Errorf("%s has no title", l.Href)
	case l.Media != "" && !medium.MatchString(l.Media):
		return fmt.Errorf("type %q", l.Media)
	case slices.ContainsFunc(l.Lang, func(s string) bool { return !language.MatchString(s) }):
		return fmt.Errorf("hreflang %q", l.Lang)
	}
	return nil
}

// defaults proves that there is one default link at most, that it is bare, and
// that it stands with a type that says what it is.
func (l Level) defaults() error {
	links, there := l.Links[defaultLink]
	if there && (len(links) != 1 || !links[0].bare()) {
		return fmt.Errorf("default link: %+v", links)
	}
	if multi, there := l.Links[defaultLinkMulti]; there && len(multi) < 2 {
		return fmt.Errorf("default links for some: %+v", multi)
	}
	for _, d := range slices.Concat(links, l.Links[defaultLinkMulti]) {
		described := false
		for kind, others := range l.Links {
			described = described || !strings.HasPrefix(kind, defaultLink) && slices.ContainsFunc(others, func(o Link) bool { return o.Href == d.Href })
		}
		if !described {
			return fmt.Errorf("nothing says what the default link %s is", d.Href)
		}
	}
	return nil
}
