package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/publish"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// publish changes some prices and publishes them.
func (h *hq) publish(r *rand.Rand) {
	h.press <- struct{}{}
	defer func() { <-h.press }()
	h.mu.Lock()
	o, anew := h.office, h.anew
	h.mu.Unlock()
	if o == nil {
		return
	}
	all := len(h.prices) == 0 || r.IntN(3) == 0
	prices, book := map[uint64]money.Amount{}, publish.Book{Anew: anew}
	for i := range h.w.script.products {
		g := gtin(i)
		price := h.prices[uint64(g)]
		if all || r.IntN(20) == 0 {
			price = money.New(int64(1+r.IntN(99_999)), euro)
		}
		prices[uint64(g)] = price
		name := rand.New(rand.NewPCG(uint64(i), 3)) // the same in each book, and long enough to need several chunks
		book.Products = append(book.Products, catalog.Product{GTIN: g, Name: fmt.Sprintf("%x%x%x", name.Uint64(), name.Uint64(), name.Uint64()), Price: price})
		if s, ok := sheetOf(g, price); ok {
			book.Sheets = append(book.Sheets, s)
		}
	}
	if r.IntN(3) == 0 { // the store is open, and closes soon
		now := time.Now()
		book.Hours = &publish.Hours{Opens: now.Add(-time.Hour), Closes: now.Add(time.Duration(1+r.IntN(4)) * time.Minute), Zone: now.Location()}
		h.w.count("price books published while the store is open", 1)
	}
	seen := false
	m, err := h.publishBook(o, book, func(root wire.Root) {
		h.w.mu.Lock()
		defer h.w.mu.Unlock()
		h.books[root], seen = prices, true
	})
	if err == nil && seen {
		h.prices = prices
		h.mu.Lock()
		h.anew = h.anew && !anew
		h.mu.Unlock()
		h.w.count("price books published", 1)
		h.w.say("price book %s is published", m.Edition())
	} else if err != nil && !errors.Is(err, errDead) && !errors.Is(err, errPower) && !errors.Is(err, ledger.ErrFull) && !errors.Is(err, fs.ErrClosed) {
		h.w.say("price book not published: %v", err)
	}
}

// sheetOf is what is told of a product at some prices: a book that is not of
// one piece shows it.
func sheetOf(g gs1.GTIN, price money.Amount) (catalog.Sheet, bool) {
	return catalog.Sheet{GTIN: g, Texts: []catalog.Text{{Lang: "en", About: "For " + price.String()}}}, price.Minor%3 == 0
}

// publishBook tells of the chunks before the book can be seen by anybody.
func (h *hq) publishBook(o *office, b publish.Book, tell func(wire.Root)) (wire.Manifest, error) {
	lines := func(yield func(wire.BookLine, error) bool) {
		for _, p := range b.Products {
			text, err := json.Marshal(p)
			line := wire.BookLine{Product: text}
			if s, ok := sheetOf(p.GTIN, p.Price); ok && err == nil {
				line.Sheet, err = json.Marshal(s)
			}
			if !yield(line, err) {
				return
			}
		}
	}
	whole, err := wire.CutBook(lines)
	if err != nil {
		return wire.Manifest{}, err
	}
	tell(wire.Manifest{}.Of(whole).Whole())
	return publish.Publish(context.Background(), o.ledgers[0], h.w.key, tenant, shop, b, time.Now())
}

// republish begins an epoch once more, as a person does who sees devices that
// stay with a book of a ledger that is no more: an epoch is counted from those
// that the ledger knows, and one that was put back twice may know too few.
func (h *hq) republish() bool {
	if len(h.once) == 0 {
		return false
	}
	h.mu.Lock()
	h.anew = true
	h.mu.Unlock()
	h.w.count("epochs begun again by hand", 1)
	h.publish(h.w.random(fmt.Sprint("again", h.w.serial.Add(1))))
	return true
}
