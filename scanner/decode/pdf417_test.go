package decode

import (
	"testing"

	"endcap/scanner/decode/pdf417"
)

func TestInCharacters_KnowsTheSetOfEachPart(t *testing.T) {
	got, ok := inCharacters([]pdf417.Part{{ECI: -1, Bytes: []byte("\xd6l ")}, {ECI: 26, Bytes: []byte("Öl ")}, {ECI: 9, Bytes: []byte("\xe1")}})
	if want := "Öl Öl α"; got != want || !ok {
		t.Errorf("got %q, %v, want %q", got, ok, want)
	}
	if got, ok := inCharacters([]pdf417.Part{{ECI: 810899, Bytes: []byte("?")}}); ok {
		t.Errorf("an unknown set was read as %q", got)
	}
}
