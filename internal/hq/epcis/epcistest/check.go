// Package epcistest judges EPCIS documents without the package that made
// them: by rules of its own, and by adding up what they say was moved.
package epcistest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"endcap/scanner/gs1"
)

// Event is one event as a reader who knows no Go type of ours sees it.
type Event map[string]any

// Words of CBV 2.0 that the export uses, so that a new one is looked up before
// it is added here.
var (
	steps        = []string{"picking", "stocking", "unpacking", "retail_selling", "holding", "cycle_counting", "destroying", "inspecting", "storing", ""}
	dispositions = []string{"sellable_accessible", "retail_sold", "expired", "recalled", "destroyed", ""}
)

var (
	moment = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	offset = regexp.MustCompile(`^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$`)
	id     = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	number = regexp.MustCompile(`^(0|[1-9]\d*)(\.\d{1,3})?$`)
)

// Document reads a document and returns its events, or its first fault.
func Document(b []byte) ([]Event, error) {
	var doc struct {
		Context []string `json:"@context"`
		Type    string   `json:"type"`
		Version string   `json:"schemaVersion"`
		Body    struct {
			Events []Event `json:"eventList"`
		} `json:"epcisBody"`
		Created string `json:"creationDate"`
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	if len(doc.Context) != 1 || doc.Type != "EPCISDocument" || doc.Version != "2.0" || !moment.MatchString(doc.Created) || doc.Body.Events == nil {
		return nil, fmt.Errorf("head of the document: %v %s %s %s", doc.Context, doc.Type, doc.Version, doc.Created)
	}
	return doc.Body.Events, each(doc.Body.Events)
}

// Lines reads events one a line and returns them, or the first fault.
func Lines(b []byte) ([]Event, error) {
	var all []Event
	for line := range strings.Lines(string(b)) {
		var e Event
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&e); err != nil {
			return nil, err
		}
		if e["@context"] == nil {
			return nil, fmt.Errorf("no @context: %s", line)
		}
		delete(e, "@context")
		all = append(all, e)
	}
	return all, each(all)
}

func each(all []Event) error {
	seen := map[string]bool{}
	for i, e := range all {
		if err := e.check(); err != nil {
			return fmt.Errorf("event %d: %w: %v", i+1, err, e)
		}
		if seen[e.text("eventID")] {
			return fmt.Errorf("event %d has the ID of another: %v", i+1, e)
		}
		seen[e.text("eventID")] = true
	}
	return nil
}

func (e Event) text(field string) string {
	s, _ := e[field].(string)
	return s
}

// rules of one kind of event: what it must have and what it may have besides.
type rules struct {
	actions   []string
	must, may []string
}

var common = []string{"type", "eventID", "eventTime", "recordTime", "eventTimeZoneOffset", "action"}

func rulesOf(kind string) (rules, bool) {
	where := []string{"bizStep", "disposition", "readPoint", "bizLocation"}
	switch kind {
	case "AggregationEvent":
		return rules{[]string{"ADD", "DELETE"}, []string{"parentID", "childQuantityList", "readPoint"}, where}, true
	case "ObjectEvent":
		return rules{[]string{"OBSERVE", "DELETE"}, []string{"quantityList", "bizStep", "readPoint"}, where}, true
	case "TransactionEvent":
		return rules{[]string{"ADD"}, []string{"bizTransactionList", "bizStep", "readPoint"}, append(where, "quantityList", "epcList")}, true
	}
	return rules{}, false
}

func (e Event) check() error {
	r, ok := rulesOf(e.text("type"))
	if !ok || !slices.Contains(r.actions, e.text("action")) {
		return fmt.Errorf("%s with action %s", e.text("type"), e.text("action"))
	}
	for _, f := range slices.Concat(common, r.must) {
		if e[f] == nil {
			return fmt.Errorf("%s is missing", f)
		}
	}
	allowed := slices.Concat(common, r.must, r.may)
	for f := range e {
		if !slices.Contains(allowed, f) {
			return fmt.Errorf("%s does not belong there", f)
		}
	}
	_, err := time.Parse(time.RFC3339, e.text("eventTime"))
	switch {
	case !moment.MatchString(e.text("eventTime")) || err != nil || !moment.MatchString(e.text("recordTime")):
		return fmt.Errorf("times: %w", err)
	case !offset.MatchString(e.text("eventTimeZoneOffset")):
		return fmt.Errorf("offset")
	case !id.MatchString(e.text("eventID")):
		return fmt.Errorf("eventID")
	case !slices.Contains(steps, e.text("bizStep")) || !slices.Contains(dispositions, e.text("disposition")):
		return fmt.Errorf("words")
	}
	return e.things()
}

// things checks every identifier and every quantity.
func (e Event) things() error {
	ids := []any{e["parentID"]}
	for _, f := range []string{"readPoint", "bizLocation"} {
		if p, ok := e[f].(map[string]any); ok {
			ids = append(ids, p["id"])
		}
	}
	for _, f := range []string{"childQuantityList", "quantityList", "epcList", "bizTransactionList"} {
		list, ok := e[f].([]any)
		if e[f] != nil && (!ok || len(list) == 0) {
			return fmt.Errorf("%s is empty", f)
		}
		for _, v := range list {
			switch v := v.(type) {
			case string:
				ids = append(ids, v)
			case map[string]any:
				if err := amount(v); err != nil {
					return err
				}
				ids = append(ids, v["epcClass"], v["bizTransaction"])
			}
		}
	}
	if e.text("type") == "TransactionEvent" && e["epcList"] == nil && e["quantityList"] == nil {
		return fmt.Errorf("it is about nothing")
	}
	for _, v := range ids {
		if v != nil {
			if err := identifier(fmt.Sprint(v)); err != nil {
				return err
			}
		}
	}
	return nil
}

// amount checks a quantity: whole pieces or kilograms, more than none.
func amount(q map[string]any) error {
	v, ok := q["quantity"].(json.Number)
	switch {
	case q["quantity"] == nil && q["uom"] == nil:
		return nil
	case !ok || !number.MatchString(v.String()) || strings.Trim(v.String(), "0.") == "":
		return fmt.Errorf("quantity %v", q["quantity"])
	case q["uom"] == nil && strings.Contains(v.String(), "."):
		return fmt.Errorf("%s pieces", v)
	case q["uom"] != nil && q["uom"] != "KGM":
		return fmt.Errorf("unit %v", q["uom"])
	}
	return nil
}

// identifier takes a Digital Link that a strict reader takes, or one of the
// forms that CBV 2.0 section 8 leaves to a firm.
func identifier(s string) error {
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() || strings.ContainsAny(s, " \"<>\\^`{|}") || u.String() != s {
		return fmt.Errorf("identifier %q (%w)", s, err)
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '/' })
	if n := len(parts); n > 2 && slices.Contains([]string{"obj", "class", "loc", "bt"}, parts[n-2]) && !strings.Contains(s, "id.gs1.org") {
		return nil
	}
	if strings.HasPrefix(s, "urn:epcglobal:cbv:bt:") && len(parts) == 6 {
		return nil
	}
	if _, err := gs1.ParseLink(s); err != nil {
		return fmt.Errorf("identifier %q: %w", s, err)
	}
	return nil
}
