package gs1

import (
	"sort"
	"strconv"
)

// Currency is a currency by its numeric code of ISO 4217, as AIs 391n and 393n
// carry it: 978 is the euro. It is comparable; the zero value is no currency.
type Currency uint16

// currencyNames are letters and decimals of the currencies of ISO 4217, in the
// order of their codes in the list that linters hold them against. Those that
// have no minor unit, such as metals, have 0 decimals.
const currencyNames = "" +
	"ALL2DZD2ARS2AUD2BSD2BHD3BDT2AMD2BBD2BMD2BTN2BOB2BWP2BZD2SBD2BND2MMK2BIF0KHR2CAD2" +
	"CVE2KYD2LKR2CLP0CNY2COP2KMF0CRC2CUP2CZK2DKK2DOP2SVC2ETB2ERN2FKP2FJD2DJF0GMD2GIP2" +
	"GTQ2GNF0GYD2HTG2HNL2HKD2HUF2ISK0INR2IDR2IRR2IQD3ILS2JMD2JPY0XAD2KZT2JOD3KES2KPW2" +
	"KRW0KWD3KGS2LAK2LBP2LSL2LRD2LYD3MOP2MWK2MYR2MVR2MUR2MXN2MNT2MDL2MAD2OMR3NAD2NPR2" +
	"XCG2AWG2VUV0NZD2NIO2NGN2NOK2PKR2PAB2PGK2PYG0PEN2PHP2QAR2RUB2RWF0SHP2SAR2SCR2SGD2" +
	"VND0SOS2ZAR2SSP2SZL2SEK2CHF2SYP2THB2TOP2TTD2AED2TND3UGX0MKD2EGP2GBP2TZS2USD2UYU2" +
	"UZS2WST2YER2TWD2ZWG2SLE2VED2UYW4VES2MRU2STN2BYN2TMT2GHS2SDG2UYI0RSD2MZN2AZN2RON2" +
	"CHE2CHW2TRY2XAF0XCD2XOF0XPF0XBA0XBB0XBC0XBD0XAU0XDR0XAG0XPT0XTS0XPD0XUA0ZMW2SRD2" +
	"MGA2COU2AFN2TJS2AOA2BGN2CDF2BAM2EUR2MXV2UAH2GEL2BOV2PLN2BRL2CLF4XSU0USN2XXX0"

// String writes the letters of the currency, such as EUR; its three digits
// where ISO 4217 does not have it, and "" for no currency.
func (c Currency) String() string {
	if name := c.name(); name != "" {
		return name[:3]
	}
	if c == 0 {
		return ""
	}
	return strconv.Itoa(1000 + int(c)%1000)[1:]
}

// Decimals is how many decimals its minor unit has: 2 for the euro, 0 for the
// yen; 2 for a currency that ISO 4217 does not have.
func (c Currency) Decimals() uint8 {
	if name := c.name(); name != "" {
		return name[3] - '0'
	}
	return 2
}

// MarshalText writes the form of String.
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// name is the currency's part of currencyNames, or "".
func (c Currency) name() string {
	const code, name = 3, 4
	i, found := sort.Find(len(currencies)/code, func(i int) int { return int(c) - number(currencies[i*code:i*code+code]) })
	if !found {
		return ""
	}
	return currencyNames[i*name : i*name+name]
}
