/** What goes wrong while the daemon is already answering: it is told without "Error response from daemon". */
export class StreamError extends Error {}
