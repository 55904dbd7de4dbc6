import { builder } from './builder/index.ts';
import { checkpoint } from './checkpoint/index.ts';
import { config } from './config/index.ts';
import * as c from './container/index.ts';
import { context } from './context/index.ts';
import { bool, type Flags, noun, type Place, string } from './grammar/index.ts';
import * as i from './image/index.ts';
import { manifest } from './manifest/index.ts';
import { network } from './network/index.ts';
import { node } from './node/index.ts';
import { plugin } from './plugin/index.ts';
import { login, logout, search } from './registry/index.ts';
import { secret } from './secret/index.ts';
import { service } from './service/index.ts';
import { stack } from './stack/index.ts';
import { swarm } from './swarm/index.ts';
import { events, info, inspect, system, version } from './system/index.ts';
import { trust } from './trust/index.ts';
import { volume } from './volume/index.ts';

/** Where the client's files lie when nothing else is said. */
export const DEFAULT_DIR = '/root/.docker';

/** The global flags, which stand before the command. */
export const globalFlags = {
  config: string('Location of client config files', { default: DEFAULT_DIR }),
  context: string(
    'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")',
    { short: 'c' },
  ),
  debug: bool('Enable debug mode', { short: 'D' }),
  host: string('Daemon socket to connect to', { short: 'H' }),
  'log-level': string('Set the logging level ("debug", "info", "warn", "error", "fatal")', {
    short: 'l',
    default: 'info',
  }),
  tls: bool('Use TLS; implied by --tlsverify'),
  tlscacert: string('Trust certs signed only by this CA', { default: '/root/.docker/ca.pem' }),
  tlscert: string('Path to TLS certificate file', { default: '/root/.docker/cert.pem' }),
  tlskey: string('Path to TLS key file', { default: '/root/.docker/key.pem' }),
  tlsverify: bool('Use TLS and verify the remote'),
  version: bool('Print version information and quit', { short: 'v' }),
} satisfies Flags;

const MANAGEMENT = [
  builder,
  checkpoint,
  c.container,
  context,
  i.image,
  manifest,
  network,
  plugin,
  system,
  trust,
  volume,
];
const SWARM = [config, node, secret, service, stack, swarm];
const CONTAINERS = [
  c.attach,
  c.commit,
  c.cp,
  c.create,
  c.diff,
  c.exec,
  c.exportCommand,
  c.kill,
  c.logs,
  c.pause,
  c.port,
  c.ps,
  c.rename,
];
const LIFE = [c.restart, c.rm, c.run, c.start, c.stats, c.stop, c.top, c.unpause, c.update, c.wait];
const IMAGES = [i.build, i.history, i.images, i.importCommand, i.load, i.pull, i.push, i.rmi, i.save, i.tag];
const ENGINE = [events, info, inspect, login, logout, search, version];

/** The whole of docker's command line; cli/command/commands/commands.go of docker/cli. */
export const docker = noun(
  'docker [OPTIONS] COMMAND [ARG...]',
  'A self-sufficient runtime for containers',
  [...MANAGEMENT, ...SWARM, ...CONTAINERS, ...LIFE, ...IMAGES, ...ENGINE],
  { flags: globalFlags },
);

/** Where the tree begins. */
export const root: Place = { parent: '', node: docker, experimental: false };
