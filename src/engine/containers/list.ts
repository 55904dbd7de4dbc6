import { compareText, quoteGo, type Reader } from '../../base/index.ts';
import type { ContainerSummary, Filters, PortSummary } from '../api/index.ts';
import type { ContainerListOptions } from '../daemon.ts';
import { badRequest } from '../errors.ts';
import { boolFilter, checkFilters, fuzzyMatch, labelsMatch } from '../filters.ts';
import { findImage } from '../images/store.ts';
import { publishedPorts, sandboxOf } from '../libnetwork/index.ts';
import { type Container, images, statusOf } from '../rows.ts';
import { sizes } from './inspect.ts';
import { containersOf, findContainer } from './lookup.ts';
import { endpointSettings } from './network-settings.ts';
import { lookupNetwork } from './networking.ts';
import { statusText } from './state.ts';

const KEYS = [
  'ancestor',
  'before',
  'exited',
  'id',
  'isolation',
  'label',
  'name',
  'status',
  'health',
  'since',
  'volume',
  'network',
  'is-task',
  'publish',
  'expose',
];
const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const HEALTH = ['none', 'starting', 'healthy', 'unhealthy'];

/** `GET /containers/json`, newest first; daemon/list.go */
export function listContainers(
  r: Reader,
  host: string,
  options: ContainerListOptions = {},
): readonly ContainerSummary[] {
  const filters = checkFilters(options.filters, KEYS);
  const keep = selection(r, host, filters);
  const limit = options.limit ?? 0;
  const wide = options.all || limit > 0 || (filters.status?.length ?? 0) > 0;
  const shown = containersOf(r, host).filter((c) => (wide || c.state.running) && keep(c));
  return (limit > 0 ? shown.slice(0, limit) : shown).map((c) => summary(r, c, options.size ?? false));
}

/** The filters as one predicate; refused ones throw. */
function selection(r: Reader, host: string, filters: Filters): (c: Container) => boolean {
  for (const s of filters.status ?? [])
    if (!STATES.includes(s))
      throw badRequest(
        `invalid filter 'status=${s}': invalid value for state (${s}): must be one of ${STATES.join(', ')}`,
      );
  const exited = (filters.exited ?? []).map((text) => {
    if (!/^[+-]?\d+$/.test(text))
      throw badRequest(`invalid filter 'exited=${text}': strconv.Atoi: parsing ${quoteGo(text)}: invalid syntax`);
    return Number(text);
  });
  for (const h of filters.health ?? [])
    if (!HEALTH.includes(h))
      throw badRequest(
        `invalid filter 'health=${h}': invalid value for health (${h}): must be one of ${HEALTH.join(', ')}`,
      );
  const task = filters['is-task']?.length ? boolFilter(filters, 'is-task', false) : undefined;
  const publish = portSet(filters, 'publish');
  const expose = portSet(filters, 'expose');
  const seqOf = (key: string) => (filters[key] ?? []).map((ref) => findContainer(r, host, ref).seq);
  const [before, since] = [seqOf('before'), seqOf('since')];
  const ancestors = filters.ancestor?.length ? ancestorIds(r, host, filters.ancestor) : undefined;
  const nets = (filters.network ?? []).map((ref) => lookupNetwork(r, host, ref)?.id ?? ref);
  return (c) =>
    (!filters.name?.length || filters.name.some((p) => nameMatches(p, c.name))) &&
    fuzzyMatch(filters.id, c.id) &&
    labelsMatch(filters.label, c.config.Labels) &&
    (!filters.status?.length || filters.status.includes(statusOf(c.state))) &&
    (exited.length === 0 ||
      (!c.state.running && c.state.startedAt !== undefined && exited.includes(c.state.exitCode))) &&
    (!filters.health?.length || filters.health.includes(c.state.health?.Status ?? 'none')) &&
    (task === undefined || task === 'com.docker.swarm.task.id' in c.config.Labels) &&
    before.every((seq) => c.seq < seq) &&
    since.every((seq) => c.seq > seq) &&
    (ancestors === undefined || ancestors.has(c.image)) &&
    (!filters.volume?.length ||
      c.mounts.some((m) => filters.volume?.some((v) => v === m.Name || v === m.Destination))) &&
    (nets.length === 0 ||
      Object.entries(c.networks).some(
        ([name, n]) =>
          nets.includes(n.networkId) || nets.includes(name) || nets.includes(lookupNetwork(r, host, name)?.id ?? ''),
      )) &&
    ((publish === undefined && expose === undefined) ||
      ports(r, c).some((p) => publish?.has(`${p.PublicPort}/${p.Type}`) || expose?.has(`${p.PrivatePort}/${p.Type}`)));
}

/** A name is tried with and without its slash. */
function nameMatches(pattern: string, name: string): boolean {
  return fuzzyMatch([pattern], name) || fuzzyMatch([pattern], `/${name}`);
}

/** The image and all images that stand on it. */
function ancestorIds(r: Reader, host: string, refs: readonly string[]): ReadonlySet<string> {
  const roots = refs.flatMap((ref) => findImage(r, host, ref)?.id ?? []);
  const found = r
    .by(images, 'host', host)
    .filter((i) => i.history.some((h) => roots.includes(h.id)) || roots.includes(i.id));
  return new Set(found.map((i) => i.id));
}

/** `80`, `80/udp`, `8000-8010/tcp` as a set of `port/proto`. */
function portSet(filters: Filters, key: string): ReadonlySet<string> | undefined {
  if (!filters[key]?.length) return undefined;
  const set = new Set<string>();
  for (const value of filters[key] ?? []) {
    const [range = '', proto = 'tcp'] = value.split('/');
    const [from = '', to = from] = range.split('-');
    for (const part of [from, to]) {
      const wrong = !/^\d+$/.test(part) ? 'invalid syntax' : Number(part) > 65_535 ? 'value out of range' : undefined;
      if (wrong !== undefined)
        throw badRequest(
          `error while looking up for ${key} ${value}: strconv.ParseUint: parsing ${quoteGo(part)}: ${wrong}`,
        );
    }
    if (Number(to) < Number(from))
      throw badRequest(`error while looking up for ${key} ${value}: invalid range specified for port: ${range}`);
    for (let p = Number(from); p <= Number(to); p++) set.add(`${p}/${proto.toLowerCase()}`);
  }
  return set;
}

function ports(r: Reader, c: Container): readonly PortSummary[] {
  const sandbox = c.state.running ? sandboxOf(r, c.id) : undefined;
  return sandbox ? publishedPorts(r, sandbox) : [];
}

function summary(r: Reader, c: Container, size: boolean): ContainerSummary {
  const nets = Object.entries(c.networks).sort(([a], [b]) => compareText(a, b));
  return {
    Id: c.id,
    Names: [`/${c.name}`],
    Image: imageName(r, c),
    ImageID: c.image,
    Command: [c.path, ...c.args.map((a) => (a.includes(' ') ? `'${a}'` : a))].join(' '),
    Created: Math.floor(c.created / 1000),
    Ports: ports(r, c),
    ...(size ? sizes(r, c) : {}),
    Labels: c.config.Labels,
    State: statusOf(c.state),
    Status: statusText(c.state, r.now),
    HostConfig: { NetworkMode: c.hostConfig.NetworkMode },
    NetworkSettings: {
      Networks: Object.fromEntries(
        nets.map(([name, n]) => [
          name,
          { ...endpointSettings(r, c, n), IPAMConfig: null, Links: null, Aliases: null, DNSNames: null },
        ]),
      ),
    },
    Mounts: c.mounts,
  };
}

/** The name that it was made with, or the image's id once that name means another image. */
function imageName(r: Reader, c: Container): string {
  return findImage(r, c.host, c.config.Image)?.id === c.image ? c.config.Image : c.image;
}
