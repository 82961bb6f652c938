package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"endcap/configs"
	"endcap/internal/cli"
	"endcap/internal/hq"
	"endcap/sync/broker"
	"endcap/sync/cert"
)

type serveVerb struct {
	Dir    string           `required:"" placeholder:"DIR" help:"Where everything is kept: ledger, keys, books."`
	Ledger string           `placeholder:"URL" env:"ENDCAP_LEDGER" help:"Keep the ledger in PostgreSQL: postgres://user@host/name."`
	Part   part             `placeholder:"1/2" help:"Answer only this share of the devices; other processes with the same --ledger and --broker answer the rest."`
	Tenant string           `default:"demo" help:"The retailer, as in the devices' configuration."`
	Listen string           `default:"127.0.0.1:1883" help:"Where the broker in this process listens."`
	Broker string           `placeholder:"URL" help:"Use this broker, mqtts://host:port, instead of one in this process."`
	Cert   string           `name:"tls-cert" placeholder:"FILE" help:"PEM certificate: the broker's in this process, or what --broker is shown."`
	Key    string           `name:"tls-key" placeholder:"FILE" help:"PEM private key of that certificate."`
	CA     string           `name:"tls-ca" placeholder:"FILE" help:"PEM authorities that certify devices, or the broker; revocation lists too."`
	HTTP   string           `name:"http" default:"127.0.0.1:8090" help:"Where the pages are; only this machine may see them."`
	Log    configs.LogLevel `default:"info" help:"debug, info, warn or error."`
}

// Help is shown by --help.
func (serveVerb) Help() string {
	return `Runs headquarters until it is told to end. When it is ready it prints one line with its addresses;
log lines go to stderr, as JSON with --json.

The folder holds ledger.db, the broker's own files, and the key that signs price books: book.key stays
there, its other half book.pub goes into the configuration of every device. Back the folder up.

Without certificates only this machine can reach the broker. With them it may listen anywhere: each device
needs a certificate named tenant/store/device, and may send and hear only what is its own. The files are
read again at every connection.

With --ledger the ledger is in a PostgreSQL database, and only keys and the broker's files are in the folder.
Then several processes may answer one fleet, each in a folder of its own with the same book.key: each device
is of one part, by its name.

Examples:
  endcap-hq serve --dir /var/lib/endcap-hq
  endcap-hq serve --dir /var/lib/endcap-hq --ledger postgres://endcap@10.0.0.9/endcap --broker mqtts://10.0.0.5 --part 1/2
  endcap-hq serve --dir /var/lib/endcap-hq --listen 0.0.0.0:8883 --tls-cert hq.pem --tls-key hq.key --tls-ca devices.pem
  endcap-hq serve --dir /var/lib/endcap-hq --broker mqtt://10.0.0.5:1883`
}

// Run serves.
func (v serveVerb) Run(ctx context.Context, std *cli.IO) error {
	level := &slog.HandlerOptions{Level: v.Log.Level}
	var h slog.Handler = slog.NewTextHandler(std.Err, level)
	if std.JSON {
		h = slog.NewJSONHandler(std.Err, level)
	}
	o := hq.Options{
		Dir: v.Dir, Tenant: v.Tenant, Listen: v.Listen, Broker: v.Broker, HTTP: v.HTTP, Version: version, Log: slog.New(h),
		Database: v.Ledger, Part: v.Part.part, Parts: v.Part.of,
	}
	if v.Part.of > 1 && v.Ledger == "" {
		return errPart
	}
	if files := (cert.Files{CA: v.CA, Cert: v.Cert, Key: v.Key}); files != (cert.Files{}) {
		if v.CA == "" || v.Cert == "" || v.Key == "" {
			return errTLS
		}
		o.TLS = &files
	}
	q := hq.New(o)
	ended := make(chan error, 1)
	go func() { ended <- q.Run(ctx) }()
	select {
	case err := <-ended:
		return atFlag(err)
	case <-q.Ready():
	}
	a := q.Addresses()
	if err := std.Print(a, func(w io.Writer) { fmt.Fprintf(w, "ready: devices at %s, pages at %s\n", a.Broker, a.HTTP) }); err != nil {
		return err
	}
	return <-ended
}

// part is a share of the devices, as 1/2.
type part struct{ part, of int }

// UnmarshalText reads what somebody wrote.
func (p *part) UnmarshalText(b []byte) error {
	one, all, _ := strings.Cut(string(b), "/")
	var errOne, errAll error
	p.part, errOne = strconv.Atoi(one)
	p.of, errAll = strconv.Atoi(all)
	if errOne != nil || errAll != nil || p.part < 1 || p.part > p.of {
		return fmt.Errorf("%q is no share: write 1/2 and 2/2 for two halves", b)
	}
	return nil
}

// errPart is returned when parts have nothing in common.
var errPart = errors.New("a part of the devices needs a ledger that all parts share: --ledger postgres://user@host/name")

// errTLS is returned when some of the three flags are missing.
var errTLS = errors.New("TLS needs all three: --tls-cert, --tls-key and --tls-ca")

// atFlag names the flag that takes another address.
func atFlag(err error) error {
	if _, ok := errors.AsType[hq.PagesError](err); ok {
		return fmt.Errorf("%w (--http)", err)
	}
	if errors.Is(err, broker.ErrListen) {
		return fmt.Errorf("%w (--listen)", err)
	}
	if errors.Is(err, cert.ErrFile) {
		return fmt.Errorf("%w (--tls-cert, --tls-key, --tls-ca)", err)
	}
	return err
}
