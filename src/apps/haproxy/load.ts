import { FsError, type Process, type Run, readFile } from '../../os/index.ts';
import { backendOf } from './backend.ts';
import { fileProblems } from './certificates.ts';
import { frontendOf } from './frontend.ts';
import { refuseIgnored } from './ignored.ts';
import { checkLine } from './lint.ts';
import type { Backend, Config } from './model.ts';
import { alert, type Line, type Message, parseConfig, Refused, type Section } from './parse.ts';
import { all, type ProxySection, time } from './proxy-section.ts';
import { resolversOf } from './resolvers.ts';
import { templateLines } from './server.ts';
import { tableFrom } from './stick.ts';
import { crossCheck } from './validity.ts';

/** A configuration that was read, with what HAProxy warns of. */
export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly Message[];
}

/** Reads the file and resolves the servers' names. Throws Refused or NotSimulated. */
export function* loadConfig(proc: Process, file: string): Run<Loaded> {
  let source: string;
  try {
    source = readFile(proc.world, proc.fs, file);
  } catch (e) {
    if (e instanceof FsError)
      throw new Refused([alert(`config : Cannot open configuration file/directory ${file} : ${e.message}`)]);
    throw e;
  }
  const { sections, warnings: early } = parseConfig(source, file, (s, l, all) => [
    ...checkLine(s, l, s.lines),
    ...fileProblems(proc, s, l, globalsOf(all)),
  ]);
  const proxies = withDefaults(sections);
  const said = [...early, ...crossCheck(proc, proxies, sections)];
  if (said.some((m) => m.level === 'ALERT'))
    throw new Refused([...said, alert('Fatal errors found in configuration.')]);
  refuseIgnored(sections);
  const frontends = proxies.filter((p) => p.kind !== 'backend').map((p) => frontendOf(proc, p));
  const backends: Record<string, Backend> = {};
  const unresolved: Message[] = [];
  for (const p of proxies.filter((x) => x.kind !== 'frontend')) {
    const { backend, said: more } = yield* backendOf(proc, p);
    backends[p.name] = backend;
    unresolved.push(...more);
  }
  if (unresolved.some((m) => m.level === 'ALERT'))
    throw new Refused([...said, ...unresolved, alert('Failed to initialize server(s) addr.')]);
  const resolvers = Object.fromEntries(
    sections.filter((s) => s.kind === 'resolvers').map((s) => [s.name, resolversOf(proc, s)]),
  );
  const target = globalsOf(sections).find((l) => l.word === 'log')?.args[0];
  const log = target === 'stdout' || target === 'stderr' ? target : undefined;
  const tables = Object.fromEntries(
    proxies.flatMap((p) => all(p, 'stick-table').map((l) => [p.name, tableFrom(l, time)] as const)),
  );
  return {
    config: { frontends, backends, tables, resolvers, log, loaded: `${proc.now}.${proc.random(1_000_000)}` },
    warnings: [...said, ...unresolved],
  };
}

const globalsOf = (sections: readonly Section[]): readonly Line[] =>
  sections.filter((s) => s.kind === 'global').flatMap((s) => s.lines);

/** What the last `defaults` before a proxy says stands before its own lines. */
function withDefaults(sections: readonly Section[]): readonly ProxySection[] {
  let defaults: readonly Line[] = [];
  const globals = globalsOf(sections);
  return sections.flatMap((s) => {
    if (s.kind === 'defaults') defaults = s.lines;
    return s.kind === 'frontend' || s.kind === 'backend' || s.kind === 'listen'
      ? [{ ...s, globals, lines: [...defaults, ...s.lines].flatMap(templateLines) }]
      : [];
  });
}
