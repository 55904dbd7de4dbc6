import { bool, int, type Noun, noun, string } from '../docker/grammar/index.ts';
import { commit, cp, exportVerb } from './commands/archive.ts';
import { build, push } from './commands/build.ts';
import { config } from './commands/config.ts';
import { down } from './commands/down.ts';
import { attach, exec, pull, run } from './commands/exec.ts';
import { kill, pause, restart, rm, scale, start, stop, unpause } from './commands/lifecycle.ts';
import { images, ls, version, volumes } from './commands/listing.ts';
import { events, logs, port, top, wait } from './commands/look.ts';
import { ps } from './commands/ps.ts';
import { stats } from './commands/stats.ts';
import { unsimulated } from './commands/unsimulated.ts';
import { create, up } from './commands/up.ts';
import { DRY_RUN, stringArray } from './commands/verb.ts';

/** docker compose: its flags, and its verbs. */
export const root: Noun = noun(
  'compose',
  'Docker Compose',
  [
    ...[
      attach,
      build,
      commit,
      config,
      cp,
      create,
      down,
      events,
      exec,
      exportVerb,
      images,
      kill,
      logs,
      ls,
      pause,
      port,
      ps,
      pull,
      push,
      restart,
      rm,
      run,
    ],
    ...[scale, start, stats, stop, top, unpause, up, version, volumes, wait],
    ...unsimulated,
  ],
  {
    long: 'Define and run multi-container applications with Docker',
    flags: {
      'all-resources': bool('Include all resources, even those not used by services'),
      ansi: string('Control when to print ANSI control characters ("never"|"always"|"auto")', { default: 'auto' }),
      compatibility: bool('Run compose in backward compatibility mode'),
      ...DRY_RUN,
      'env-file': stringArray('Specify an alternate environment file'),
      file: stringArray('Compose configuration files', { short: 'f' }),
      'no-ansi': bool('Do not print ANSI control characters (DEPRECATED)', { hidden: true }),
      parallel: int('Control max parallelism, -1 for unlimited', { default: -1 }),
      profile: stringArray('Specify a profile to enable'),
      progress: string('Set type of progress output (auto, tty, plain, json, quiet)'),
      'project-directory': string(
        'Specify an alternate working directory\n(default: the path of the, first specified, Compose file)',
      ),
      'project-name': string('Project name', { short: 'p' }),
      verbose: bool('Show more output', { hidden: true }),
      version: bool('Show the Docker Compose version information', { short: 'v', hidden: true }),
      workdir: string('', { hidden: true }),
    },
  },
);
