import { bool, command, exactly, noun, string } from '../grammar/index.ts';

const directory = { 'checkpoint-dir': string('Use a custom checkpoint storage directory') };

const create = command({
  use: 'create [OPTIONS] CONTAINER CHECKPOINT',
  short: 'Create a checkpoint from a running container',
  args: exactly(2),
  flags: { ...directory, 'leave-running': bool('Leave the container running after checkpoint') },
});

const ls = command({
  use: 'ls [OPTIONS] CONTAINER',
  short: 'List checkpoints for a container',
  aliases: ['list'],
  args: exactly(1),
  flags: directory,
});

const rm = command({
  use: 'rm [OPTIONS] CONTAINER CHECKPOINT',
  short: 'Remove a checkpoint',
  aliases: ['remove'],
  args: exactly(2),
  flags: directory,
});

/** docker checkpoint: experimental engines only. */
export const checkpoint = noun('checkpoint', 'Manage checkpoints', [create, ls, rm], { needs: 'experimental' });
