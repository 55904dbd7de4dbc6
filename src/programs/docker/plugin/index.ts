import { atLeast, between, bool, command, exactly, filter, int, noun, string } from '../grammar/index.ts';
import { inspectFormat, listFormat } from '../opts/index.ts';

/** docker plugin create */
const create = command({
  use: 'create [OPTIONS] PLUGIN PLUGIN-DATA-DIR',
  short:
    'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
  args: atLeast(2),
  flags: {
    compress: bool('Compress the context using gzip'),
  },
});

/** docker plugin disable */
const disable = command({
  use: 'disable [OPTIONS] PLUGIN',
  short: 'Disable a plugin',
  args: exactly(1),
  flags: {
    force: bool('Force the disable of an active plugin', { short: 'f' }),
  },
});

/** docker plugin enable */
const enable = command({
  use: 'enable [OPTIONS] PLUGIN',
  short: 'Enable a plugin',
  args: exactly(1),
  flags: {
    timeout: int('HTTP client timeout (in seconds)', { default: 30 }),
  },
});

/** docker plugin inspect */
const inspect = command({
  use: 'inspect [OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Display detailed information on one or more plugins',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
  },
});

/** docker plugin install */
const install = command({
  use: 'install [OPTIONS] PLUGIN [KEY=VALUE...]',
  short: 'Install a plugin',
  args: atLeast(1),
  flags: {
    alias: string('Local name for plugin'),
    disable: bool('Do not enable the plugin on install'),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    'grant-all-permissions': bool('Grant all permissions necessary to run the plugin'),
  },
});

/** docker plugin ls */
const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List plugins',
  aliases: ['list'],
  flags: {
    filter: filter('Provide filter values (e.g. "enabled=true")', { short: 'f' }),
    format: listFormat(),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display plugin IDs', { short: 'q' }),
  },
});

/** docker plugin push */
const push = command({
  use: 'push [OPTIONS] PLUGIN[:TAG]',
  short: 'Push a plugin to a registry',
  args: exactly(1),
  flags: {
    'disable-content-trust': bool('Skip image signing', { default: true }),
  },
});

/** docker plugin rm */
const rm = command({
  use: 'rm [OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Remove one or more plugins',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of an active plugin', { short: 'f' }),
  },
});

/** docker plugin set */
const set = command({
  use: 'set PLUGIN KEY=VALUE [KEY=VALUE...]',
  short: 'Change settings for a plugin',
  args: atLeast(2),
});

/** docker plugin upgrade */
const upgrade = command({
  use: 'upgrade [OPTIONS] PLUGIN [REMOTE]',
  short: 'Upgrade an existing plugin',
  args: between(1, 2),
  flags: {
    'disable-content-trust': bool('Skip image verification', { default: true }),
    'grant-all-permissions': bool('Grant all permissions necessary to run the plugin'),
    'skip-remote-check': bool('Do not check if specified remote plugin matches existing plugin image'),
  },
});

/** docker plugin: its grammar only. */
export const plugin = noun('plugin', 'Manage plugins', [
  create,
  disable,
  enable,
  inspect,
  install,
  ls,
  push,
  rm,
  set,
  upgrade,
]);
