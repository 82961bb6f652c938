package scanner

import (
	"fmt"
	"strings"
	"time"
)

// Report is what a source says of itself, for a technician.
type Report struct {
	// Device is where it is attached: /dev/ttyACM0, a folder.
	Device string `json:"device,omitempty"`
	// Model is what it calls itself, as far as it does.
	Model string `json:"model,omitempty"`
	// Driver is what it is spoken with: cdc_acm, usbhid, uvcvideo.
	Driver string `json:"driver,omitempty"`
	// Present says that it is attached and open, or not, since Since.
	Present bool      `json:"present"`
	Since   time.Time `json:"since,omitzero"`

	Read   uint64    `json:"read"`            // symbols since the start
	ReadAt time.Time `json:"readAt,omitzero"` // of the last
	// Faults counts what was wrong since the start: frames that were no scan,
	// pictures that could not be read, times that it was gone.
	Faults  uint64    `json:"faults"`
	Fault   string    `json:"fault,omitempty"` // the last, with its remedy
	FaultAt time.Time `json:"faultAt,omitzero"`
	// Alarm is the last thing it did that no scanner does, such as typing
	// Ctrl-Alt-F1: someone may have changed it. It is one of the faults.
	Alarm   string    `json:"alarm,omitempty"`
	AlarmAt time.Time `json:"alarmAt,omitzero"`
}

// Reporter is a Source that can say how it is, at once and from any goroutine.
type Reporter interface{ Report() Report }

// String is the report in one line, but for its last fault.
func (r Report) String() string {
	name := strings.Join(strings.Fields(r.Model+" "+r.Device), " ")
	if r.Driver != "" {
		name += " (" + r.Driver + ")"
	}
	text := fmt.Sprintf("%s: %d read", name, r.Read)
	if r.Faults > 0 {
		text += fmt.Sprintf(", %d faults", r.Faults)
	}
	return text
}
