package resolver_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/resolver"
)

const base = "https://shelf.example"

func ask(t testing.TB, q resolver.Request) resolver.Answer {
	t.Helper()
	if q.Method == "" {
		q.Method = http.MethodGet
	}
	q.Base = base
	a, err := resolver.Resolver{Name: "shelf-03", Source: shop{}}.Answer(q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnswer_LeadsToTheLinkThatSuitsBest(t *testing.T) {
	const certificates, pdf = "linkType=gs1:certificationInfo", "https://cert.example/"
	for name, c := range map[string]struct {
		asked resolver.Request
		want  string // where it leads, without what follows "linkType"
	}{
		"the default":                           {resolver.Request{}, base + "/p/shirt"},
		"the default in a language":             {resolver.Request{Language: "de"}, base + "/p/shirt?l=de"},
		"the default in a kind of the language": {resolver.Request{Language: "de-AT, en;q=0.9"}, base + "/p/shirt?l=de"},
		"a language that it is not in":          {resolver.Request{Language: "fr"}, base + "/p/shirt"},
		"a language that is not wanted":         {resolver.Request{Language: "*, en;q=0"}, base + "/p/shirt?l=de"},
		"weights decide":                        {resolver.Request{Language: "en;q=0.1,de;q=0.123"}, base + "/p/shirt?l=de"},
		"weights that are none":                 {resolver.Request{Language: "de;q=9, de;q=x, en;q=1.000"}, base + "/p/shirt"},
		"capital letters":                       {resolver.Request{Language: "DE"}, base + "/p/shirt?l=de"},
		"a header of nothing":                   {resolver.Request{Language: ",;,;q=1", Accept: ",,"}, base + "/p/shirt"},
		"the default link by its name":          {resolver.Request{Query: "linkType=gs1:defaultLink"}, base + "/p/shirt"},
		"no type after all":                     {resolver.Request{Query: "linkType="}, base + "/p/shirt"},
		"by language":                           {resolver.Request{Query: certificates, Language: "fr"}, pdf + "fr"},
		"by media type":                         {resolver.Request{Query: certificates, Accept: "application/pdf"}, pdf + "1.pdf"},
		"by a kind of media types":              {resolver.Request{Query: certificates, Accept: "text/html;q=0.2, application/*"}, pdf + "1.pdf"},
		"by the most particular range":          {resolver.Request{Query: certificates, Accept: "*/*, text/html;q=0"}, pdf + "1.pdf"},
		"by language and media type":            {resolver.Request{Query: certificates, Language: "en-GB", Accept: "application/pdf"}, pdf + "2.pdf"},
		"by context":                            {resolver.Request{Query: certificates + "&context=lk"}, pdf + "3.pdf"},
		"language comes before media type":      {resolver.Request{Query: certificates, Language: "en", Accept: "text/html,*/*;q=0.1"}, pdf + "2.pdf"},
		"an address for a type":                 {resolver.Request{Query: "linkType=https://schema.org/video"}, "https://shirt.example/video"},
		"an older address for a type":           {resolver.Request{Query: "linkType=https%3A%2F%2Fgs1.org%2Fvoc%2FsustainabilityInfo"}, "https://shirt.example/green"},
		"the first of two types":                {resolver.Request{Query: "linkType=gs1:sustainabilityInfo&linkType=gs1:pip"}, "https://shirt.example/green"},
	} {
		t.Run(name, func(t *testing.T) {
			c.asked.Path = "/01/" + shirt
			a := ask(t, c.asked)
			to, _, _ := strings.Cut(a.Location, "?linkType")
			if a.Status != 307 || to != c.want {
				t.Errorf("got %d to %q, want %s", a.Status, a.Location, c.want)
			}
		})
	}
}

func TestAnswer_WalksUpToWhatIsKnown(t *testing.T) {
	for path, want := range map[string]string{
		"/10/A7":                                 base + "/recall/shirt/A7",
		"/10/A7/21/1234":                         base + "/recall/shirt/A7",
		"/22/X/10/A7/21/9":                       base + "/recall/shirt/A7",
		"/21/1234":                               base + "/p/shirt",
		"/10/a7":                                 base + "/p/shirt",
		"/10/A7?linkType=gs1:x":                  "",
		"/10/A7?linkType=gs1:sustainabilityInfo": "https://shirt.example/green?linkType=gs1:sustainabilityInfo",
		"/10/A7/21/1234?linkType=gs1:dpp&17=270101":   "https://dpp.example/1234?linkType=gs1:dpp&17=270101",
		"/10/B/21/1234?linkType=gs1:instructions&x=1": "https://shirt.example/wash?linkType=gs1:instructions&x=1#hot",
		"/10/B?linkType=gs1:dpp":                      "",
	} {
		p, query, _ := strings.Cut(path, "?")
		a := ask(t, resolver.Request{Path: "/01/" + shirt + p, Query: query})
		if status := map[bool]int{true: 404, false: 307}[want == ""]; a.Status != status || a.Location != want {
			t.Errorf("%s: got %d to %q, want %q", path, a.Status, a.Location, want)
		}
	}
}

func TestAnswer_ShortNumbersAreFilledUp(t *testing.T) {
	a := ask(t, resolver.Request{Path: "/01/" + shirt[1:]})
	if a.Status != 307 || !strings.Contains(a.Links, "/01/"+shirt+"?") {
		t.Errorf("got %d with %s, want its number of 14 digits", a.Status, a.Links)
	}
}

func TestAnswer_CompressedLinksAreReadAndNamed(t *testing.T) {
	const packed = "/CxZlXgDkGo1XgkY" // (01)12312312312333(10)ABC123
	known := resolver.Resolver{Source: sourceFunc(func(m *gs1.Message) ([]resolver.Entry, error) {
		if v, _ := m.Value(gs1.AIGTIN); v != "12312312312333" {
			return nil, nil
		}
		return []resolver.Entry{{Name: "Thing", Links: []resolver.Link{{Type: "gs1:pip", Href: "/p"}}}}, nil
	})}
	const self = "<" + base + `/01/12312312312333/10/ABC123>; rel="owl:sameAs"`
	for query, status := range map[string]int{"": 307, "foo=bar": 307, "linkType=linkset": 200, "linkType=gs1:dpp": 404} {
		a, err := known.Answer(resolver.Request{Method: "GET", Base: base, Path: packed, Query: query})
		if err != nil || a.Status != status || status < 400 && !strings.Contains(a.Links, self) {
			t.Errorf("%q: got %d with %s %v", query, a.Status, a.Links, err)
		}
		if status == 200 && strings.Contains(string(a.Body), packed) {
			t.Errorf("the anchor is compressed: %s", a.Body)
		}
	}
	for _, path := range []string{"/favicon.ico", "/", "", "/pay", "/CxZlXgDkGo1XgkZZZZZZ", "/a/b/c"} {
		if a := ask(t, resolver.Request{Path: path}); a.Status != 404 {
			t.Errorf("%q: got %d, want 404", path, a.Status)
		}
	}
}

// sourceFunc is a source of one function.
type sourceFunc func(*gs1.Message) ([]resolver.Entry, error)

func (f sourceFunc) Entries(m *gs1.Message) ([]resolver.Entry, error) { return f(m) }

func TestAnswer_LimitsHold(t *testing.T) {
	for name, c := range map[string]struct {
		asked resolver.Request
		want  int
	}{
		"a long query":      {resolver.Request{Query: strings.Repeat("a=b&", resolver.MaxURI/4)}, 414},
		"many parameters":   {resolver.Request{Query: strings.Repeat("a&", resolver.MaxURI/2-20)}, 400},
		"a long header":     {resolver.Request{Language: strings.Repeat("xx,", 1<<20) + "de"}, 307},
		"a header of one":   {resolver.Request{Language: strings.Repeat("x", 1<<20)}, 307},
		"many media types":  {resolver.Request{Accept: strings.Repeat("a/b;q=0.1,", 1<<10) + "application/linkset+json"}, 307},
		"a long link type":  {resolver.Request{Query: "linkType=" + strings.Repeat("x", 7000)}, 404},
		"an open bracket":   {resolver.Request{Query: "a={"}, 400},
		"a newline":         {resolver.Request{Query: "a=\r\nSet-Cookie: x"}, 400},
		"half an escape":    {resolver.Request{Query: "linkType=%zz"}, 404},
		"an escaped header": {resolver.Request{Query: "linkType=gs1:pip%0d%0aX:y"}, 404},
	} {
		c.asked.Path = "/01/" + shirt
		a := ask(t, c.asked)
		if a.Status != c.want || len(a.Reason) > 500 {
			t.Errorf("%s: got %d %s, want %d", name, a.Status, a.Reason, c.want)
		}
	}
}

func TestAnswer_SaysWhatIsWrong(t *testing.T) {
	for path, want := range map[string]string{
		"/01/09506000164907":             "the last digit should be 8",
		"/01/" + shirt + "/foo":          "behind the key its qualifiers may stand",
		"/01/" + shirt + "/10/":          "behind the key",
		"/01/09521234543213":             "nothing is known here of " + base + "/01/09521234543213",
		"/nonsense":                      "that looks like " + base + "/01/",
		"/414/" + place + "/10/A":        "LOT",
		"/01/" + shirt + "/414/" + place: "nothing else",
	} {
		if a := ask(t, resolver.Request{Path: path}); a.Status < 400 || !strings.Contains(a.Reason, want) || strings.Contains(a.Reason, "id.gs1.org") {
			t.Errorf("%s: got %d %s, want %q", path, a.Status, a.Reason, want)
		}
	}
}

func TestAnswer_AFaultOfTheSourceIsTold(t *testing.T) {
	a, err := resolver.Resolver{Source: shop{}}.Answer(resolver.Request{Method: "GET", Base: base, Path: "/8004/95201ABC"})
	if a.Status != 500 || !errors.Is(err, errStore) || strings.Contains(string(a.Body), "card") {
		t.Errorf("got %d %v %s", a.Status, err, a.Body)
	}
}

func TestAnswer_LeadsNobodyAstray(t *testing.T) {
	hrefs := []string{
		"javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd", "https://", "http:///x", " https://a.example",
		"https://ok.example/\r\nSet-Cookie: a=b", "https://ok.example/<script>\"'", "https://ok.example/ä", `/\evil.example`, "", "ftp://x", "HTTPS://a.example", "mailto:x",
	}
	for _, href := range hrefs {
		r := resolver.Resolver{Source: sourceFunc(func(*gs1.Message) ([]resolver.Entry, error) {
			return []resolver.Entry{{Name: `<script>`, Links: []resolver.Link{{Type: "gs1:pip", Href: href, Title: "\"><script>\r\n"}}}}, nil
		})}
		for _, query := range []string{"", "linkType=linkset", "linkType=gs1:pip"} {
			a, _ := r.Answer(resolver.Request{Method: "GET", Base: base, Path: "/01/" + shirt, Query: query})
			if strings.ContainsAny(a.Location+a.Links, "\r\n \"<>"[:2]) || strings.ContainsAny(a.Location, " \"<>") {
				t.Errorf("%q: got Location %q Link %q", href, a.Location, a.Links)
			}
			if a.Location != "" && !strings.HasPrefix(a.Location, base+"/") && !strings.HasPrefix(a.Location, "https://ok.example/") {
				t.Errorf("%q leads to %q", href, a.Location)
			}
			if strings.Contains(string(a.Body), "<script>") || strings.Contains(string(a.Body), "javascript:") {
				t.Errorf("%q: got %s", href, a.Body)
			}
		}
	}
}

func TestAnswer_ALinkToItselfIsNotFollowed(t *testing.T) {
	r := resolver.Resolver{Source: sourceFunc(func(*gs1.Message) ([]resolver.Entry, error) {
		return []resolver.Entry{{Links: []resolver.Link{{Type: "gs1:pip", Href: "/01/" + shirt}}}}, nil
	})}
	if a, _ := r.Answer(resolver.Request{Method: "GET", Base: base, Path: "/01/" + shirt}); a.Status != 404 {
		t.Errorf("got %d to %s", a.Status, a.Location)
	}
}

func TestHandler_RefusesHostsThatAreNone(t *testing.T) {
	h := resolver.Resolver{Source: shop{}}.Handler("", nil)
	for _, host := range []string{"", "evil.example/x", "a b", "x>;rel=", "ä.example"} {
		r := httptest.NewRequest(http.MethodGet, "/01/"+shirt, nil)
		r.Host = host
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
			t.Errorf("%q: got %d to %s", host, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestHandler_DrawsPagesForBrowsersAlone(t *testing.T) {
	h := resolver.Resolver{Source: shop{}}.Handler(base, func(w http.ResponseWriter, _ *http.Request, a resolver.Answer) {
		w.WriteHeader(a.Status)
		for _, c := range a.Choices {
			_, _ = w.Write([]byte(c.Title + " " + c.Href + "\n"))
		}
	})
	get := func(target, accept string) string {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Body.String()
	}
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	const choice = "/01/" + shirt + "?linkType=gs1:certificationInfo"
	if got, want := get(choice, browser), "Certificates https://cert.example/all\nA certificate https://cert.example/one\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := get(choice, "*/*"); !strings.HasPrefix(got, `{"linkset":[`) {
		t.Errorf("got %q", got)
	}
	if got := get("/01/09521234543213", browser); got != "" {
		t.Errorf("got %q", got)
	}
	if got := get("/01/09521234543213", "*/*"); !strings.HasPrefix(got, "nothing is known") {
		t.Errorf("got %q", got)
	}
}

func TestBegins_TellsDigitalLinksFromOtherPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"/01/1": true, "/414/x/y": true, "/8004/": true, resolver.WellKnown: true, "/": false, "/01": false, "/p/01/x": false, "/10/A": false, "": false, "/labels/x.png": false,
	} {
		if got := resolver.Begins(path); got != want {
			t.Errorf("%s: got %t", path, got)
		}
	}
}
