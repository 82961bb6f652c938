package scanner

import (
	"strings"
	"unicode/utf8"

	"endcap/scanner/gs1"
)

// The modifiers of symbology identifiers that say more than the symbology
// (ISO/IEC 15424).
const (
	declareGS1 = "C1 d2 d5 e0 J1 J4 Q3 Q4 z1 z4"       // FNC1 in first position
	escapeECI  = "d4 d5 d6 J3 J4 J5 Q2 Q4 Q6 z3 z4 z5" // a backslash is written twice, an ECI as \ and six digits
)

// identified reads the symbology identifier in front of the data and takes it
// off. Data without one, or with one that is not known, stays as it is.
func identified(text string) Symbol {
	if len(text) < 3 || text[0] != ']' || text[2] >= utf8.RuneSelf {
		return Symbol{Text: text}
	}
	id, data := text[1:3], text[3:]
	sym := Symbol{Format: format(id, data), Text: data, GS1: strings.Contains(declareGS1, id)}
	switch {
	case sym.Format == "", id == "E3", strings.Contains(data, "|]e0"):
		return Symbol{Format: sym.Format, Text: text} // an add-on or a composite: gs1 takes it apart
	case strings.Contains(escapeECI, id):
		sym.Text = withoutECI(data)
	case sym.Format == "UPC_A" && len(data) == 13:
		sym.Text = data[1:]
	}
	if sym.GS1 {
		sym.Text = strings.TrimPrefix(sym.Text, gs1.GS) // FNC1 itself, as some scanners send it
	}
	return sym
}

// format names the symbology as cameras do, where it is known.
func format(id, data string) string {
	switch id[0] {
	case 'A':
		return "CODE_39"
	case 'C':
		return "CODE_128"
	case 'd':
		return "DATA_MATRIX"
	case 'e':
		if strings.HasPrefix(data, "01") && len(data) == 16 {
			return "DATABAR"
		}
		return "DATABAR_EXPANDED"
	case 'E':
		return formatEAN(id, data)
	case 'F':
		return "CODABAR"
	case 'G':
		return "CODE_93"
	case 'I':
		return "ITF"
	case 'J':
		return "DOT_CODE"
	case 'L':
		return "PDF_417"
	case 'Q':
		return "QR_CODE"
	case 'z':
		return "AZTEC"
	}
	return ""
}

// formatEAN tells EAN and UPC apart: an EAN-13 that begins with 0 is a UPC-A,
// which scanners may send with or without that digit.
func formatEAN(id, data string) string {
	switch {
	case id == "E4":
		return "EAN_8"
	case id == "E0" && len(data) == 8:
		return "UPC_E"
	case id == "E0" && (len(data) == 12 || len(data) == 13 && data[0] == '0'):
		return "UPC_A"
	case id == "E0", id == "E3":
		return "EAN_13"
	}
	return "" // an add-on alone
}

// withoutECI takes out the designators of character sets and the escapes that
// come with them.
func withoutECI(data string) string {
	var b strings.Builder
	for i := 0; i < len(data); i++ {
		if data[i] == '\\' {
			if tail := data[i+1:]; len(tail) >= 6 && strings.Trim(tail[:6], "0123456789") == "" {
				i += 6
				continue
			}
			if i++; i == len(data) {
				break
			}
		}
		b.WriteByte(data[i])
	}
	return b.String()
}
