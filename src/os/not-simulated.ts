/** Thrown where something would have to be done that is not simulated; a program that lets it pass says so and exits 99. */
export class NotSimulated extends Error {}
