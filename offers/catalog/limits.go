package catalog

// Limits of a product. They keep every sum of a basket within 64 bits and a
// product within one page of the store.
const (
	MaxPrice    = 100_000_000_000 // minor units, for one piece, kilogram, litre or metre
	MaxName     = 120             // bytes of a name, a brand, an origin
	MaxWord     = 60              // bytes of a category, a tag, a lot
	MaxWords    = 16              // categories, or tags
	MaxRecalled = 200             // lots
	MaxScale    = 3               // decimals of a content
	MaxWhole    = 9               // digits of a content before its point

	MaxPriorDays = 366 // of sale that a prior price may be asked for
)

// Limits of a sheet. It travels in one line with its product, so that each of
// its parts may be long and all of them together not.
const (
	MaxSheet        = 12 << 10 // bytes of its JSON
	MaxText         = 4_000    // bytes of a text of several sentences
	MaxHref         = 500      // bytes of an address
	MaxLinks        = 32
	MaxLangs        = 16 // languages of texts, or of a recall
	MaxCertificates = 16
	MaxLots         = 64
	MaxTogether     = 3
	MaxSteps        = 16       // of one lot
	MaxSerial       = 20       // bytes of a lot or a serial number in a link (AI 10, AI 21)
	MaxLang         = 35       // bytes of a language (RFC 5646, 4.4.1)
	MaxMedia        = 127      // bytes of a media type (RFC 6838, 4.2)
	MaxSheetsFile   = 64 << 20 // bytes of a file of sheets
)
