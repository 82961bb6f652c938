package shopper_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers"
	"endcap/offers/play"
	"endcap/offers/shopper"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

const (
	milk  = gs1.GTIN(9520001100376)
	bread = gs1.GTIN(9520001101113)
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// key returns a key pair that is the same in every run.
func key(seed byte) (ed25519.PrivateKey, ed25519.PublicKey) {
	k := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	return k, k.Public().(ed25519.PublicKey)
}

func token() shopper.Token {
	return shopper.Token{
		Tenant: "demo", ID: "k3Yq-9", Issued: noon, Until: noon.AddDate(0, 0, 7),
		Member: true, Segments: []string{"young-family"}, Visits: 12, Points: 840,
		Used:        []offers.Used{{Offer: "berries", Times: 3, Today: 1}},
		Progress:    []offers.Progress{{Offer: "tour", Made: play.Progress{Seen: []string{"dairy", "wine"}}}},
		Favourites:  []gs1.GTIN{bread},
		Due:         []shopper.Due{{GTIN: milk, Days: 6, Last: gs1.Date{Year: 2026, Month: 11, Day: 15}}},
		Recommended: []gs1.GTIN{bread},
	}
}

func written(t testing.TB, k shopper.Token) string {
	t.Helper()
	private, _ := key(1)
	text, err := shopper.Write(k, private)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRead_ReturnsWhatHeadquartersWrote(t *testing.T) {
	_, public := key(1)
	_, next := key(2)
	got, err := shopper.Read(written(t, token()), "demo", noon, next, public)
	if err != nil {
		t.Fatal(err)
	}
	// Compared as JSON, for what a token prints of itself tells nothing.
	a, b := jsonOf(t, got), jsonOf(t, token())
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRead_RefusesInWordsForAShopper(t *testing.T) {
	private, public := key(1)
	stranger, _ := key(2)
	raw := base64.RawURLEncoding
	// signed is a text that a key signed for a purpose without looking.
	signed := func(p wire.Purpose, body string, k ed25519.PrivateKey) string {
		return shopper.Prefix + raw.EncodeToString([]byte(body)) + "." + raw.EncodeToString(ed25519.Sign(k, append([]byte(p), body...)))
	}
	body := jsonOf(t, token())
	good := written(t, token())
	changed := func(f func(*shopper.Token)) string {
		k := token()
		f(&k)
		return signed(wire.ForShopper, jsonOf(t, k), private)
	}
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", shopper.ErrText},
		{"a product", "9520001100376", shopper.ErrText},
		{"no signature", good[:strings.LastIndexByte(good, '.')], shopper.ErrText},
		{"half a signature", good[:len(good)-20], shopper.ErrText},
		{"other letters", strings.Replace(good, "EST1.", "EST1.*", 1), shopper.ErrText},
		{"a newer form", strings.Replace(good, "EST1.", "EST2.", 1), shopper.ErrText},
		{"too long", signed(wire.ForShopper, body[:len(body)-1]+strings.Repeat(" ", shopper.MaxBody)+"}", private), shopper.ErrText},
		{"longer than any", good + strings.Repeat("A", 1<<20), shopper.ErrText},
		{"no JSON", signed(wire.ForShopper, "{", private), shopper.ErrText},
		{"forged points", strings.Replace(good, ".", "."+raw.EncodeToString([]byte(strings.Replace(body, "840", "999", 1)))+".", 1), shopper.ErrText},
		{"another body", signed(wire.ForShopper, strings.Replace(body, "840", "999", 1), stranger), shopper.ErrForeign},
		{"signed as a command", signed(wire.ForCommand, body, private), shopper.ErrForeign},
		{"signed as a book", signed(wire.ForBook, body, private), shopper.ErrForeign},
		{"signed for nothing", signed("", body, private), shopper.ErrForeign},
		{"another retailer's", changed(func(k *shopper.Token) { k.Tenant = "other" }), shopper.ErrForeign},
		{"ended", changed(func(k *shopper.Token) { k.Issued, k.Until = noon.AddDate(0, 0, -7), noon }), shopper.ErrEnded},
		{"good for a year", changed(func(k *shopper.Token) { k.Until = noon.AddDate(1, 0, 0) }), shopper.ErrText},
		{"points below zero", changed(func(k *shopper.Token) { k.Points = -1 }), shopper.ErrText},
		{"an account of somebody else's", changed(func(k *shopper.Token) { k.ID = "a/b" }), shopper.ErrText},
		{"due every 0 days", changed(func(k *shopper.Token) { k.Due[0].Days = 0 }), shopper.ErrText},
	} {
		got, err := shopper.Read(c.text, "demo", noon, public)
		if !errors.Is(err, c.want) || jsonOf(t, got) != jsonOf(t, shopper.Token{}) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := shopper.Read(good, "demo", noon); !errors.Is(err, shopper.ErrForeign) {
		t.Errorf("without a key: got %v", err)
	}
	if _, err := shopper.Read(good, "demo", noon.AddDate(0, 0, 7).Add(-time.Second), public); err != nil {
		t.Errorf("in the last second: got %v", err)
	}
}

func TestWrite_TellsHeadquartersWhatIsWrong(t *testing.T) {
	private, _ := key(1)
	for want, change := range map[string]func(*shopper.Token){
		"tenant":                 func(k *shopper.Token) { k.Tenant = "" },
		"an id of 0 bytes":       func(k *shopper.Token) { k.ID = "" },
		"later than issued":      func(k *shopper.Token) { k.Until = k.Issued },
		"visits":                 func(k *shopper.Token) { k.Visits = -1 },
		"segments[1]":            func(k *shopper.Token) { k.Segments = append(k.Segments, "") },
		"used[0]":                func(k *shopper.Token) { k.Used[0].Today = 4 },
		"progress[0] names":      func(k *shopper.Token) { k.Progress[0].Offer = "" },
		"progress[0]: play":      func(k *shopper.Token) { k.Progress[0].Made.Have = -1 },
		"write its GTIN":         func(k *shopper.Token) { k.Favourites = []gs1.GTIN{0} },
		"due[0]":                 func(k *shopper.Token) { k.Due[0].Last = gs1.Date{} },
		"at most 1200 are taken": func(k *shopper.Token) { k.Favourites = make([]gs1.GTIN, 80); fill(k.Favourites) },
	} {
		k := token()
		change(&k)
		if _, err := shopper.Write(k, private); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := shopper.Write(token(), nil); err == nil {
		t.Error("signed without a key")
	}
}

func fill(list []gs1.GTIN) {
	for i := range list {
		list[i] = milk
	}
}

func TestToken_CountsTodayOnlyOnTheDayItWasIssued(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	for _, c := range []struct {
		now   time.Time
		today int64
	}{
		{noon, 1},
		{noon.Add(11*time.Hour - time.Second).In(berlin), 1},
		{noon.Add(11 * time.Hour).In(berlin), 0}, // midnight in the shop, not in UTC
		{noon.AddDate(0, 0, 2), 0},
	} {
		if u := token().Customer(c.now).Used[0]; u.Today != c.today || u.Times != 3 {
			t.Errorf("%s: used %+v, want %d today", c.now, u, c.today)
		}
	}
	k := token()
	want := offers.Customer{
		Member: true, Segments: k.Segments, Visits: 12, ID: "k3Yq-9", Points: 840, Used: k.Used, Progress: k.Progress,
	}
	if diff := cmp.Diff(k.Customer(noon), want); diff != "" {
		t.Error(diff)
	}
}

func TestToken_TellsNothingOfItselfToALog(t *testing.T) {
	var out bytes.Buffer
	k := token()
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", slog.Any("a", k), slog.Any("b", &k))
	}
	fmt.Fprintf(&out, "%v %+v %#v %s %v", k, k, k, k, &k)
	for _, word := range []string{"k3Yq", "young-family", "840", "berries", "tour", milk.String(), milk.EAN()} {
		if strings.Contains(out.String(), word) {
			t.Errorf("%q stands in %s", word, out.String())
		}
	}
}

func FuzzRead(f *testing.F) {
	_, public := key(1)
	good := written(f, token())
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add("EST1..")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := shopper.Read(text, "demo", noon, public)
		if err == nil && text != good {
			t.Errorf("took %q", text)
		}
		if err != nil && jsonOf(t, got) != jsonOf(t, shopper.Token{}) {
			t.Errorf("told %s of a card that it refused", jsonOf(t, got))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	_, public := key(1)
	text := written(b, token())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := shopper.Read(text, "demo", noon, public); err != nil {
			b.Fatal(err)
		}
	}
}

func Example() {
	headquarters, public := key(1)
	text, err := shopper.Write(shopper.Token{
		Tenant: "demo", ID: "k3Yq-9", Issued: noon, Until: noon.AddDate(0, 0, 7), Member: true, Points: 840,
	}, headquarters)
	if err != nil {
		fmt.Println(err)
		return
	}
	card, err := shopper.Read(text, "demo", noon, public)
	fmt.Println(card, card.Customer(noon).Points, err)
	_, err = shopper.Read(text, "demo", noon.AddDate(0, 0, 8), public)
	fmt.Println(err)
	// Output:
	// a shopper's card 840 <nil>
	// this card is too old; ask for a new one
}
