// Package web is what every page of a device or of headquarters is served by:
// a port with limits, and answers that trust no other site.
//
// Nothing here asks who is calling: there is no login yet. So a [Server] listens
// on loopback unless it is told that the network may see it, and on loopback it
// answers only to loopback names, so that no page elsewhere can reach it by
// pointing its own name here.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"syscall"

	"golang.org/x/net/netutil"
)

// ErrNetwork is returned when a port that must stay on this machine is given
// an address that other machines can reach.
var ErrNetwork = errors.New("other machines could reach it, and there is no login yet; use an address like 127.0.0.1:8080")

// Port is where a server listens.
type Port struct {
	// Name is for log lines and errors: "diagnostics".
	Name string
	// Addr is an IP address or "localhost", and a port: "127.0.0.1:8080".
	// Port 0 takes a free one.
	Addr string
	// Network allows addresses that other machines can reach. Without it
	// they are refused, and so are requests made to any but a loopback name.
	Network bool
}

// Server is one HTTP port of the device, with a limit on everything a client
// could hold on to.
type Server struct {
	port     Port
	listener net.Listener
	http     *http.Server
	log      *slog.Logger
}

// Listen takes the port, so that a fault is known at start. Nothing is
// answered before Run, which must be called, because it closes the port.
func Listen(ctx context.Context, p Port, h http.Handler, log *slog.Logger) (*Server, error) {
	addr, err := p.resolve()
	if err != nil {
		return nil, fmt.Errorf("web: listen for the %s on %q: %w", p.Name, p.Addr, err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		err = fmt.Errorf("%s is in use by another program: end that, or give this one another port", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("web: listen for the %s: %w", p.Name, err)
	}
	if !p.Network {
		h = onlyLoopbackNames(h)
	}
	return &Server{
		port:     p,
		listener: l,
		log:      log,
		http: &http.Server{
			Handler:           h,
			ReadHeaderTimeout: headerWait,
			ReadTimeout:       readWait,
			WriteTimeout:      writeWait,
			IdleTimeout:       idleWait,
			MaxHeaderBytes:    maxHeaderBytes,
			ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		},
	}, nil
}

// resolve returns the address to listen on, without ever asking a name server.
func (p Port) resolve() (string, error) {
	host, port, err := net.SplitHostPort(p.Addr)
	if err != nil {
		return "", fmt.Errorf("%w; write it like 127.0.0.1:8080", err)
	}
	switch {
	case host == "localhost":
		host = "127.0.0.1"
	case host == "" && p.Network:
		return p.Addr, nil
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case host != "" && err != nil:
		return "", errors.New("the address is no IP address; write it like 127.0.0.1:8080")
	case !p.Network && !ip.IsLoopback():
		return "", ErrNetwork
	}
	return net.JoinHostPort(host, port), nil
}

// Addr returns the address taken, with the port that was free.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// URL returns the address as a browser on this machine wants it.
func (s *Server) URL() string {
	addr := s.Addr().(*net.TCPAddr).AddrPort()
	if addr.Addr().IsUnspecified() {
		addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), addr.Port())
	}
	return "http://" + addr.String() + "/"
}

// Run answers until ctx ends, then takes no more, ends the contexts of the
// requests under way and waits a few seconds for them. It closes the port,
// also when ctx has ended already, and returns nil unless the port was lost.
func (s *Server) Run(ctx context.Context) error {
	s.http.BaseContext = func(net.Listener) context.Context { return ctx }
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(netutil.LimitListener(s.listener, maxConnections)) }()
	s.log.Info("serving", slog.String("port", s.port.Name), slog.String("url", s.URL()))
	select {
	case err := <-ended:
		return fmt.Errorf("web: serve the %s on %s: %w", s.port.Name, s.Addr(), err)
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
	defer cancel()
	if err := s.http.Shutdown(wait); err != nil {
		s.log.Warn("answers cut off", slog.String("port", s.port.Name), slog.Any("error", err))
		_ = s.http.Close() // the same error again
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("web: end the %s on %s: %w", s.port.Name, s.Addr(), err)
	}
	return nil
}

// onlyLoopbackNames refuses requests made to another name than this
// machine's own: a page elsewhere whose name was made to point at 127.0.0.1
// (DNS rebinding) would count as the same origin.
func onlyLoopbackNames(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		ip, err := netip.ParseAddr(host)
		if host == "localhost" || err == nil && ip.IsLoopback() {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "this port answers to localhost and 127.0.0.1 only", http.StatusMisdirectedRequest)
	})
}
