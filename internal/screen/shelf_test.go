package screen

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/device/label"
	"endcap/device/shelf"
)

func TestShelf_PageIsStable(t *testing.T) {
	h := Shelf(newFakeShelf(t), Options{Name: "shelf-03", Online: func() bool { return true }})
	page := get(t, h, "/").Body.String()
	// The name of a picture is made of its bytes, which may change with the encoder.
	golden(t, "shelf.html", regexp.MustCompile(`\.png\?[0-9a-f]+`).ReplaceAllString(page, ".png?bytes"))
}

func TestShelf_PageSaysHowEveryLabelIs(t *testing.T) {
	page := get(t, Shelf(newFakeShelf(t), Options{}), "/").Body.String()
	for _, want := range []string{
		"3 labels, 1 to look at", "A3-1", "24 pieces", "12.400\u00a0kg", "1 piece<", "13:59:58", "Price book 12",
		"the panel stays busy; check its cable", "not shown", `width="296" height="128"`, `alt="Label: Gouda, aged 12 months, 14.90` + "\u00a0" + `€ per kg"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestShelf_PictureIsTheOneOnThePanel(t *testing.T) {
	s := newFakeShelf(t)
	h := Shelf(s, Options{})
	src := regexp.MustCompile(`/labels/esl-1\.png\?\w+`)
	before := src.FindString(get(t, h, "/").Body.String())
	w := get(t, h, before)
	if w.Code != 200 || w.Header().Get("Content-Type") != "image/png" || !bytes.Equal(w.Body.Bytes(), s.pictures["esl-1"]) {
		t.Errorf("got %d %s, want 200 image/png and its bytes", w.Code, w.Header().Get("Content-Type"))
	}
	s.pictures["esl-1"] = s.pictures["esl-2"]
	if after := src.FindString(get(t, h, "/").Body.String()); after == before {
		t.Error("another picture has the same address, so a page would keep the old one")
	}
	for _, path := range []string{"/labels/esl-9.png", "/labels/esl-1", "/labels/..%2fesl-1.png"} {
		if w := get(t, h, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, w.Code)
		}
	}
}

func TestShelf_StrangeIdsStayWhole(t *testing.T) {
	const id = `a/b?c#<d>"é%2f`
	s := &fakeShelf{pictures: map[string][]byte{id: bar(t, 8, 8)}}
	s.Set(shelf.View{Labels: []shelf.ViewLabel{{Facts: label.Facts{ID: id, Name: "<b>"}}}})
	h := Shelf(s, Options{})
	page := get(t, h, "/").Body.String()
	src := regexp.MustCompile(`src="(/labels/[^"]+)"`).FindStringSubmatch(page)
	if src == nil || strings.Contains(page, "<d>") || strings.Contains(page, "<b></span>") {
		t.Fatalf("got %s", page)
	}
	if w := get(t, h, src[1]); w.Code != 200 {
		t.Errorf("%s: got %d, want 200", src[1], w.Code)
	}
	post(t, h, "/find", form("label", id))
	if diff := cmp.Diff(s.found, []string{id}); diff != "" {
		t.Error(diff)
	}
}

func TestShelf_FindReachesTheController(t *testing.T) {
	s := newFakeShelf(t)
	h := Shelf(s, Options{})
	w := post(t, h, "/find", form("label", "esl-2"))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/#label-esl-2" {
		t.Errorf("got %d to %q, want 303 to its place on the page", w.Code, w.Header().Get("Location"))
	}
	s.fail = errors.New("shelf: no such label")
	if w := post(t, h, "/find", form("label", "esl-9")); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Shelf: no such label.") {
		t.Errorf("got %d, want 409 and the sentence", w.Code)
	}
	if w := post(t, h, "/find", form("label", "esl-2"), "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("another site: got %d, want 403", w.Code)
	}
	if diff := cmp.Diff(s.found, []string{"esl-2", "esl-9"}); diff != "" {
		t.Error(diff)
	}
}

func TestShelf_WithoutLabelsSaysWhatToDo(t *testing.T) {
	if page := get(t, Shelf(&fakeShelf{}, Options{}), "/").Body.String(); !strings.Contains(page, "has no labels") {
		t.Error("an empty shelf says nothing")
	}
}

func TestShelf_ViewIsThereAsJSON(t *testing.T) {
	s := newFakeShelf(t)
	var got shelf.View
	if err := json.Unmarshal(get(t, Shelf(s, Options{}), "/api/view").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, s.View()); diff != "" {
		t.Error(diff)
	}
}
