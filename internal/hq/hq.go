// Package hq is headquarters in one process: a broker, the uplink, the
// ledger, the price books and the pages.
package hq

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/page"
	"endcap/internal/hq/publish"
	"endcap/internal/hq/uplink"
	"endcap/internal/web"
	"endcap/sync/broker"
	"endcap/sync/cert"
	"endcap/sync/wire"
)

// PagesError is returned when nothing can listen at Options.HTTP.
type PagesError struct{ error }

// Unwrap returns what is wrong with the address.
func (e PagesError) Unwrap() error { return e.error }

// Options of a headquarters.
type Options struct {
	Dir     string // everything it keeps; made if absent; of no other process
	Tenant  string
	Listen  string // for devices: host:port of the broker in this process
	Broker  string // mqtts://host:port of another broker; then none runs here
	HTTP    string // for the pages: host:port
	Version string // shown on the pages
	// Database is where the ledger is (ledger.Options); empty is the folder.
	Database string
	// Part of Parts is the share of the devices that this process answers
	// (uplink.Options); with Database several share the work.
	Part, Parts int
	// TLS is what the broker in this process shows to devices and by whom
	// these must be certified, or what headquarters shows to another broker;
	// nil is no TLS, and then only this machine can reach the broker here.
	TLS *cert.Files
	Log *slog.Logger
}

// HQ is one headquarters. New is the only door.
type HQ struct {
	Options
	ready chan struct{}

	// Set before ready is closed, read after.
	addresses Addresses
	ledger    *ledger.Ledger
	key       ed25519.PrivateKey
	secure    func() (*tls.Config, error) // how the uplink connects, nil without TLS
}

// Addresses are where a running headquarters is found.
type Addresses struct {
	Broker string `json:"broker"` // mqtt://127.0.0.1:1883, mqtts://0.0.0.0:8883
	HTTP   string `json:"http"`   // http://127.0.0.1:8090/
}

// New returns a headquarters that does not run yet.
func New(o Options) *HQ { return &HQ{Options: o, ready: make(chan struct{})} }

// Ready is closed when browsers are answered, and devices too, unless they
// are on a broker elsewhere: that may be away. It stays open when Run could
// not begin.
func (h *HQ) Ready() <-chan struct{} { return h.ready }

// Addresses returns where it is found. It waits for Ready.
func (h *HQ) Addresses() Addresses {
	<-h.ready
	return h.addresses
}

// Ledger returns the ledger, for reading. It waits for Ready and is closed
// when Run returns.
func (h *HQ) Ledger() *ledger.Ledger {
	<-h.ready
	return h.ledger
}

// Publish signs a store's price book and sends it out. It waits for Ready.
func (h *HQ) Publish(ctx context.Context, store string, b publish.Book) (wire.Manifest, error) {
	select {
	case <-h.ready:
		return publish.Publish(ctx, h.ledger, h.key, h.Tenant, store, b, time.Now())
	case <-ctx.Done():
		return wire.Manifest{}, fmt.Errorf("hq: publish: %w", ctx.Err())
	}
}

// Run serves until ctx ends, then returns nil. It fails at once on what only
// a person can mend: a folder held by another, a port taken, a damaged
// ledger. A broker elsewhere that is away is waited for.
func (h *HQ) Run(ctx context.Context) (err error) {
	if err := (wire.Address{Tenant: h.Tenant, Store: "any", Device: "any"}).Check(); err != nil {
		return fmt.Errorf("hq: %w", err)
	}
	release, err := hold(h.Dir)
	if err != nil {
		return fmt.Errorf("hq: %w", err)
	}
	defer release()
	if h.key, err = publish.OpenKey(h.Dir); err != nil {
		return fmt.Errorf("hq: %w", err)
	}
	if h.ledger, err = ledger.Open(ctx, ledger.Options{Dir: h.Dir, Database: h.Database, Log: h.Log}); err != nil {
		return fmt.Errorf("hq: %w", err)
	}
	defer func() { err = errors.Join(err, h.ledger.Close()) }()
	h.addresses.Broker = h.Broker
	if h.TLS != nil {
		h.secure = h.TLS.Client
	}
	if h.Broker == "" {
		b, err := broker.Start(broker.Options{Dir: filepath.Join(h.Dir, "broker"), Listen: h.Listen, TLS: h.TLS, Log: h.Log})
		if err != nil {
			return fmt.Errorf("hq: %w", err)
		}
		defer b.Close()
		h.addresses.Broker, h.secure = b.URL(), b.TLS()
		// Nobody is connected to a broker that has just begun.
		if err := h.ledger.AllOffline(ctx); err != nil {
			return fmt.Errorf("hq: %w", err)
		}
	}
	return h.serve(ctx)
}

// serve runs the parts until ctx ends or one of them fails.
func (h *HQ) serve(ctx context.Context) error {
	up := uplink.New(uplink.Options{
		Broker: h.addresses.Broker, TLS: h.secure, Tenant: h.Tenant, Ledger: h.ledger, Log: h.Log, Part: h.Part, Parts: h.Parts,
		Sign: func(c wire.Command) (wire.Signed, error) { return wire.SignCommand(c, h.key) },
	})
	pages := page.New(page.Options{Ledger: h.ledger, Uplink: up.State, Tenant: h.Tenant, Version: h.Version, Log: h.Log})
	served, err := web.Listen(ctx, web.Port{Name: "pages", Addr: h.HTTP}, pages, h.Log)
	if err != nil {
		return fmt.Errorf("hq: %w", PagesError{err})
	}
	h.addresses.HTTP = served.URL()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	var failed [2]error
	for i, run := range []func(context.Context) error{up.Run, served.Run} {
		all.Go(func() {
			defer stop()
			failed[i] = run(ctx)
		})
	}
	if h.Broker == "" {
		// A device that says hello to a broker that nobody listens to waits
		// many seconds before it says it again.
		select {
		case <-up.Heard():
			close(h.ready)
		case <-ctx.Done():
		}
	} else {
		close(h.ready)
	}
	all.Wait()
	return errors.Join(failed[:]...)
}
