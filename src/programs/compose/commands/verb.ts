import type { Daemon } from '../../../engine/index.ts';
import { type Process, type Run, readAll } from '../../../os/index.ts';
import {
  type Arity,
  anyNumber,
  bool,
  type Command,
  command,
  custom,
  type Flag,
  type FlagOptions,
  type Flags,
  type Values,
} from '../../docker/grammar/index.ts';
import {
  ComposeError,
  filesOf,
  loadProject,
  type Project,
  type ProjectOptions,
  withEnvironment,
  withoutUnused,
  withSelected,
  withServicesEnabled,
} from '../model/index.ts';
import { COMPOSE_VERSION, type Compose, flush, LABEL, warn } from '../service/index.ts';

/** What stands before the verb: `docker compose -f x -p y`. */
export interface Globals {
  readonly files: readonly string[];
  readonly name: string;
  readonly projectDir: string;
  readonly profiles: readonly string[];
  readonly envFiles: readonly string[];
  readonly all: boolean;
  /** Variables of the environment, with those of `.env` that are compose's own. */
  readonly env: Readonly<Record<string, string>>;
}

/** A verb of compose as it was typed. */
export interface Cli<F = Record<string, never>> {
  readonly proc: Process;
  readonly daemon: Daemon;
  readonly compose: Compose;
  readonly globals: Globals;
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: Values<F>;
  changed(flag: keyof F & string): boolean;
}

/** How many arguments cobra lets through; its own words for the others. */
export interface CobraArgs {
  readonly min: number;
  readonly max: number;
  /** Whose words; cobra's if nothing is said. */
  readonly by?: 'docker';
}

export interface VerbSpec<F extends Flags> {
  readonly use: string;
  readonly short: string;
  readonly long?: string;
  readonly aliases?: readonly string[];
  readonly args?: CobraArgs;
  readonly flags?: F;
  readonly interspersed?: boolean;
  readonly hidden?: boolean;
  /** Undefined: not simulated. */
  readonly run?: (cli: Cli<F>) => Run<number>;
}

export type Verb = Command & {
  readonly cobra: CobraArgs;
  readonly act: ((cli: Cli<Flags>) => Run<number>) | undefined;
};

/** pflag's StringArray: may be repeated. */
export function stringArray(usage: string, options: FlagOptions<readonly string[]> = {}): Flag<readonly string[]> {
  return custom<readonly string[]>('stringArray', usage, [], (now, text) => [...now, text], options);
}

export const DRY_RUN = { 'dry-run': bool('Execute command in dry run mode') };

const ANY: Arity = anyNumber;

/** Declares a verb of compose. */
export function verb<F extends Flags = Record<never, never>>(spec: VerbSpec<F>): Verb {
  const { run, args, flags, ...rest } = spec;
  const made = command({ ...rest, args: ANY, flags: { ...flags, ...DRY_RUN } });
  return {
    ...made,
    cobra: args ?? { min: 0, max: Number.POSITIVE_INFINITY },
    // The values of F's flags are exactly what parsing F's flags yields.
    act: run as ((cli: Cli<Flags>) => Run<number>) | undefined,
  };
}

/** What the model is asked with. */
export function projectOptions(cli: Pick<Cli, 'compose' | 'globals' | 'proc'>, stdin?: string): ProjectOptions {
  const { compose, globals, proc } = cli;
  return {
    files: filesOf(proc),
    env: globals.env,
    configPaths: globals.files,
    projectDir: globals.projectDir,
    name: globals.name,
    profiles: globals.profiles,
    envFiles: globals.envFiles,
    warn: (text) => warn(compose, text),
    ...(stdin === undefined ? {} : { stdin }),
  };
}

type Loads = Pick<Cli, 'compose' | 'globals' | 'proc'>;

/** The project that the files describe, with these services; ToProject of cmd/compose/compose.go. Throws ComposeError. */
export function* toProject(
  cli: Loads,
  services: readonly string[] = [],
  more: Partial<ProjectOptions> = {},
): Run<Project> {
  try {
    const options = { ...projectOptions(cli, yield* standardInput(cli)), ...more };
    const enabled = withServicesEnabled(loadProject(options), services);
    const selected = withSelected(labelled(enabled, cli), services);
    return cli.globals.all ? selected : withoutUnused(selected);
  } finally {
    yield* flush(cli.compose);
  }
}

function* standardInput({ globals }: Loads): Run<string | undefined> {
  return globals.files.includes('-') ? yield* readAll() : undefined;
}

function labelled(project: Project, { globals }: Loads): Project {
  const services = [...project.services].map(([name, service]): [string, typeof service] => [
    name,
    {
      ...service,
      labels: new Map([
        [LABEL.project, project.name],
        [LABEL.service, name],
        [LABEL.version, COMPOSE_VERSION],
        [LABEL.workingDir, project.workingDir],
        [LABEL.configFiles, project.files.join(',')],
        [LABEL.oneoff, 'False'],
        ...(globals.envFiles.length > 0 ? ([[LABEL.envFile, globals.envFiles.join(',')]] as const) : []),
      ]),
    },
  ]);
  return { ...project, services: new Map(services) };
}

/** The same with the whole environment of the services. */
export function* toFullProject(cli: Loads, services: readonly string[]): Run<Project> {
  const project = yield* toProject(cli, services);
  try {
    return withEnvironment(project, cli.compose.files, (text) => warn(cli.compose, text));
  } finally {
    yield* flush(cli.compose);
  }
}

export interface Named {
  readonly project: Project | undefined;
  readonly name: string;
}

/** A project by its files, or by its name alone where no file is named; projectOrName of cmd/compose/compose.go. */
export function* projectOrName(cli: Loads, services: readonly string[] = []): Run<Named> {
  const { globals } = cli;
  if (globals.files.length === 0 && globals.name !== '')
    return { project: undefined, name: globals.name.toLowerCase() };
  try {
    const project = yield* toProject(cli, services);
    return { project, name: project.name };
  } catch (e) {
    const name = globals.env.COMPOSE_PROJECT_NAME;
    if (e instanceof ComposeError && name !== undefined && name !== '') return { project: undefined, name };
    throw e;
  }
}

/** A project's name alone. */
export function* projectName(cli: Loads): Run<string> {
  const { globals } = cli;
  const name = globals.name || (globals.env.COMPOSE_PROJECT_NAME ?? '');
  return (name === '' ? (yield* toProject(cli)).name : name).toLowerCase();
}
