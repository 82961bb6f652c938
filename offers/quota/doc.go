// Package quota is what one device may give away by itself.
//
// Headquarters splits what is limited — an offer's budget and number of uses,
// a member's points, coupons with serial numbers — into grants, and gives each
// to one device. The device gives away what it was granted and no more,
// whether it hears headquarters or not. What all devices spend is therefore
// never more than what all grants add up to, and nobody has to be asked at
// the till.
//
// # What has to be kept
//
//   - A grant is given once by its ID: given again, it changes nothing. The
//     command that brings it may be done twice.
//   - What a sale takes is written in the transaction of the sale: Take tells
//     which records change, Put takes them over once they are on the disk.
//   - A book put back to an older state would give spent grants anew. Whoever
//     restores an older store drops its book; headquarters grants again.
//   - Headquarters uses no ID twice, and no serial number in two grants that
//     live at the same time on two devices.
//
// A cart has one basket, so nothing has to be held back between the price and
// the sale. What was given away and comes back with returned goods is not
// given away again by the device: headquarters grants it anew.
package quota
