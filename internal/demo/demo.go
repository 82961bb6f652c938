// Package demo plays a shop: headquarters, one cart and one shelf on one
// machine, and a shopper's trip from pictures that it draws itself.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"endcap/configs"
	"endcap/internal/stage"
)

// Options say how the story is told.
type Options struct {
	Story configs.Demo
	Files fs.FS  // the story's price book: demo/products.csv, demo/offers.json
	Dir   string // where everything is kept; a folder made for it and removed if empty
	Once  bool   // end after the last check instead of leaving the pages open
	JSON  bool   // lines as JSON
	Out   io.Writer
}

// Run tells the story and checks that everything arrived exactly once. It
// ends everything that it started.
func Run(ctx context.Context, o Options) (err error) {
	binary, err := stage.Beside()
	if err != nil {
		return err
	}
	dir := o.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "endcap-demo-"); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	t := &tale{
		story: o.Story, dir: dir, today: time.Now(),
		teller: &teller{json: o.JSON, begin: time.Now(), out: o.Out, all: o.Story.Length()},
		cart:   stage.New("cart", binary, dir), shelf: stage.New("shelf", binary, dir),
		level: map[place]int64{}, notices: map[string]string{},
	}
	if t.shop, err = openShop(o.Files, o.Story.Link); err != nil {
		return err
	}
	if t.labels, err = t.shop.places(o.Story.Labels); err != nil {
		return err
	}
	end, err := t.headquarters()
	if err != nil {
		return err
	}
	defer end()
	if err := t.open(ctx); err != nil {
		return err
	}
	defer t.close()
	if err := t.play(ctx, o.Once); err != nil {
		return err
	}
	if err := t.check(ctx); err != nil {
		return err
	}
	if o.Once {
		return nil
	}
	t.leaveOpen(ctx)
	return nil
}

// headquarters runs headquarters in this process until end is called.
func (t *tale) headquarters() (end func(), err error) {
	file, err := os.OpenFile(filepath.Join(t.dir, "hq.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	log := slog.New(slog.NewJSONHandler(file, nil))
	h, stop, err := stage.Headquarters(filepath.Join(t.dir, "hq"), string(t.story.Tenant), log)
	if err != nil {
		file.Close()
		return nil, err
	}
	t.hq = h
	return func() {
		if err := stop(); err != nil {
			t.tell("hq", wrong, "headquarters: %s", err)
		}
		file.Close()
	}, nil
}

// open starts the devices and publishes the first price book.
func (t *tale) open(ctx context.Context) error {
	var err error
	if t.net, err = stage.Lay(ctx, strings.TrimPrefix(t.hq.Addresses().Broker, "mqtt://")); err != nil {
		return err
	}
	if err := t.shop.writeConfigs(t.dir, t.story, t.net.Addr(), filepath.Join(t.dir, "hq", "book.pub")); err != nil {
		return err
	}
	m, err := t.publish(ctx)
	if err != nil {
		return err
	}
	t.tell("hq", happens, "price book %d published and signed: %d products, %d offers, %d sheets", m.Version, m.Products, m.Offers, m.Sheets)
	for _, p := range []*stage.Process{t.cart, t.shelf} {
		if err := p.Start(ctx); err != nil {
			t.close()
			return err
		}
		t.tell(p.Name, happens, "ready: %s", p.Screen())
	}
	if err := t.ready(ctx, m.Version); err != nil {
		t.close()
		return err
	}
	t.tell("shelf", happens, "%d labels drawn and acknowledged", len(t.story.Labels))
	return nil
}

func (t *tale) publish(ctx context.Context) (version, error) {
	return t.hq.Publish(ctx, string(t.story.Store), t.shop.book)
}

// close ends the devices and the wire to them.
func (t *tale) close() {
	t.cart.Stop()
	t.shelf.Stop()
	t.net.Cut()
}

// leaveOpen shows where the pages are until the reader has seen enough.
func (t *tale) leaveOpen(ctx context.Context) {
	t.tell("story", chapter, "Everything is still running. Look at it:")
	first := t.shop.book.Products[0]
	for _, p := range [][2]string{
		{"the cart's screen", t.cart.Screen()},
		{"the shelf's labels", t.shelf.Screen()},
		{"a product, as its label's code says", t.shelf.Screen() + "01/" + first.GTIN.String()},
		{"headquarters' fleet", t.hq.Addresses().HTTP},
		{"headquarters' ledger", t.hq.Addresses().HTTP + "ledger"},
		{"a technician's view of the cart", t.cart.Diag() + "status"},
	} {
		t.tell("story", happens, "%-32s %s", p[0], p[1])
	}
	t.tell("story", happens, "pictures dropped into %s are scanned; Ctrl-C ends everything", filepath.Join(t.dir, "cart-pictures"))
	<-ctx.Done()
}
