package wire_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

// newer reads a golden file of an end that is one version ahead. They are
// written by hand, because no code of ours can say them yet.
func newer(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "newer", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// known proves that of a newer end's message everything is taken that we know.
func known[T wire.Body](t *testing.T, name string, want T) {
	t.Helper()
	got, err := wire.Decode[T](newer(t, name))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if d := cmp.Diff(got, want); d != "" {
		t.Errorf("%s:\n%s", name, d)
	}
}

func TestNewer_MessagesAreTakenForWhatIsKnownOfThem(t *testing.T) {
	mark := wire.Mark{Stream: wire.Money, Incarnation: inc, Upto: 2}
	known(t, "hello.json", wire.Hello{
		Incarnation: inc, Session: 17, Nonce: nonce, Streams: []wire.Position{{Stream: wire.Money, Incarnation: inc, Next: 3, Safe: 2}},
		Book: 3, Command: 8, Role: "kiosk", Version: "9.0.0", Room: 1 << 28, Clock: wire.Reading{Wall: noon, Mono: 61_000, Clock: wire.ClockNTP},
	})
	known(t, "welcome.json", wire.Welcome{Session: 17, Nonce: nonce, Time: noon, Upto: []wire.Mark{mark}})
	known(t, "ack.json", wire.Ack{Mark: mark})
	known(t, "status.json", wire.Status{Online: true, Session: 17, Incarnation: inc})
	known(t, "get.json", wire.Get{Chunks: []string{wire.ChunkName([]byte("x"))}})
}

// Whoever keeps them can send them on as they came, but for what only a
// newer end understands about the envelope.
func TestNewer_EventsAreKeptByteForByte(t *testing.T) {
	b, err := wire.DecodeBatch(newer(t, "batch.json"))
	if err != nil {
		t.Fatal(err)
	}
	var said []struct {
		Type wire.Type       `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(newer(t, "batch.json"), &said); err != nil {
		t.Fatal(err)
	}
	for i, e := range b.Events {
		if e.Seq != uint64(i)+7 || e.Type != said[i].Type || string(e.Data) != string(said[i].Data) {
			t.Errorf("event %d: got %d %s %s", i+7, e.Seq, e.Type, e.Data)
		}
	}
	again, err := wire.EncodeBatch(b.From, b.Stream, b.Incarnation, b.Events)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := wire.DecodeBatch(again); err != nil || cmp.Diff(got, b) != "" {
		t.Errorf("sent on: %v\n%s", err, cmp.Diff(got, b))
	}
}

// TestNewer_ABookWithSheetsIsTheSameBookToADeviceThatKnowsNone reads lines and
// manifest with the members that there were before sheets.
func TestNewer_ABookWithSheetsIsTheSameBookToADeviceThatKnowsNone(t *testing.T) {
	cut, err := wire.CutBook(func(yield func(wire.BookLine, error) bool) {
		_ = yield(wire.BookLine{Product: json.RawMessage(`{"gtin": "09506000134352"}`), Sheet: sheetText(t)}, nil) &&
			yield(wire.BookLine{Product: json.RawMessage(`{"gtin": "09506000134369", "name": "<"}`)}, nil) &&
			yield(wire.BookLine{Offer: json.RawMessage(`{"id": "x"}`)}, nil)
	})
	if err != nil || cut.Sheets != 1 || cut.Products != 2 || cut.Offers != 1 || cut.All != cut.Root.Add(wire.SheetRoot(sheetText(t))) {
		t.Fatalf("%d sheets, %v", cut.Sheets, err)
	}
	raw, err := cut.Pieces[0].Open(cut.Pieces[0].Bytes)
	if err != nil {
		t.Fatal(err)
	}
	root, offers := wire.Root{}, uint64(0)
	for text := range bytes.Lines(raw) {
		var l struct{ P, O json.RawMessage }
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		if l.P != nil {
			root = root.Add(wire.ProductRoot(l.P))
		} else {
			offers++
			root = root.Add(wire.OfferRoot(offers, l.O))
		}
	}
	if root != cut.Root {
		t.Errorf("its root is %s, want %s", root, cut.Root)
	}
}

// A device compares what it has with Whole. Without sheets that is Root, so
// that nothing that was published before sheets looks like another book now.
func TestManifest_WholeIsRootUnlessThereAreSheets(t *testing.T) {
	m := manifest()
	if m.Whole() != m.Root || m.Deltas[0].Whole() != m.Deltas[0].Base {
		t.Error("a book without sheets has another root")
	}
	m = sheetManifest()
	if m.Whole() != m.All || m.Deltas[0].Whole() != m.Deltas[0].All || m.Check() != nil {
		t.Errorf("a book with sheets: %v", m.Check())
	}
	for _, c := range []struct {
		sheets int
		all    wire.Root
	}{{0, m.All}, {1, wire.Root{}}, {-1, m.All}, {m.Products + 1, m.All}} {
		m.Sheets, m.All = c.sheets, c.all
		if err := m.Check(); err == nil {
			t.Errorf("%d sheets and %s: not refused", c.sheets, c.all)
		}
	}
}

func TestNewer_CommandsAndBooksAreLegible(t *testing.T) {
	private, public := key(1)
	s, err := wire.Sign(wire.ForCommand, newer(t, "command-body.json"), private)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := wire.OpenCommand(s, public); err != nil || c.Kind != "defrost" || c.Number != 10 {
		t.Errorf("a command of an unknown kind: got %+v, %v", c, err)
	}
	s, err = wire.Sign(wire.ForBook, newer(t, "manifest.json"), private)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := wire.OpenBook(s, public); err != nil || m.Edition() != (wire.Edition{Epoch: 1, Version: 4}) || len(m.Index) != 1 {
		t.Errorf("a manifest: got %+v, %v", m, err)
	}
	for l, err := range wire.ReadLines(newer(t, "line.json")) {
		if err != nil || len(l.Product) == 0 {
			t.Errorf("a line of a book: got %+v, %v", l, err)
		}
	}
}
