// Package configs is the one file that says what a device is: its role, its
// parts, where it keeps its data and whom it talks to. It is decoded strictly
// and checked whole; every fault is reported at once with line and column.
package configs

import (
	"endcap/scanner/gs1"
	"endcap/sync/cert"
)

// Config is one device. Every key has a default or is required, and a
// sentence that the reference page and the editor's schema repeat.
type Config struct {
	Role   Role   `yaml:"role" need:"yes" doc:"What the device is: cart or shelf."`
	Tenant Name   `yaml:"tenant" need:"yes" doc:"The retailer, as in every topic."`
	Store  Name   `yaml:"store" need:"yes" doc:"The shop the device stands in."`
	Device Name   `yaml:"device" need:"yes" doc:"The device itself, unique in the shop."`
	Data   Folder `yaml:"data" need:"yes" doc:"Folder of the local store, made if it is not there."`
	Board  Board  `yaml:"board" default:"sim" doc:"sim: simulated parts that write pictures into the data folder; host: the real board, through its pins."`

	Scanners   []Scanner    `yaml:"scanners" need:"yes" doc:"Where symbols come from."`
	Layouts    []gs1.Layout `yaml:"layouts" doc:"How this shop's own numbers (prefix 02 and 20 to 29) carry a weight or a price: a pattern such as 21IIIIIWWWWWC of I item, W grams (WW.WWW kilograms), L pounds, P price, N pieces, V check digit of these and C check digit; or a country that has such patterns: CA, DE, DK, EE, FI, GB, LT, LV, NO, SE or US."`
	Dictionary File         `yaml:"dictionary" doc:"A newer release of the GS1 Barcode Syntax Dictionary, as GS1 publishes it (gs1-syntax-dictionary.txt). Without it, or if it cannot be read, the built-in release is used."`
	Rises      Rises        `yaml:"rises" default:"kept" doc:"What a price that rises means for what lies in an open basket of a cart: kept, it costs what it did when it was scanned; followed, what the new price book says."`
	Light      Light        `yaml:"light" doc:"The lamp that says taken or refused."`
	Labels     []Label      `yaml:"labels" doc:"The labels of a shelf, and what lies behind them."`

	Links  Root     `yaml:"links" doc:"Where the Digital Links on this device's labels begin, such as https://shelf-a3.example.com, if a proxy leads what is asked there to the screen. None: they begin where the price book says."`
	Screen Page     `yaml:"screen" default:"127.0.0.1:8080" doc:"The shopper's or the shelf's own page."`
	Diag   Page     `yaml:"diag" default:"127.0.0.1:8081" doc:"Health, metrics and status for a technician."`
	Sync   Sync     `yaml:"sync" doc:"The way to headquarters."`
	Quota  Size     `yaml:"quota" default:"512MiB" doc:"How large the local ledger may grow before money is refused rather than lost."`
	Log    LogLevel `yaml:"log" default:"info" doc:"What is logged: debug, info, warn or error."`
}

// Light is a lamp on a pin.
type Light struct {
	GPIO string `yaml:"gpio" doc:"Name of the pin's line on the real board."`
}

// Label is one electronic shelf label.
type Label struct {
	ID    Name     `yaml:"id" need:"yes" doc:"What is printed on the label's frame."`
	Place string   `yaml:"place" need:"yes" doc:"Where on the shelf it hangs."`
	GTIN  gs1.GTIN `yaml:"gtin" need:"yes" doc:"The product behind it: 8, 12, 13 or 14 digits, quoted."`
	Size  Pixels   `yaml:"size" default:"250x122" doc:"The panel's width and height in pixels."`
	Panel Panel    `yaml:"panel" doc:"How the panel is wired to the real board."`
	GPIO  string   `yaml:"gpio" doc:"Name of the line of the label's own lamp."`
}

// Panel is an e-paper panel's wiring.
type Panel struct {
	SPI   string `yaml:"spi" doc:"SPI port, such as SPI0.0."`
	Busy  string `yaml:"busy" doc:"Line the panel holds while it works."`
	Reset string `yaml:"reset" doc:"Line that resets the panel."`
	DC    string `yaml:"dc" doc:"Line that tells data from commands."`
}

// Page is where a page is served.
type Page struct {
	Listen Listen `yaml:"listen" doc:"Loopback address and port; port 0 takes a free one and prints it."`
}

// Sync is how headquarters is reached.
type Sync struct {
	Brokers []Broker `yaml:"brokers" doc:"MQTT brokers in the order they are tried: mqtts://host:8883, or mqtt://127.0.0.1:1883 without TLS. None: the device works alone."`
	TLS     TLS      `yaml:"tls" doc:"How device and broker prove who they are, for mqtts."`
	Key     KeyFile  `yaml:"key" doc:"File with the public key that price books are signed with (headquarters writes it as book.pub)."`
	Retry   Duration `yaml:"retry" default:"30s" doc:"The longest wait before a lost broker is tried again."`
}

// TLS names the files of cert.Files. Each is read again at every connect, so a
// renewed one is renamed into its place and used without a restart.
type TLS struct {
	CA   File `yaml:"ca" doc:"PEM file with the authorities that a broker's certificate is checked against, and their revocation lists if there are any."`
	Cert File `yaml:"cert" doc:"PEM file with the device's certificate, whose common name is tenant/store/device."`
	Key  File `yaml:"key" doc:"PEM file with that certificate's private key."`
}

// Files returns the three, for package cert.
func (t TLS) Files() cert.Files {
	return cert.Files{CA: string(t.CA), Cert: string(t.Cert), Key: string(t.Key)}
}
