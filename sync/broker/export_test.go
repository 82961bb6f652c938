package broker

import (
	"net/url"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Node returns the options of a broker that is one of three. Its routes to the
// others are all that it is told; it tells nobody its own.
func Node(name, dir string, port, routes int, peers []string) *server.Options {
	o := options(dir, "127.0.0.1", port)
	o.ServerName = name
	o.DontListen, o.Host, o.Port = false, "127.0.0.1", server.RANDOM_PORT // routes wait for it
	o.Cluster = server.ClusterOpts{
		Name: "endcap", Host: "127.0.0.1", Port: routes, Advertise: "127.0.0.1:1", NoAdvertise: true, PingInterval: time.Second,
	}
	for _, p := range peers {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: p})
	}
	return o
}
