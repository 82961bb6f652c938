// Package qrcode is what the modules of a QR code mean (ISO/IEC 18004): how
// large a version is, which modules are patterns, in which order the others
// hold the bits of the codewords, and how codewords are shared out in blocks.
// Who draws a symbol and who reads one ask the same room.
package qrcode
