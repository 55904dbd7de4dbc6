/**
 * dockerd 28.5.2: its API (types as its JSON has them), containers, images, events, volumes, and the hosts it runs on.
 * One call of the API is one transaction of the World, as in reality. Never knows the docker client, the shell, lessons
 * or screens, and never decides about reachability: that is what `net` finds out.
 */
export type * from './api.ts';
export type * from './daemon.ts';
export { ApiError } from './errors.ts';
