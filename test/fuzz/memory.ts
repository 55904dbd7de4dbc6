/** What the generator believes to exist, so that most of its steps succeed. It is a guess: nothing is checked against it. */
export interface KnownNetwork {
  readonly name: string;
  readonly driver: 'bridge' | 'macvlan' | 'ipvlan' | 'overlay' | 'null' | 'host';
  readonly internal: boolean;
  readonly ipv6: boolean;
  /** `10.41.7.` when the user gave the subnet. */
  readonly stem?: string;
  readonly stem6?: string;
  readonly builtin: boolean;
  /** Of a macvlan or overlay network: containers can join it. */
  readonly attachable?: boolean;
}

export type Tools = 'busybox' | 'slim' | 'full';

export interface KnownContainer {
  readonly name: string;
  readonly image: string;
  readonly tools: Tools;
  readonly serves: boolean;
  readonly state: 'created' | 'running' | 'paused' | 'exited';
  /** Empty for none, host and container modes. */
  readonly networks: readonly string[];
  readonly mode: string;
  readonly aliases: readonly string[];
  readonly hostPorts: readonly number[];
  /** Started with several networks: which one is eth0 is Docker's chance (the order of a Go map). */
  readonly shuffled: boolean;
  /** Its own name server does not answer, and no embedded resolver stands before it. */
  readonly deaf: boolean;
  /** The container whose network it uses. */
  readonly shares?: string;
  readonly removedAtEnd: boolean;
}

export interface Memory {
  networks: KnownNetwork[];
  containers: KnownContainer[];
  made: number;
  /** Names of containers made only to look at their options. */
  readonly options: string[];
  readonly services: string[];
  /** The recorder's outside has a DNS server that answers for names nobody has. */
  readonly outside: boolean;
}

export const BUILTIN: readonly KnownNetwork[] = [
  { name: 'bridge', driver: 'bridge', internal: false, ipv6: false, builtin: true },
  { name: 'host', driver: 'host', internal: false, ipv6: false, builtin: true },
  { name: 'none', driver: 'null', internal: false, ipv6: false, builtin: true },
];

export const emptyMemory = (outside: boolean): Memory => ({
  networks: [...BUILTIN],
  containers: [],
  made: 0,
  options: [],
  services: [],
  outside,
});

export const userNetworks = (m: Memory): KnownNetwork[] => m.networks.filter((n) => !n.builtin);
export const bridges = (m: Memory): KnownNetwork[] => m.networks.filter((n) => n.driver === 'bridge');
/** Networks that a container can join. */
export const joinable = (m: Memory): KnownNetwork[] =>
  m.networks.filter((n) => n.driver === 'bridge' || n.attachable === true);
export const running = (m: Memory): KnownContainer[] => m.containers.filter((c) => c.state === 'running');
export const stopped = (m: Memory): KnownContainer[] =>
  m.containers.filter((c) => c.state === 'exited' || c.state === 'created');
export const networkOf = (m: Memory, name: string): KnownNetwork | undefined => m.networks.find((n) => n.name === name);

/** Replaces what is known of a container. */
export function change(m: Memory, name: string, to: Partial<KnownContainer>): void {
  m.containers = m.containers.map((c) => (c.name === name ? { ...c, ...to } : c));
}

/** A container is stopped; with --rm it is gone. */
export function halt(m: Memory, name: string): void {
  const c = m.containers.find((x) => x.name === name);
  if (c?.removedAtEnd === true) m.containers = m.containers.filter((x) => x !== c);
  else change(m, name, { state: 'exited' });
}

/** A container starts: with several networks its interfaces come in any order. */
export function begin(m: Memory, name: string): void {
  const c = m.containers.find((x) => x.name === name);
  if (c) change(m, name, { state: 'running', shuffled: c.networks.length > 1 });
}
