import { type Run, until } from '../../../os/index.ts';
import { ComposeError, dependenciesOf, type Project, textsIn } from '../model/index.ts';
import { background, type Compose, lastFirst } from './context.ts';

/** Names of services with those that each waits for. */
type Graph = ReadonlyMap<string, readonly string[]>;

/** Who waits for whom; dependencies that are not there are left out when they are not required. Throws ComposeError. */
export function graphOf(project: Project): Graph {
  const graph = new Map<string, readonly string[]>();
  for (const [name, service] of project.services) {
    const children: string[] = [];
    for (const [other, { required }] of dependenciesOf(service)) {
      if (project.services.has(other)) children.push(other);
      else if (required) throw missing(project, name, other);
    }
    graph.set(name, children);
  }
  return graph;
}

function missing(project: Project, name: string, other: string): ComposeError {
  const disabled = project.disabled.get(other);
  if (!disabled) return new ComposeError(`could not find ${other}: not found`);
  const profiles = `[${textsIn(disabled.config, 'profiles').join(' ')}]`;
  return new ComposeError(
    `service ${other} is required by ${name} but is disabled. Can be enabled by profiles ${profiles}`,
  );
}

type Visit = (service: string) => Run<void>;

/** Visits services when those that they depend on have been visited; independent ones at once. */
export function* inDependencyOrder(compose: Compose, project: Project, visit: Visit): Run<void> {
  yield* walk(compose, graphOf(project), visit);
}

/** The other way round; with `from`, only these and what depends on them. */
export function* inReverseOrder(
  compose: Compose,
  project: Project,
  visit: Visit,
  from: readonly string[] = [],
): Run<void> {
  const graph = graphOf(project);
  const parents = new Map([...graph.keys()].map((name): [string, string[]] => [name, []]));
  for (const [name, children] of graph) for (const child of children) parents.get(child)?.push(name);
  const wanted = from.length === 0 ? new Set(graph.keys()) : ancestors(parents, from);
  yield* walk(compose, parents, function* only(name) {
    if (wanted.has(name)) yield* visit(name);
  });
}

function ancestors(parents: Graph, from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const parent of parents.get(name) ?? []) add(parent);
  };
  for (const name of from) add(name);
  return found;
}

function* walk(compose: Compose, graph: Graph, visit: Visit): Run<void> {
  const started = new Set<string>();
  const done = new Set<string>();
  let failure: { readonly error: unknown } | undefined;
  const ready = () =>
    failure
      ? []
      : [...graph.keys()]
          .sort()
          .filter((name) => !started.has(name) && (graph.get(name) ?? []).every((n) => done.has(n)));
  const finish = (name: string): Visit =>
    function* task() {
      try {
        yield* visit(name);
        done.add(name);
      } catch (error) {
        failure ??= { error };
      }
      running--;
    };
  let running = 0;
  for (;;) {
    const names = ready();
    for (const name of names) started.add(name);
    running += names.length;
    // alone, a service needs no process of its own
    if (names.length === 1 && running === 1) yield* finish(names[0] ?? '')('');
    else for (const name of lastFirst(names)) background(compose, () => finish(name)(''), []);
    if (running === 0 && ready().length === 0) break;
    yield* until(() => running === 0 || ready().length > 0);
  }
  if (failure) throw failure.error;
}
