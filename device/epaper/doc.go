// Package epaper drives electronic paper with an SSD1680-class controller,
// such as the 2.13" panel of 250 by 122 pixels.
//
// # One picture
//
// A program (see Panel.program) is the whole life of one picture: wake by
// reset, set up, write the black plane and the red one, refresh, wait, sleep.
// The controller forgets everything in deep sleep, so nothing has to be
// remembered between two pictures, and a panel that lost its power in between
// is no special case.
//
// # Waiting
//
// The busy line is asked every PollEvery, never waited on without end. A panel
// that is not there keeps the line high by the pull-up and is an error wrapping
// device.ErrSilent after the deadline of the step.
//
// The types of periph stand in New because device/board, which finds the pins,
// is the only other room that knows them.
package epaper
