package node

import (
	"crypto/ed25519"
	"image"
	"log/slog"
	"net/http"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/device/board"
	"endcap/device/cart"
	"endcap/device/shelf"
	"endcap/internal/screen"
	"endcap/internal/store"
	"endcap/offers/shopper"
	"endcap/scanner/gs1"
	"endcap/scanner/write"
)

// Names of lights: the one beside the scanner, and what follows the name of a
// label for its own.
const (
	lamp   = "lamp"
	lampOf = "-lamp"
)

// wiring lists the parts that the configuration declares.
func wiring(c configs.Config) []board.Part {
	parts := []board.Part{{Name: lamp, Kind: board.Light, GPIO: c.Light.GPIO}}
	for _, l := range c.Labels {
		parts = append(parts,
			board.Part{
				Name: string(l.ID), Kind: board.Display, Size: image.Point(l.Size),
				SPI: l.Panel.SPI, Command: l.Panel.DC, Reset: l.Panel.Reset, Busy: l.Panel.Busy,
			},
			board.Part{Name: string(l.ID) + lampOf, Kind: board.Light, GPIO: l.GPIO})
	}
	return parts
}

// join makes the controller and its page.
func join(c configs.Config, shop gs1.Shop, st *store.Store, parts *board.Board, up *uplink, now func() time.Time, log *slog.Logger) (role, http.Handler) {
	opts := screen.Options{Name: string(c.Device), Goods: st, Links: string(c.Links), Dictionary: shop.Dictionary, Now: now, Log: log}
	var cards cart.Card
	if up != nil {
		opts.Online, opts.Since = up.online, up.since
		cards = card(string(c.Tenant), up.keys)
	}
	if c.Role == configs.Cart {
		ctl := cart.New(cart.Options{Place: string(c.Device), Opening: st.Incarnation(), Store: st, Light: parts.Light(lamp), Card: cards, Rises: c.Rises == configs.Followed, Now: now, Log: log})
		return ctl, screen.Cart(ctl, opts)
	}
	var places []shelf.Place
	for _, l := range c.Labels {
		places = append(places, shelf.Place{
			Label: string(l.ID), Place: l.Place, GTIN: l.GTIN,
			Display: parts.Display(string(l.ID)), Light: parts.Light(string(l.ID) + lampOf),
		})
	}
	ctl := shelf.New(shelf.Options{Places: places, Store: st, Light: parts.Light(lamp), Code: write.QR, Links: string(c.Links), Now: now, Log: log})
	return ctl, screen.Shelf(ctl, opts)
}

// card reads the cards of a retailer's shoppers, which headquarters signs.
func card(tenant string, keys []ed25519.PublicKey) cart.Card {
	return func(text string, now time.Time) (shopper.Token, error) {
		return shopper.Read(text, tenant, now, keys...)
	}
}

// checkParts opens the board as a run would, but draws nothing, and closes it
// again.
func checkParts(c configs.Config) []device.Health {
	b, err := board.Open(board.Options{Kind: string(c.Board), Parts: wiring(c), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return []device.Health{missing("board", err)}
	}
	lines := b.Health()
	if err := b.Close(); err != nil {
		lines = append(lines, missing("board", err))
	}
	return lines
}
