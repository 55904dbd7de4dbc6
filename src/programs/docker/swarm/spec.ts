import type { SwarmSpec } from '../../../engine/index.ts';
import { CliError } from '../grammar/index.ts';

/** The flags that `swarm init` and `swarm update` share. */
interface SpecFlags {
  readonly 'task-history-limit': number;
  readonly 'dispatcher-heartbeat': number;
  readonly 'cert-expiry': number;
  readonly 'max-snapshots': number;
  readonly 'snapshot-interval': number;
}

type Changed = (flag: keyof SpecFlags) => boolean;

const RAFT = {
  SnapshotInterval: 10000,
  KeepOldSnapshots: 0,
  LogEntriesForSlowFollowers: 500,
  ElectionTick: 10,
  HeartbeatTick: 1,
};

/** What of a new swarm's spec is not as usual. */
export function specChanges(flags: SpecFlags, changed: Changed): Partial<SwarmSpec> {
  return {
    ...(changed('task-history-limit')
      ? { Orchestration: { TaskHistoryRetentionLimit: flags['task-history-limit'] } }
      : {}),
    ...(changed('dispatcher-heartbeat') ? { Dispatcher: { HeartbeatPeriod: flags['dispatcher-heartbeat'] } } : {}),
    ...(changed('cert-expiry') ? { CAConfig: { NodeCertExpiry: flags['cert-expiry'] } } : {}),
    ...(changed('max-snapshots') || changed('snapshot-interval') ? { Raft: raft(RAFT, flags, changed) } : {}),
  };
}

function raft(old: SwarmSpec['Raft'], flags: SpecFlags, changed: Changed): SwarmSpec['Raft'] {
  return {
    ...old,
    ...(changed('snapshot-interval') ? { SnapshotInterval: flags['snapshot-interval'] } : {}),
    ...(changed('max-snapshots') ? { KeepOldSnapshots: flags['max-snapshots'] } : {}),
  };
}

/** A spec with the changes that were asked for. */
export function merged(spec: SwarmSpec, flags: SpecFlags, changed: Changed): SwarmSpec {
  const changes = specChanges(flags, changed);
  const CAConfig = { ...spec.CAConfig, ...changes.CAConfig };
  return { ...spec, ...changes, CAConfig, Raft: raft(spec.Raft, flags, changed) };
}

/** `--availability` of a node that is to come. */
export function availability(text: string): string {
  const value = text.toLowerCase();
  if (!['active', 'pause', 'drain'].includes(value))
    throw new CliError(`invalid availability "${text}", only active, pause and drain are supported`);
  return value;
}
