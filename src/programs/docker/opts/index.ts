/** Kinds of flags that docker/cli adds to pflag's: networks, mounts, ports, and the checks of list flags. */
export * from './checks.ts';
export * from './cluster-file.ts';
export * from './format.ts';
export * from './gpus.ts';
export * from './limits.ts';
export * from './mount.ts';
export * from './network.ts';
export * from './platform.ts';
export * from './ports.ts';
export * from './reference.ts';
export * from './swarm-port.ts';
