package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"image"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strings"

	"endcap/device/cart"
	"endcap/device/intake"
	"endcap/device/shelf"
	"endcap/internal/hq/ledger"
	"endcap/internal/stage"
	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
	"endcap/sync/wire"
)

// check proves the promise: what the devices did is in headquarters' ledger
// exactly once, and what headquarters said is what the devices show.
func (t *tale) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settle)
	defer cancel()
	t.tell("story", chapter, "Did everything arrive, exactly once?")
	var bad []error
	for _, c := range []struct {
		what string
		so   func(context.Context) (string, error)
	}{
		{"events", func(ctx context.Context) (string, error) { return t.arrived(ctx, t.cart, theCart) }},
		{"events", func(ctx context.Context) (string, error) { return t.arrived(ctx, t.shelf, theShelf) }},
		{"stock", t.sums},
		{"refusals", t.refusals},
		{"sale", t.sold},
		{"label", t.labelled},
	} {
		text, err := c.so(ctx)
		if err != nil {
			t.tell("check", wrong, "%s: %s", c.what, err)
			bad = append(bad, err)
			continue
		}
		t.tell("check", right, "%s", text)
	}
	return errors.Join(bad...)
}

// arrived waits until the outbox of a device is empty and compares how many
// events it wrote with how many the ledger holds.
func (t *tale) arrived(ctx context.Context, p *stage.Process, device string) (string, error) {
	if err := stage.Until(ctx, settle, "the outbox of the "+p.Name+" is empty", func() (bool, error) {
		n, err := p.Waiting(ctx)
		return n == 0, err
	}); err != nil {
		return "", err
	}
	wrote, err := p.Written(ctx)
	if err != nil {
		return "", err
	}
	a := wire.Address{Tenant: string(t.story.Tenant), Store: string(t.story.Store), Device: device}
	entries, err := stage.Entries(ctx, t.hq.Ledger())
	if err != nil {
		return "", err
	}
	type number struct {
		inc    string
		stream wire.Stream
		seq    uint64
	}
	seen := map[number]bool{}
	for _, e := range entries {
		if e.From != a {
			continue
		}
		at := number{e.Incarnation, e.Stream, e.Seq}
		if seen[at] {
			return "", fmt.Errorf("event %d of %s stands in the ledger twice", e.Seq, device)
		}
		if e.Fault != "" {
			return "", fmt.Errorf("event %d of %s is a dead letter: %s", e.Seq, device, e.Fault)
		}
		seen[at] = true
		if before := (number{at.inc, at.stream, at.seq - 1}); at.seq > 1 && !seen[before] {
			return "", fmt.Errorf("event %d of %s comes without the one before it", e.Seq, device)
		}
	}
	if uint64(len(seen)) != wrote {
		return "", fmt.Errorf("%s wrote %d events, the ledger holds %d", device, wrote, len(seen))
	}
	return fmt.Sprintf("%s wrote %d events; the ledger holds each of them once; the outbox is empty", device, wrote), nil
}

// sums compares the ledger's stock with what the story counted itself.
func (t *tale) sums(ctx context.Context) (string, error) {
	places := make([]place, 0, len(t.level))
	for at := range t.level {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.GTIN, b.GTIN), cmp.Compare(a.Lot, b.Lot))
	})
	for _, at := range places {
		got, err := t.hq.Ledger().Sum(ctx, string(t.story.Tenant), string(t.story.Store), at.GTIN, at.Lot, at.Where, at.Grams)
		if err != nil {
			return "", err
		}
		if want := t.level[at]; got != want {
			return "", fmt.Errorf("%s lot %q at %s: the ledger says %d, the story %d", at.GTIN, at.Lot, at.Where, got, want)
		}
	}
	return fmt.Sprintf("stock of %d products, lots and places is what the story counted", len(places)), nil
}

// refusals compares the causes in the ledger with those the story expects.
func (t *tale) refusals(ctx context.Context) (string, error) {
	entries, err := stage.Entries(ctx, t.hq.Ledger())
	if err != nil {
		return "", err
	}
	entries = slices.DeleteFunc(entries, func(e ledger.Entry) bool { return e.Type != wire.ItemRefused })
	slices.SortFunc(entries, func(a, b ledger.Entry) int { return a.At.Compare(b.At) })
	var causes []string
	for _, e := range entries {
		var r intake.Refusal
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return "", fmt.Errorf("refusal %d: %w", e.Seq, err)
		}
		causes = append(causes, string(r.Cause))
	}
	if !slices.Equal(causes, t.refused) {
		return "", fmt.Errorf("the ledger tells of %v, the story of %v", causes, t.refused)
	}
	return fmt.Sprintf("%d things were refused, each for its cause: %s", len(causes), strings.Join(causes, ", ")), nil
}

// sold compares the sale in the ledger with what the shopper saw.
func (t *tale) sold(ctx context.Context) (string, error) {
	var v cart.View
	if err := t.cart.View(ctx, &v); err != nil {
		return "", err
	}
	days, err := t.hq.Ledger().Sales(ctx, string(t.story.Store))
	if err != nil {
		return "", err
	}
	if v.Closed == nil || len(days) != 1 || days[0].Baskets != 1 || days[0].Total != v.Closed.Total || days[0].Saved != v.Closed.Saved {
		return "", fmt.Errorf("the shopper saw %+v, the ledger has %+v", v.Closed, days)
	}
	return fmt.Sprintf("one basket sold for %s, as the shopper saw it", days[0].Total), nil
}

// labelled reads every label's picture as a camera would and follows its link.
func (t *tale) labelled(ctx context.Context) (string, error) {
	var v shelf.View
	if err := t.shelf.View(ctx, &v); err != nil {
		return "", err
	}
	reader := decode.NewReader()
	for _, l := range v.Labels {
		img, err := t.picture(ctx, t.shelf.Screen()+"labels/"+l.ID+".png")
		if err != nil {
			return "", err
		}
		found := reader.Read(light.Gray(img))
		if len(found) != 1 || found[0].Text != l.Link {
			return "", fmt.Errorf("label %s says %s; its picture reads as %v", l.ID, l.Link, found)
		}
		if err := leads(ctx, found[0].Text, l.Name); err != nil {
			return "", fmt.Errorf("label %s: %w", l.ID, err)
		}
	}
	return fmt.Sprintf("%d labels show the price in force, and their codes lead to the products' pages", len(v.Labels)), nil
}

// leads follows a link to the page of a product, as a shopper's phone would.
func leads(ctx context.Context, link, product string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	c := http.Client{Timeout: askWait}
	answer, err := c.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(io.LimitReader(answer.Body, maxPage))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "<title>"+html.EscapeString(product)+"</title>") {
		return fmt.Errorf("%s leads to %s: %s", link, answer.Request.URL, answer.Status)
	}
	return nil
}

func (t *tale) picture(ctx context.Context, url string) (image.Image, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	c := http.Client{Timeout: askWait}
	answer, err := c.Do(r)
	if err != nil {
		return nil, fmt.Errorf("demo: label picture: %w", err)
	}
	defer answer.Body.Close()
	return png.Decode(answer.Body)
}
