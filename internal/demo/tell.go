package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/lipgloss"
)

// teller writes one line an event: for people in colours, for programs as
// JSON. Lines from several devices arrive at once.
type teller struct {
	json  bool
	begin time.Time

	mu   sync.Mutex
	out  io.Writer
	done int
	all  int
}

// line is one event of the story.
type line struct {
	AfterMS int64  `json:"after_ms"`
	Step    int    `json:"step"`
	Of      int    `json:"of"`
	Who     string `json:"who"` // story, staff, cart, shelf, hq, check
	Kind    kind   `json:"kind"`
	Text    string `json:"text"`
}

// kind says how a line is meant.
type kind string

const (
	chapter kind = "chapter"
	happens kind = "event"
	refused kind = "refused"
	right   kind = "right"
	wrong   kind = "wrong"
)

// colours of those who act, readable on dark and on light ground.
func colour(who string) lipgloss.AdaptiveColor {
	switch who {
	case "cart":
		return lipgloss.AdaptiveColor{Light: "25", Dark: "75"}
	case "shelf", "staff":
		return lipgloss.AdaptiveColor{Light: "94", Dark: "179"}
	case "hq":
		return lipgloss.AdaptiveColor{Light: "29", Dark: "79"}
	default:
		return lipgloss.AdaptiveColor{Light: "240", Dark: "250"}
	}
}

// step counts one step of the story as done.
func (t *teller) step() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done++
}

func (t *teller) tell(who string, k kind, format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := line{time.Since(t.begin).Milliseconds(), t.done, t.all, who, k, fmt.Sprintf(format, args...)}
	if t.json {
		if b, err := json.Marshal(l); err == nil {
			fmt.Fprintf(t.out, "%s\n", b)
		}
		return
	}
	fmt.Fprintln(t.out, l.coloured())
}

func (l line) coloured() string {
	if l.Kind == chapter {
		return "\n" + lipgloss.NewStyle().Bold(true).Render(l.Text)
	}
	mark := map[kind]string{happens: " ", refused: "!", right: "✓", wrong: "✗"}[l.Kind]
	text := lipgloss.NewStyle()
	switch l.Kind {
	case wrong:
		text = text.Bold(true).Foreground(lipgloss.AdaptiveColor{Light: "160", Dark: "203"})
	case right:
		text = text.Foreground(lipgloss.AdaptiveColor{Light: "28", Dark: "114"})
	case chapter, happens, refused:
	}
	faint := lipgloss.NewStyle().Faint(true)
	return fmt.Sprintf("%s %s %s %s",
		faint.Render(fmt.Sprintf("%6.2fs %2d/%d", float64(l.AfterMS)/1000, l.Step, l.Of)),
		lipgloss.NewStyle().Foreground(colour(l.Who)).Render(fmt.Sprintf("%5s", l.Who)),
		mark, text.Render(l.Text))
}
