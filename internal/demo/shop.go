package demo

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"endcap/configs"
	"endcap/internal/hq/publish"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Names of the two devices.
const (
	theCart  = "cart-07"
	theShelf = "shelf-a3"
)

// shop is the price book of the story.
type shop struct {
	book publish.Book
}

// openShop reads the price book that comes with the story.
func openShop(files fs.FS, link string) (*shop, error) {
	table, err := fs.ReadFile(files, "demo/products.csv")
	if err != nil {
		return nil, err
	}
	products, err := publish.ReadProducts("demo/products.csv", table)
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(files, "demo/offers.json")
	if err != nil {
		return nil, err
	}
	list, err := publish.ReadOffers("demo/offers.json", text, products)
	if err != nil {
		return nil, err
	}
	if text, err = fs.ReadFile(files, "demo/sheets.json"); err != nil {
		return nil, err
	}
	sheets, err := publish.ReadSheets("demo/sheets.json", text, products)
	if err != nil {
		return nil, err
	}
	return &shop{publish.Book{Products: products, Offers: list, Sheets: sheets, Link: link}}, nil
}

// named returns the product that a step names.
func (s *shop) named(name string) (catalog.Product, error) {
	i := slices.IndexFunc(s.book.Products, func(p catalog.Product) bool { return p.Name == name })
	if i < 0 {
		return catalog.Product{}, fmt.Errorf("demo: no product is named %q in demo/products.csv", name)
	}
	return s.book.Products[i], nil
}

// product returns the product with this number.
func (s *shop) product(g gs1.GTIN) (catalog.Product, error) {
	i := slices.IndexFunc(s.book.Products, func(p catalog.Product) bool { return p.GTIN == g })
	if i < 0 {
		return catalog.Product{}, fmt.Errorf("demo: product %s is not in demo/products.csv", g)
	}
	return s.book.Products[i], nil
}

// places says where each labelled product lies.
func (s *shop) places(labels []configs.DemoLabel) (map[gs1.GTIN]string, error) {
	at := map[gs1.GTIN]string{}
	for _, l := range labels {
		p, err := s.named(l.Product)
		if err != nil {
			return nil, err
		}
		at[p.GTIN] = l.Place
	}
	return at, nil
}

// reprice changes one price in the book.
func (s *shop) reprice(name, to string) (was, is money.Amount, err error) {
	p, err := s.named(name)
	if err != nil {
		return was, is, err
	}
	is, err = money.Parse(to)
	if err != nil {
		return was, is, fmt.Errorf("demo: new price of %s: %w", name, err)
	}
	s.book.Products = slices.Clone(s.book.Products)
	i := slices.IndexFunc(s.book.Products, func(q catalog.Product) bool { return q.GTIN == p.GTIN })
	s.book.Products[i].Price = is
	return p.Price, is, nil
}

// writeConfigs writes the files of the cart and of the shelf, as a technician
// would, and makes the folders for their pictures.
//
// The codes on the shelf's labels lead to the shelf itself, for which it needs
// a port that is known beforehand.
func (s *shop) writeConfigs(dir string, story configs.Demo, broker, key string) error {
	own, err := freePort()
	if err != nil {
		return err
	}
	var labels strings.Builder
	for i, l := range story.Labels {
		p, err := s.named(l.Product)
		if err != nil {
			return err
		}
		fmt.Fprintf(&labels, "  - {id: l-%02d, place: %s, gtin: %q, size: %dx%d}\n", i+1, l.Place, p.GTIN.EAN(), l.Size.X, l.Size.Y)
	}
	for _, d := range []struct{ role, device, more string }{
		{"cart", theCart, "screen: {listen: \"127.0.0.1:0\"}\n"},
		{"shelf", theShelf, fmt.Sprintf("screen: {listen: %q}\nlinks: \"http://%s\"\nlabels:\n%s", own, own, labels.String())},
	} {
		text := fmt.Sprintf(`role: %s
tenant: %s
store: %s
device: %s
data: %s
scanners: [{name: camera, folder: %s, every: 20ms}]
layouts: [21IIIIIWWWWWC]
diag: {listen: "127.0.0.1:0"}
sync: {brokers: ["mqtt://%s"], key: %q, retry: 2s}
%s`, d.role, story.Tenant, story.Store, d.device, d.role+"-data", d.role+"-pictures", broker, key, d.more)
		if err := os.MkdirAll(filepath.Join(dir, d.role+"-pictures"), 0o700); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		if err := os.WriteFile(filepath.Join(dir, d.role+".yaml"), []byte(text), 0o600); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// freePort returns an address of this machine that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("demo: %w", err)
	}
	return l.Addr().String(), l.Close()
}
