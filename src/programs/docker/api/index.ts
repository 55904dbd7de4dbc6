/** The Go types of docker's API, for templates: which fields there are, what they are called, how they print. */
import { goDuration, goTime } from '../../../base/index.ts';
import { declare, type GoType, type Methods, quoteJson, STRING } from '../../gotemplate/index.ts';
import { CONTAINER } from './container-types.ts';
import { NETWORK } from './network-types.ts';
import { OTHERS } from './others-types.ts';
import { SWARM } from './swarm-types.ts';
import { parseTime } from './time.ts';

const ZERO_TIME = '0001-01-01T00:00:00Z';
const timeText = (data: unknown) => (typeof data === 'string' ? data : ZERO_TIME);
const INT64: GoType = { kind: 'int', name: 'int64' };
const BOOL: GoType = { kind: 'bool', name: 'bool' };
const INT: GoType = { kind: 'int', name: 'int' };

const method = (result: GoType, call: (receiver: unknown) => unknown) => ({ params: [], result, call });

/** time.Time, kept as RFC 3339 text. */
const TIME: Methods = {
  String: method(STRING, (data) => {
    const at = parseTime(timeText(data));
    return at ? goTime(at.ms, at.nanos) : timeText(data);
  }),
  MarshalJSON: method(STRING, (data) => quoteJson(timeText(data))),
  Unix: method(INT64, (data) => Math.floor((parseTime(timeText(data))?.ms ?? 0) / 1000)),
  IsZero: method(BOOL, (data) => timeText(data) === ZERO_TIME),
};

const portOf = (data: unknown) => String(data).split('/');

/** nat.Port of go-connections: `80/tcp`. */
const PORT: Methods = {
  Port: method(STRING, (data) => portOf(data)[0] ?? ''),
  Proto: method(STRING, (data) => portOf(data)[1] ?? 'tcp'),
  Int: method(INT, (data) => Number(portOf(data)[0])),
};

const prefixed = (prefix: string) => method(BOOL, (data) => String(data).startsWith(prefix));
const among = (...names: string[]) => method(BOOL, (data) => names.includes(String(data)));

/** Whether a network mode names a network that somebody made; NetworkMode.IsUserDefined of moby. */
export function isUserDefined(mode: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
}

/** container.NetworkMode */
const NETWORK_MODE: Methods = {
  IsDefault: among('default'),
  IsBridge: among('bridge'),
  IsHost: among('host'),
  IsNone: among('none'),
  IsContainer: prefixed('container:'),
  IsPrivate: method(BOOL, (data) => data !== 'host' && !String(data).startsWith('container:')),
  IsUserDefined: method(
    BOOL,
    (data) => !['default', 'bridge', 'host', 'none'].includes(String(data)) && !String(data).startsWith('container:'),
  ),
  ConnectedContainer: method(STRING, (data) => (String(data).startsWith('container:') ? String(data).slice(10) : '')),
  NetworkName: method(STRING, (data) => String(data)),
};

const NAMED: Readonly<Record<string, string>> = {
  'nat.PortMap': 'map[nat.Port][]nat.PortBinding',
  'nat.PortSet': 'map[nat.Port]struct',
  'strslice.StrSlice': '[]string',
  'container.Ulimit': 'units.Ulimit',
  'container.HealthConfig': 'dockerspec.HealthcheckConfig',
  'registry.NetIPNet': 'string',
  'os.FileMode': 'uint32',
  'time.Duration': 'int64',
};

const METHODS: Readonly<Record<string, Methods>> = {
  'time.Time': TIME,
  'time.Duration': { String: method(STRING, (data) => goDuration(Number(data ?? 0) / 1e6)) },
  'nat.Port': PORT,
  'container.NetworkMode': NETWORK_MODE,
};

/** A lookup of types by their notation, with further structs that a command of the client has of its own. */
export const goTypesWith = (structs: Readonly<Record<string, string>>): ((notation: string) => GoType) =>
  declare({
    structs: { ...CONTAINER, ...NETWORK, ...OTHERS, ...SWARM, 'time.Time': '', ...structs },
    named: NAMED,
    methods: METHODS,
  });

/** The type that a notation names: `container.InspectResponse`. */
export const goType: (notation: string) => GoType = goTypesWith({});
export { OTHERS, parseTime };
