package screen

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"
)

// chromium is a real browser that looks at one page after another. It is told
// what to do in the Chrome DevTools Protocol: JSON with a zero byte behind it,
// over two pipes.
type chromium struct {
	to, from *os.File
	replies  *bufio.Reader
	calls    int
	page     struct{ TargetID, SessionID string }
}

const chromiumWait = time.Minute // for one answer

func openChromium(t *testing.T) *chromium {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium is installed, so no browser has looked at the pages")
	}
	theirs, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, kill := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
		"--remote-debugging-pipe", "--user-data-dir="+t.TempDir())
	cmd.ExtraFiles = []*os.File{theirs, out} // its descriptors 3 and 4
	if err := cmd.Start(); err != nil {
		t.Skipf("chromium does not run here: %v", err)
	}
	_, _ = theirs.Close(), out.Close()
	c := &chromium{to: to, from: from, replies: bufio.NewReader(from)}
	t.Cleanup(func() {
		defer time.AfterFunc(chromiumWait, kill).Stop()
		_ = to.Close() // at which it ends
		_ = cmd.Wait() // it says nothing of use
		_ = from.Close()
		kill()
	})
	err = c.call("Target.createTarget", object{"url": "about:blank"}, &c.page)
	if err == nil {
		err = c.call("Target.attachToTarget", object{"targetId": c.page.TargetID, "flatten": true}, &c.page)
	}
	if err != nil {
		t.Skipf("chromium does not run here: %v", err)
	}
	return c
}

// object is one of JSON.
type object map[string]any

// call asks the browser, or its page as soon as it has one, for something and
// waits for the answer. What happens meanwhile is passed over.
func (c *chromium) call(method string, params object, result any) error {
	c.calls++
	question := object{"id": c.calls, "method": method, "params": params}
	if c.page.SessionID != "" {
		question["sessionId"] = c.page.SessionID
	}
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := c.to.Write(append(line, 0)); err != nil {
		return err
	}
	if err := c.from.SetReadDeadline(time.Now().Add(chromiumWait)); err != nil {
		return err
	}
	for {
		line, err := c.replies.ReadBytes(0)
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		var reply struct {
			ID     int
			Error  *struct{ Message string }
			Result json.RawMessage
		}
		if err := json.Unmarshal(line[:len(line)-1], &reply); err != nil {
			return err
		}
		switch {
		case reply.ID != c.calls:
		case reply.Error != nil:
			return fmt.Errorf("%s: %s", method, reply.Error.Message)
		case result != nil:
			return json.Unmarshal(reply.Result, result)
		default:
			return nil
		}
	}
}

// browse opens a page, does there what script says, and returns what the page
// has become. The script may wait until(so).
func (c *chromium) browse(t *testing.T, h http.Handler, path, script string) (dom string) {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	defer s.CloseClientConnections()
	call := func(method string, params object, result any) {
		t.Helper()
		if err := c.call(method, params, result); err != nil {
			t.Fatal(err)
		}
	}
	evaluate := func(expression string) string {
		t.Helper()
		var got struct {
			Result           struct{ Value string }
			ExceptionDetails json.RawMessage
		}
		call("Runtime.evaluate", object{"expression": expression, "awaitPromise": true, "returnByValue": true}, &got)
		if got.ExceptionDetails != nil {
			t.Fatalf("%s", got.ExceptionDetails)
		}
		return got.Result.Value
	}
	call("Page.navigate", object{"url": s.URL + path}, nil)
	evaluate(`new Promise((go) => document.readyState === "complete" ? go() : addEventListener("load", () => go()))`)
	evaluate(`(async () => {
const until = async (so) => { while (!so()) await new Promise((go) => setTimeout(go, 20)); };
` + script + `})()`)
	dom = evaluate("document.documentElement.outerHTML")
	call("Page.navigate", object{"url": "about:blank"}, nil) // it lets go of the server
	return dom
}
