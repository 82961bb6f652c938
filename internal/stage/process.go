// Package stage lets a play run real devices: it starts and kills the program,
// cuts the wire, shows pictures and presses buttons.
package stage

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"endcap/internal/diag"
)

// Process is one `endcap run`, as a service manager would run it.
type Process struct {
	Name   string // cart or shelf
	Binary string // the program endcap
	Config string // its YAML file
	Log    string // file that keeps what it says

	cmd   *exec.Cmd
	ended chan struct{} // closed when the program has ended
	ready chan readyLine
	pages readyLine
}

// readyLine is the log line that says where the pages are.
type readyLine struct {
	Msg    string `json:"msg"`
	Screen string `json:"screen"`
	Diag   string `json:"diag"`
}

// Start runs the program and returns when it says that it is ready.
func (p *Process) Start(ctx context.Context) error {
	if err := p.Launch(); err != nil {
		return err
	}
	return p.Ready(ctx)
}

// Launch runs the program and returns at once.
func (p *Process) Launch() error {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("stage: log of the %s: %w", p.Name, err)
	}
	cmd := exec.Command(p.Binary, "run", "--json", "--config", p.Config)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		log.Close()
		return fmt.Errorf("stage: start the %s: %w", p.Name, err)
	}
	ready, ended := make(chan readyLine, 1), make(chan struct{})
	p.cmd, p.ready, p.ended = cmd, ready, ended
	go func() {
		defer close(ended)
		defer log.Close()
		copyLog(out, log, ready)
		_ = cmd.Wait() // its exit code stands in the log; a play looks at what it did
	}()
	return nil
}

// Ready waits until the launched program says that it is ready.
func (p *Process) Ready(ctx context.Context) error {
	select {
	case p.pages = <-p.ready:
		return nil
	case <-p.ended:
		return fmt.Errorf("stage: the %s ended before it was ready; it said:\n%s", p.Name, tail(p.Log))
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(startWait):
		return fmt.Errorf("stage: the %s was not ready after %s; it said:\n%s", p.Name, startWait, tail(p.Log))
	}
}

// Screen is the address of the device's own page, with a slash at its end.
func (p *Process) Screen() string { return p.pages.Screen }

// Diag is the address of the diagnostics port.
func (p *Process) Diag() string { return p.pages.Diag }

// copyLog keeps every line and reports the first that says "ready".
func copyLog(from io.Reader, to io.Writer, ready chan<- readyLine) {
	lines := bufio.NewReader(from)
	for {
		text, err := lines.ReadBytes('\n')
		if _, bad := to.Write(text); bad != nil {
			return
		}
		var r readyLine
		if json.Unmarshal(text, &r) == nil && r.Msg == "ready" {
			select {
			case ready <- r:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// Kill takes the power away.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Stop asks the program to end, and waits.
func (p *Process) Stop() { p.end(syscall.SIGTERM) }

func (p *Process) end(sig os.Signal) {
	if p.cmd == nil || p.cmd.Process == nil {
		return
	}
	_ = p.cmd.Process.Signal(sig) // it may have ended already
	select {
	case <-p.ended:
	case <-time.After(stopWait):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// get reads JSON from one of the device's pages.
func (p *Process) get(ctx context.Context, base, path string, to any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+strings.TrimPrefix(path, "/"), nil)
	if err != nil {
		return err
	}
	return p.do(r, to)
}

// View reads what the device's own page shows.
func (p *Process) View(ctx context.Context, to any) error {
	return p.get(ctx, p.pages.Screen, "api/view", to)
}

// Post presses a button on the device's screen.
func (p *Process) Post(ctx context.Context, path string, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.pages.Screen+strings.TrimPrefix(path, "/"), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return p.do(r, nil)
}

func (p *Process) do(r *http.Request, to any) error {
	c := http.Client{Timeout: askWait}
	answer, err := c.Do(r)
	if err != nil {
		return fmt.Errorf("stage: ask the %s: %w", p.Name, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusBadRequest {
		b, _ := io.ReadAll(io.LimitReader(answer.Body, 300)) // what came is shown
		return fmt.Errorf("stage: the %s answers %s to %s: %s", p.Name, answer.Status, r.URL.Path, b)
	}
	if to == nil {
		return nil
	}
	return json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(to)
}

func tail(file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-2000):])
}

// Beside finds the endcap binary in the folder of this one.
func Beside() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(self), "endcap")
	if _, err := os.Stat(path); err != nil {
		return "", errors.New("the program endcap must lie beside endcap-hq; run make build")
	}
	return path, nil
}

// New returns the process of the file NAME.yaml in dir.
func New(name, binary, dir string) *Process {
	return &Process{Name: name, Binary: binary, Config: filepath.Join(dir, name+".yaml"), Log: filepath.Join(dir, name+".log")}
}

// figure returns one number from a device's diagnostics port.
func (p *Process) figure(ctx context.Context, name string) (uint64, error) {
	var s diag.Status
	if err := p.get(ctx, p.pages.Diag, "api/status", &s); err != nil {
		return 0, err
	}
	for _, f := range s.Figures {
		if f.Name == name {
			return uint64(f.Value), nil
		}
	}
	return 0, fmt.Errorf("stage: the %s does not tell %s", p.Name, name)
}

// Written is how many events the device has stored so far.
func (p *Process) Written(ctx context.Context) (uint64, error) {
	return p.figure(ctx, "endcap_events_written_total")
}

// Waiting is how many of them headquarters has not acknowledged.
func (p *Process) Waiting(ctx context.Context) (uint64, error) {
	return p.figure(ctx, "endcap_outbox_waiting_events")
}

// Until asks again and again until it is so, at most for wait.
func Until(ctx context.Context, wait time.Duration, what string, so func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		ok, err := so()
		if ok || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("stage: waited in vain until %s: %w", what, ctx.Err())
		}
	}
}
