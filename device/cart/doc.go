// Package cart is the controller of a smart cart.
//
// # Deciding and doing
//
// State.On decides what an event means and reads nothing but its arguments;
// Controller.Run does what follows. The new state holds only once the step
// that brings it (the basket, the movements of stock and the events for
// headquarters, in one transaction) is durable:
//
//	thing -> Thing.LookUp -> State.On -> Store.Do -> light, new View
//	                              \         |
//	                               \-- NotStored: the basket stays as it was
//
// Only then does the light say that a thing was taken, so a shopper never
// sees a thing in the basket that a power cut could take out again.
package cart
