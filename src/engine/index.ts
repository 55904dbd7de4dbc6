/**
 * dockerd 28.5.2: its API (types as its JSON has them), containers, images, events, volumes, and the hosts it runs on.
 * One call of the API is one transaction of the World, as in reality. Never knows the docker client, the shell, lessons
 * or screens, and never decides about reachability: that is what `net` finds out.
 */
import type { Apps, KernelOptions } from '../os/index.ts';
import { capable } from './capabilities.ts';
import { processExited } from './containers/exit.ts';
import { logSink } from './containers/logs.ts';
import { processReaped } from './containers/restart.ts';
import { dockerProxy, dockerResolver } from './libnetwork/index.ts';
import { taskExited } from './swarm/agent.ts';

export type * from './api/index.ts';
export { LOG_DRIVERS } from './containers/validate.ts';
export type * from './daemon.ts';
export { daemonOf } from './daemon-of.ts';
export { ApiError } from './errors.ts';
export { ADDRESSES, createHosts, type HostsOptions } from './hosts.ts';
export { BuildFailure } from './images/build/index.ts';
export { StreamError } from './images/stream-error.ts';
export { OUTSIDE } from './lan.ts';
export { driverNames, endpoints, networks } from './libnetwork/index.ts';
export { containers, type EventRow, statusOf } from './rows.ts';
export { TASK_STATES } from './swarm/states.ts';
export type * from './swarm/types.ts';

/** What the kernel asks dockerd and tells it: where containers write to, and the ends of processes. */
export const engineHooks: Pick<KernelOptions, 'outputs' | 'exited' | 'reaped' | 'hasCapability'> = {
  hasCapability: capable,
  outputs: (kernel, { container }) =>
    container === undefined
      ? undefined
      : {
          stdout: logSink(kernel, container, 'stdout', false, undefined),
          stderr: logSink(kernel, container, 'stderr', false, undefined),
        },
  exited: processExited,
  reaped: (kernel, process) => {
    processReaped(kernel, process);
    taskExited(kernel, process);
  },
};

/** dockerd's own servers: the userland proxy of published ports and the embedded resolver. */
export const engineApps: Apps = { 'docker-proxy': dockerProxy, 'docker-resolver': dockerResolver };
