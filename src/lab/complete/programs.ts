import { FsError, list } from '../../os/index.ts';
import type { At } from './at.ts';

/** ip's objects, and what each can be told; ip(8). */
const IP: Readonly<Record<string, readonly string[]>> = {
  address: ['add', 'delete', 'flush', 'show'],
  link: ['add', 'delete', 'set', 'show'],
  neighbour: ['add', 'delete', 'flush', 'show'],
  netns: ['add', 'delete', 'exec', 'list'],
  route: ['add', 'delete', 'flush', 'get', 'show'],
  rule: ['add', 'delete', 'show'],
};
const OPTIONS = ['-4', '-6', '-brief', '-details', '-json', '-netns', '-oneline', '-statistics'];

/** The chains of a host with Docker, by table; iptables(8). */
const CHAINS: Readonly<Record<string, readonly string[]>> = {
  filter: ['DOCKER', 'DOCKER-BRIDGE', 'DOCKER-CT', 'DOCKER-FORWARD', 'DOCKER-USER', 'FORWARD', 'INPUT', 'OUTPUT'],
  mangle: ['FORWARD', 'INPUT', 'OUTPUT', 'POSTROUTING', 'PREROUTING'],
  nat: ['DOCKER', 'INPUT', 'OUTPUT', 'POSTROUTING', 'PREROUTING'],
  raw: ['OUTPUT', 'PREROUTING'],
};
const OF_A_CHAIN = ['-A', '-C', '-D', '-F', '-I', '-L', '-R', '-S', '-Z'];
const TARGETS = ['ACCEPT', 'DROP', 'LOG', 'REJECT', 'RETURN'];

/** What programs other than docker take next, where that is known; undefined where files are as good a guess. */
export function wordsOf(at: At, words: readonly string[], word: string): readonly string[] | undefined {
  const [program = '', ...rest] = words;
  if (program === 'ip') return ip(at, rest, word);
  if (program === 'iptables' || program === 'ip6tables') return iptables(rest);
  if (program === 'bridge' && rest.length === 0) return ['fdb', 'link', 'mdb', 'vlan'];
  if (program === 'ssh' && rest.length === 0) return ['node1', 'node2', 'node3'];
  return undefined;
}

function iptables(rest: readonly string[]): readonly string[] | undefined {
  const before = rest.at(-1) ?? '';
  if (before === '-t') return Object.keys(CHAINS);
  const chains = CHAINS[rest.includes('-t') ? (rest[rest.indexOf('-t') + 1] ?? '') : 'filter'] ?? [];
  if (OF_A_CHAIN.includes(before)) return chains;
  return before === '-j' ? [...TARGETS, ...chains] : undefined;
}

function ip(at: At, rest: readonly string[], word: string): readonly string[] | undefined {
  if (word.startsWith('-')) return OPTIONS;
  const [object, verb, ...more] = rest.filter((w) => !w.startsWith('-'));
  if (object === undefined) return Object.keys(IP);
  const full = Object.keys(IP).find((name) => name.startsWith(object)) ?? object;
  if (verb === undefined) return IP[full] ?? [];
  return full === 'netns' && more.length === 0 ? namespaces(at) : undefined;
}

/** Named network namespaces; ip-netns(8). */
function namespaces({ kernel, place }: At): readonly string[] {
  try {
    return list(kernel.world, place.fs, '/var/run/netns');
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}
