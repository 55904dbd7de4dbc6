/** Where the daemon is that a command talks to, and the way to it. Knows nothing of commands. */
export { connect } from './connect.ts';
export { currentContext, hostOf } from './resolve.ts';
