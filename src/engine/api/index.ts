/**
 * The types of the Docker Engine API v1.51 as its JSON has them: field names and order as in moby api/types,
 * `?` where Go says omitempty. Objects built from these print as `docker inspect` does.
 */

export type * from './container.ts';
export type * from './image.ts';
export type * from './network.ts';
export type * from './system.ts';
