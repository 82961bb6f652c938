// Package resolvertest holds a running Digital Link resolver to the
// requirements of the GS1-Conformant resolver standard 1.2, as GS1's public
// test suite does over the network: it knows nothing of the resolver but a
// Digital Link, reads the linkset, and asks for everything that stands there.
package resolvertest
