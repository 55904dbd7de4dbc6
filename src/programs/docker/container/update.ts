import type { ContainerUpdateRequest } from '../../../engine/index.ts';
import { out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bytes, CliError, command, decimal, int, string, swapBytes, uint16 } from '../grammar/index.ts';
import { restartPolicy } from './restart-policy.ts';

const flags = {
  'blkio-weight': uint16('Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)'),
  'cpu-period': int('Limit CPU CFS (Completely Fair Scheduler) period'),
  'cpu-quota': int('Limit CPU CFS (Completely Fair Scheduler) quota'),
  'cpu-rt-period': int('Limit the CPU real-time period in microseconds'),
  'cpu-rt-runtime': int('Limit the CPU real-time runtime in microseconds'),
  'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
  cpus: decimal('Number of CPUs'),
  'cpuset-cpus': string('CPUs in which to allow execution (0-3, 0,1)'),
  'cpuset-mems': string('MEMs in which to allow execution (0-3, 0,1)'),
  memory: bytes('Memory limit', { short: 'm' }),
  'memory-reservation': bytes('Memory soft limit'),
  'memory-swap': swapBytes('Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
  'pids-limit': int('Tune container pids limit (set -1 for unlimited)'),
  restart: string('Restart policy to apply when a container exits'),
  'kernel-memory': bytes('Kernel memory limit (deprecated)', { hidden: true }),
};
const FLAGS = Object.keys(flags) as readonly (keyof typeof flags)[];

/** docker container update; cli/command/container/ of docker/cli. */
export const update = command({
  use: 'update [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Update configuration of one or more containers',
  spellings: 'docker container update, docker update',
  args: atLeast(1),
  flags,

  *run({ args, flags, changed, daemon }) {
    if (!FLAGS.some(changed)) throw new CliError('you must provide one or more flags when using this command');
    const request: ContainerUpdateRequest = {
      ...(flags.restart === '' ? {} : { RestartPolicy: restartPolicy(flags.restart) }),
      Memory: flags.memory,
      MemorySwap: flags['memory-swap'],
      MemoryReservation: flags['memory-reservation'],
      NanoCpus: flags.cpus,
      CpuShares: flags['cpu-shares'],
      CpuPeriod: flags['cpu-period'],
      CpuQuota: flags['cpu-quota'],
      CpusetCpus: flags['cpuset-cpus'],
      ...(flags['pids-limit'] === 0 ? {} : { PidsLimit: flags['pids-limit'] }),
    };
    const errors: string[] = [];
    const warnings: string[] = [];
    for (const name of args) {
      try {
        warnings.push(...daemon.containerUpdate(name, request).Warnings);
        yield* out(name);
      } catch (e) {
        errors.push(textOf(e));
      }
    }
    if (warnings.length > 0) yield* out(warnings.join('\n'));
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
