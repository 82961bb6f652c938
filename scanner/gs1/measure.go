package gs1

// Kind is what a Measure measures. The kinds are only ever added to.
type Kind string

// The kinds of measures.
const (
	KindNetWeight    Kind = "net_weight"
	KindGrossWeight  Kind = "gross_weight"
	KindLength       Kind = "length"
	KindWidth        Kind = "width"
	KindHeight       Kind = "height"
	KindArea         Kind = "area"
	KindNetVolume    Kind = "net_volume"
	KindGrossVolume  Kind = "gross_volume"
	KindAreaWeight   Kind = "area_weight"    // weight that may be stacked on an area
	KindCount        Kind = "count"          // pieces of a variable-measure item (AI 30)
	KindContentCount Kind = "content_count"  // items or pieces in a logistic unit (AI 37)
	KindPayable      Kind = "amount"         // to be paid, or the worth of a coupon (AIs 390n, 391n)
	KindPrice        Kind = "price"          // of a variable-measure item (AIs 392n, 393n)
	KindUnitPrice    Kind = "price_per_unit" // AI 395n
	KindPercentOff   Kind = "percent_off"    // of a coupon (AI 394n)
	KindPoints       Kind = "points"         // loyalty points of a coupon (AI 8111)
	KindMaxTemp      Kind = "max_temperature"
	KindMinTemp      Kind = "min_temperature"
)

// Unit is a unit of measure by its code of UN/ECE Recommendation 20: KGM.
type Unit string

// The units that GS1 data knows.
const (
	UnitKilogram    Unit = "KGM"
	UnitPound       Unit = "LBR"
	UnitTroyOunce   Unit = "APZ"
	UnitMetre       Unit = "MTR"
	UnitInch        Unit = "INH"
	UnitFoot        Unit = "FOT"
	UnitYard        Unit = "YRD"
	UnitSquareMetre Unit = "MTK"
	UnitSquareInch  Unit = "INK"
	UnitSquareFoot  Unit = "FTK"
	UnitSquareYard  Unit = "YDK"
	UnitLitre       Unit = "LTR"
	UnitCubicMetre  Unit = "MTQ"
	UnitFluidOunce  Unit = "OZA" // of the US; AI 357n may also mean the ounce of weight
	UnitLiquidQuart Unit = "QTL"
	UnitGallon      Unit = "GLL"
	UnitCubicInch   Unit = "INQ"
	UnitCubicFoot   Unit = "FTQ"
	UnitCubicYard   Unit = "YDQ"
	UnitStacking    Unit = "28" // kilogram per square metre
	UnitPercent     Unit = "P1"
	UnitCelsius     Unit = "CEL"
	UnitFahrenheit  Unit = "FAH"
)

// unitSymbols are how people write units.
var unitSymbols = map[Unit]string{
	UnitKilogram: "kg", UnitPound: "lb", UnitTroyOunce: "oz t", UnitMetre: "m", UnitInch: "in", UnitFoot: "ft", UnitYard: "yd",
	UnitSquareMetre: "m²", UnitSquareInch: "in²", UnitSquareFoot: "ft²", UnitSquareYard: "yd²",
	UnitLitre: "l", UnitCubicMetre: "m³", UnitFluidOunce: "fl oz", UnitLiquidQuart: "qt", UnitGallon: "gal",
	UnitCubicInch: "in³", UnitCubicFoot: "ft³", UnitCubicYard: "yd³", UnitStacking: "kg/m²",
	UnitPercent: "%", UnitCelsius: "°C", UnitFahrenheit: "°F",
}

// Symbol is how people write the unit: "kg"; "" for no unit.
func (u Unit) Symbol() string { return unitSymbols[u] }

// Measure is a weight, a size, a count, an amount of money, a percentage or a
// temperature that an element carries, as an integer with a scale.
type Measure struct {
	Kind   Kind    `json:"kind"`
	Amount Decimal `json:"amount"`
	// Unit is empty for counts, points and money.
	Unit Unit `json:"unit,omitempty"`
	// Currency is that of AIs 391n and 393n; money without one is of the
	// currency of the place.
	Currency Currency `json:"currency,omitzero"`
	// Logistic says that a pallet or a case was measured, with its packing,
	// and not the item that a shop sells.
	Logistic bool `json:"logistic,omitzero"`
}

// String writes the measure for people: "1.250 kg", "12.99 EUR".
func (m Measure) String() string {
	for _, unit := range [...]string{m.Unit.Symbol(), m.Currency.String()} {
		if unit != "" {
			return m.Amount.String() + " " + unit
		}
	}
	return m.Amount.String()
}

// Grams is a weight in whole grams, rounded half up; ok is false for a measure
// that is no weight.
func (m Measure) Grams() (grams int64, ok bool) {
	for _, w := range weights {
		if w.unit == m.Unit {
			d := m.Amount
			d.Scale += w.decimals
			return d.times(w.grams, 0)
		}
	}
	return 0, false
}

// weights are the units of weight: what they weigh in grams, with so many
// decimals.
var weights = [...]struct {
	unit     Unit
	grams    int64
	decimals uint8
}{{UnitKilogram, 1000, 0}, {UnitPound, 453_59237, 5}, {UnitTroyOunce, 31_1034768, 7}}

// measured is what the first three digits of an AI of four say of its value;
// the fourth is the number of decimals (GenSpecs 3.6, 3.7).
type measured struct {
	kind Kind
	unit Unit
}

// measures are the AIs 310n to 369n and 390n to 395n, by their first three
// digits.
var measures = [400]measured{
	310: {KindNetWeight, UnitKilogram}, 311: {KindLength, UnitMetre}, 312: {KindWidth, UnitMetre}, 313: {KindHeight, UnitMetre},
	314: {KindArea, UnitSquareMetre}, 315: {KindNetVolume, UnitLitre}, 316: {KindNetVolume, UnitCubicMetre},
	320: {KindNetWeight, UnitPound}, 321: {KindLength, UnitInch}, 322: {KindLength, UnitFoot}, 323: {KindLength, UnitYard},
	324: {KindWidth, UnitInch}, 325: {KindWidth, UnitFoot}, 326: {KindWidth, UnitYard},
	327: {KindHeight, UnitInch}, 328: {KindHeight, UnitFoot}, 329: {KindHeight, UnitYard},
	330: {KindGrossWeight, UnitKilogram}, 331: {KindLength, UnitMetre}, 332: {KindWidth, UnitMetre}, 333: {KindHeight, UnitMetre},
	334: {KindArea, UnitSquareMetre}, 335: {KindGrossVolume, UnitLitre}, 336: {KindGrossVolume, UnitCubicMetre}, 337: {KindAreaWeight, UnitStacking},
	340: {KindGrossWeight, UnitPound}, 341: {KindLength, UnitInch}, 342: {KindLength, UnitFoot}, 343: {KindLength, UnitYard},
	344: {KindWidth, UnitInch}, 345: {KindWidth, UnitFoot}, 346: {KindWidth, UnitYard},
	347: {KindHeight, UnitInch}, 348: {KindHeight, UnitFoot}, 349: {KindHeight, UnitYard},
	350: {KindArea, UnitSquareInch}, 351: {KindArea, UnitSquareFoot}, 352: {KindArea, UnitSquareYard},
	353: {KindArea, UnitSquareInch}, 354: {KindArea, UnitSquareFoot}, 355: {KindArea, UnitSquareYard},
	356: {KindNetWeight, UnitTroyOunce}, 357: {KindNetVolume, UnitFluidOunce},
	360: {KindNetVolume, UnitLiquidQuart}, 361: {KindNetVolume, UnitGallon}, 362: {KindGrossVolume, UnitLiquidQuart}, 363: {KindGrossVolume, UnitGallon},
	364: {KindNetVolume, UnitCubicInch}, 365: {KindNetVolume, UnitCubicFoot}, 366: {KindNetVolume, UnitCubicYard},
	367: {KindGrossVolume, UnitCubicInch}, 368: {KindGrossVolume, UnitCubicFoot}, 369: {KindGrossVolume, UnitCubicYard},
	390: {KindPayable, ""}, 391: {KindPayable, ""}, 392: {KindPrice, ""}, 393: {KindPrice, ""}, 394: {KindPercentOff, UnitPercent}, 395: {KindUnitPrice, ""},
}

// logistic reports whether an AI, by its first three digits, is a measure of a
// logistic unit (GenSpecs 3.6.4).
func logistic(row AI) bool {
	switch {
	case 330 <= row && row <= 349, 353 <= row && row <= 355, 362 <= row && row <= 363, 367 <= row && row <= 369:
		return true
	}
	return false
}

// The AIs of counts and temperatures.
const (
	aiContentCount AI = 1_37
	aiPoints       AI = 1_8111
	aiMaxTempF     AI = 1_4330
	aiMinTempC     AI = 1_4333
)

// temperatureDecimals are the decimals of AIs 4330 to 4333 (GenSpecs 3.8).
const temperatureDecimals = 2

// Measure reads an element that carries a number with a meaning: AIs 310n to
// 369n, 390n to 395n, 30, 37, 8111 and 4330 to 4333. ok is false for others,
// and for a value that such an AI cannot have.
func (el Element) Measure() (m Measure, ok bool) {
	switch {
	case el.AI == AICount:
		m.Kind = KindCount
	case el.AI == aiContentCount:
		m.Kind, m.Logistic = KindContentCount, true
	case el.AI == aiPoints:
		m.Kind = KindPoints
	case aiMaxTempF <= el.AI && el.AI <= aiMinTempC:
		return el.temperature()
	case 1_3000 <= el.AI && el.AI < 1_4000:
		return el.scaled()
	default:
		return Measure{}, false
	}
	m.Amount, ok = decimalOf(el.Value, 0)
	return m, ok
}

// scaled reads an AI whose last digit is the number of decimals.
func (el Element) scaled() (m Measure, ok bool) {
	row, v := el.AI/10-1_000, el.Value
	m.Kind, m.Unit, m.Logistic = measures[row].kind, measures[row].unit, logistic(row)
	if row == 391 || row == 393 {
		if len(v) < 3 || csetN.check(v[:3]) != (fault{}) {
			return Measure{}, false
		}
		m.Currency, v = Currency(number(v[:3])), v[3:]
	}
	m.Amount, ok = decimalOf(v, int(el.AI%10))
	return m, ok && m.Kind != ""
}

// temperature reads six digits with two decimals, and a minus behind them.
func (el Element) temperature() (m Measure, ok bool) {
	digits, minus := el.Value, false
	if n := len(digits); n > 0 && digits[n-1] == '-' {
		digits, minus = digits[:n-1], true
	}
	m.Amount, ok = decimalOf(digits, temperatureDecimals)
	if minus {
		m.Amount.Value = -m.Amount.Value
	}
	m.Kind, m.Unit = KindMaxTemp, UnitFahrenheit
	if el.AI >= 1_4332 {
		m.Kind = KindMinTemp
	}
	if (el.AI-aiMaxTempF)%2 == 1 {
		m.Unit = UnitCelsius
	}
	return m, ok
}
