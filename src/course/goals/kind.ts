import type {
  ContainerFact,
  EndpointFact,
  Facts,
  FetchRequest,
  FetchResult,
  NetworkFact,
  NodeFact,
  PortFact,
  ProbeResult,
  RanFact,
  ResolveResult,
  ServiceFact,
  Target,
} from '../facts.ts';
import type { Goal } from '../lesson.ts';
import type { Message } from '../message.ts';

/** What a word of a goal names. A word `?x` in a `network` place binds to any network of the learner's. */
export type ArgKind =
  | 'network'
  | 'container'
  | 'place'
  | 'name'
  | 'target'
  | 'port'
  | 'cidr'
  | 'ip'
  | 'thing'
  | 'words';

/** A goal whose variables are bound. An argument is undefined when nothing is there that its variable could stand for. */
export interface BoundGoal {
  readonly goal: Goal;
  readonly args: readonly (string | undefined)[];
}

/** One predicate: a file of this folder declares it, `all.ts` lists it. */
export interface GoalKind {
  readonly name: string;
  /** What holds when it is met, for the author's reference. */
  readonly about: string;
  /** How an author writes it. A word in brackets may be left out. */
  readonly use: string;
  readonly args: readonly ArgKind[];
  /** How many of `args` must be there; all by default. */
  readonly atLeast?: number;
  /** The `key=value` words it takes; `opt.` stands for every key that begins so. */
  readonly options?: readonly string[];
  /** What is wrong with a goal line beyond the number of its words; undefined: nothing. */
  readonly mistake?: (goal: Goal) => string | undefined;
  /** The goal as a sentence. */
  say(bound: BoundGoal): Message;
  /** Why it does not hold; undefined: it holds. */
  check(bound: BoundGoal, asked: Asked): Promise<Message | undefined>;
}

/** Facts, asked at most once for each question, with the look-ups that goals share. */
export interface Asked {
  networks(): Promise<readonly NetworkFact[]>;
  containers(): Promise<readonly ContainerFact[]>;
  network(name: string): Promise<NetworkFact | undefined>;
  container(name: string): Promise<ContainerFact | undefined>;
  /** A container's endpoints, by the name of their network in order. */
  endpointsOf(container: string): Promise<readonly EndpointFact[]>;
  endpointsOn(network: string): Promise<readonly EndpointFact[]>;
  node(name: string): Promise<NodeFact | undefined>;
  nodes(): Promise<readonly NodeFact[]>;
  services(): Promise<readonly ServiceFact[]>;
  ports(container: string): Promise<readonly PortFact[]>;
  probe(from: string, to: Target): Promise<ProbeResult>;
  resolve(from: string, name: string): Promise<ResolveResult>;
  fetch(from: string, request: FetchRequest): Promise<readonly FetchResult[]>;
  /** The lines that ended since the step began. */
  ran(): Promise<readonly RanFact[]>;
  /** Names that the lesson's setup made: what is missing of them can be restored. */
  readonly owned: ReadonlySet<string>;
}

/** Asks each question of Facts at most once. */
export function asking(facts: Facts, since: number, owned: ReadonlySet<string>): Asked {
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => T | Promise<T>): Promise<T> => {
    const known = answers.get(key) as Promise<T> | undefined;
    if (known) return known;
    const answer = Promise.resolve(ask());
    answers.set(key, answer);
    return answer;
  };
  const networks = () => once('networks', () => facts.networks());
  const containers = () => once('containers', () => facts.containers());
  const nodes = () => once('nodes', () => facts.nodes());
  const endpoints = () => once('endpoints', () => facts.endpoints());
  return {
    networks,
    containers,
    network: async (name) => (await networks()).find((n) => n.name === name),
    container: async (name) => (await containers()).find((c) => c.name === name),
    endpointsOf: async (container) => byNetwork((await endpoints()).filter((e) => e.container === container)),
    endpointsOn: async (network) => (await endpoints()).filter((e) => e.network === network),
    nodes,
    node: async (name) => (await nodes()).find((n) => n.name === name),
    services: () => once('services', () => facts.services()),
    ports: async (container) =>
      (await once('ports', () => facts.portBindings())).filter((p) => p.container === container),
    probe: (from, to) => once(`probe ${from} ${to.proto} ${to.host} ${to.port}`, () => facts.probe(from, to)),
    resolve: (from, name) => once(`resolve ${from} ${name}`, () => facts.resolve(from, name)),
    fetch: (from, request) => once(`fetch ${from} ${JSON.stringify(request)}`, () => facts.fetch(from, request)),
    ran: async () => (await once('ran', () => facts.ran())).slice(since),
    owned,
  };
}

function byNetwork(endpoints: readonly EndpointFact[]): EndpointFact[] {
  return [...endpoints].sort((a, b) => (a.network < b.network ? -1 : 1));
}
