package gs1

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrDictionary is returned when a text is not a dictionary.
var ErrDictionary = errors.New("gs1: not a GS1 Barcode Syntax Dictionary")

// ReadDictionary reads the official text form of the GS1 Barcode Syntax
// Dictionary, of a newer release or an older one. Flags and attributes that
// this package does not know are kept and have no effect; a check that it does
// not know is an error, because values would go unproved. The error wraps
// ErrDictionary and names the line, or is that of r.
func ReadDictionary(r io.Reader) (*Dictionary, error) {
	d := &Dictionary{entries: make([]entry, 1, 600)}
	lines := bufio.NewScanner(io.LimitReader(r, MaxDictionary+1))
	lines.Buffer(nil, maxLine)
	read, n := 0, 0
	for lines.Scan() {
		n++
		if read += len(lines.Bytes()) + 1; read > MaxDictionary {
			return nil, fmt.Errorf("%w: it is longer than %d bytes; give the text of one release", ErrDictionary, MaxDictionary)
		}
		if why := d.line(strings.TrimSuffix(lines.Text(), "\r")); why != "" {
			return nil, fmt.Errorf("%w: line %d: %s; give the text as GS1 publishes it", ErrDictionary, n, why)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("%w: line %d is longer than %d bytes; give the text as GS1 publishes it", ErrDictionary, n+1, maxLine)
	case err != nil:
		return nil, fmt.Errorf("gs1: read the dictionary: %w", err)
	case len(d.rows) == 0:
		return nil, fmt.Errorf("%w: it holds no AI; give the text as GS1 publishes it", ErrDictionary)
	}
	if why := d.compile(); why != "" {
		return nil, fmt.Errorf("%w: %s; give the text as GS1 publishes it", ErrDictionary, why)
	}
	return d, nil
}

// line takes one line, and says what is wrong with it.
func (d *Dictionary) line(text string) (why string) {
	if day, ok := strings.CutPrefix(text, "# Release:"); ok {
		d.release = strings.TrimSpace(day)
		return ""
	}
	head, title, titled := strings.Cut(text, "#")
	words := strings.Fields(head)
	if len(words) == 0 {
		return "" // empty, or a comment
	}
	row := row{title: strings.TrimSpace(title)}
	if titled && strings.Trim(row.title, titleChars) != "" {
		return fmt.Sprintf("title %.40q has a character that titles have not", row.title)
	}
	if row.first, row.last, why = readRange(words[0]); why != "" {
		return why
	}
	if last := len(d.rows) - 1; last >= 0 && !d.rows[last].last.before(row.first) {
		return fmt.Sprintf("AI %s does not stand behind AI %s in the order of digits", row.first, d.rows[last].last)
	}
	words = words[1:]
	var flags strings.Builder
	for len(words) > 0 && strings.Trim(words[0], flagChars) == "" {
		flags.WriteString(words[0])
		words = words[1:]
	}
	n := 0
	for n < len(words) && (words[n][0] == '[' || 'A' <= words[n][0] && words[n][0] <= 'Z') {
		n++
	}
	row.flags, row.format, row.attributes = flags.String(), strings.Join(words[:n], " "), strings.Join(words[n:], " ")
	return d.add(row)
}

const (
	flagChars  = "*?!\"$%&'()+,-./:;<=>@[\\]^_`{|}~"
	titleChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#()-+,./²³ "
)

// readRange reads one AI, or a range whose ends differ in their last digit.
func readRange(text string) (first, last AI, why string) {
	from, to, ranged := strings.Cut(text, "-")
	first, last = readAI(from), readAI(to)
	if !ranged {
		last = first
	}
	switch {
	case first == 0 || last == 0:
		return 0, 0, fmt.Sprintf("%.40q is no AI of 2 to 4 digits, and no range of them", text)
	case first > last || ranged && first == last || first/10 != last/10:
		return 0, 0, fmt.Sprintf("the ends of the range %s do not differ in their last digit alone, rising", text)
	}
	return first, last, ""
}

// WriteTo writes the dictionary in the official text form, without comments.
// What [ReadDictionary] makes of it is equal to d.
func (d *Dictionary) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	if d.release != "" {
		fmt.Fprintf(&b, "# Release: %s\n\n", d.release)
	}
	for i := range d.rows {
		r := &d.rows[i]
		name := r.first.String()
		if r.last != r.first {
			name += "-" + r.last.String()
		}
		line := fmt.Sprintf("%-10s %2s  %-33s %-50s", name, r.flags, r.format, r.attributes)
		if r.title != "" {
			line += " # " + r.title
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
