import { base64, base64Decode, goTime, humanDuration, naturalCompare } from '../../../base/index.ts';
import type { ClusterFileKind, Daemon, SwarmFile } from '../../../engine/index.ts';
import {
  FsError,
  joinPath,
  out,
  type Process,
  type Run,
  readAll,
  readFile,
  strerror,
  write,
} from '../../../os/index.ts';
import { goType, parseTime } from '../api/index.ts';
import { formatList, joinLabels, layoutOf, type Rows } from '../format/index.ts';
import { atLeast, bool, CliError, command, cut, filter, type Node } from '../grammar/index.ts';
import { inspectFormat, listFormat } from '../opts/index.ts';
import { textOf } from './each.ts';
import { showInspected } from './show.ts';

/** What `docker config` and `docker secret` have in common: all but their `create`; cli/command/config and secret of docker/cli. */
export function clusterFileCommands(kind: ClusterFileKind): readonly Node[] {
  const several = `${kind.toUpperCase()} [${kind.toUpperCase()}...]`;
  const inspect = command({
    use: `inspect [OPTIONS] ${several}`,
    short: `Display detailed information on one or more ${kind}s`,
    args: atLeast(1),
    flags: {
      format: inspectFormat({ short: 'f' }),
      pretty: bool('Print the information in a human friendly format'),
    },

    *run({ args, flags, daemon }) {
      if (flags.pretty) {
        if (flags.format !== '') throw new CliError('--format is incompatible with human friendly format');
        for (const ref of args) yield* write(pretty(kind, daemon.clusterFileInspect(kind, ref)));
        return 0;
      }
      const type = goType(kind === 'secret' ? 'swarm.Secret' : 'swarm.Config');
      return yield* showInspected(args, flags.format, (ref) => ({ type, data: daemon.clusterFileInspect(kind, ref) }));
    },
  });
  const ls = command({
    use: 'ls [OPTIONS]',
    short: `List ${kind}s`,
    aliases: ['list'],
    flags: {
      filter: filter('Filter output based on conditions provided', { short: 'f' }),
      format: listFormat(),
      quiet: bool('Only display IDs', { short: 'q' }),
    },

    *run({ flags, daemon, proc }) {
      const files = [...daemon.clusterFileList(kind, flags.filter)].sort((a, b) =>
        naturalCompare(a.Spec.Name, b.Spec.Name),
      );
      yield* write(
        formatList(
          kind === 'secret' ? SECRETS : CONFIGS,
          files.map((file) => ({ file, now: proc.now })),
          layoutOf(flags.format, flags.quiet, layouts(kind)),
        ),
      );
      return 0;
    },
  });
  const rm = command({
    use: `rm ${several}`,
    short: `Remove one or more ${kind}s`,
    aliases: ['remove'],
    args: atLeast(1),

    *run({ args, daemon }) {
      const errors: string[] = [];
      for (const ref of args) {
        try {
          daemon.clusterFileRemove(kind, ref);
          yield* out(ref);
        } catch (e) {
          errors.push(textOf(e));
        }
      }
      if (errors.length > 0) throw new CliError(errors.join('\n'));
      return 0;
    },
  });
  return [inspect, ls, rm];
}

/** Reads what a secret or a config is to hold: a file, or `-` for standard input; its base64. */
export function* contentOf(proc: Process, file: string, prefix = ''): Run<string> {
  const text = file === '-' ? yield* readAll() : fileText(proc, file, prefix);
  if (text === '') throw new CliError(`${prefix}error reading from ${file === '-' ? 'STDIN' : file}: data is empty`);
  return base64(text);
}

function fileText(proc: Process, file: string, prefix: string): string {
  try {
    return readFile(proc.world, proc.fs, joinPath(proc.cwd, file));
  } catch (e) {
    throw e instanceof FsError
      ? new CliError(`${prefix}error reading from ${file}: open ${file}: ${strerror(e.code).toLowerCase()}`)
      : e;
  }
}

/** A secret or config by its name, as `--secret` and `--config` give it; cli/command/service/parse.go. */
export function clusterFileId(daemon: Daemon, kind: ClusterFileKind, name: string): string {
  const found = daemon.clusterFileList(kind, { name: [name] }).find((f) => f.Spec.Name === name);
  if (!found) throw new CliError(`${kind} not found: ${name}`);
  return found.ID;
}

/** `k=v` labels as typed. */
export const labelMap = (labels: readonly string[]): Record<string, string> =>
  Object.fromEntries(labels.map((text) => cut(text)));

const layouts = (kind: ClusterFileKind) => ({
  quietTable: '{{.ID}}',
  quietRaw: '{{.ID}}',
  table: `table {{.ID}}\\t{{.Name}}\\t${kind === 'secret' ? '{{.Driver}}\\t' : ''}{{.CreatedAt}}\\t{{.UpdatedAt}}`,
  raw: 'raw',
});

/** A row of the list, and when it is looked at. */
interface Listed {
  readonly file: SwarmFile;
  readonly now: number;
}

const ago = (now: number, time: string) => `${humanDuration(now - (parseTime(time)?.ms ?? now))} ago`;

const CONFIGS: Rows<Listed> = {
  type: '*config.configContext',
  headers: { ID: 'ID', Name: 'NAME', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED', Labels: 'LABELS' },
  fields: {
    ID: ({ file }) => file.ID,
    Name: ({ file }) => file.Spec.Name,
    CreatedAt: ({ file, now }) => ago(now, file.CreatedAt),
    UpdatedAt: ({ file, now }) => ago(now, file.UpdatedAt),
    Labels: ({ file }) => joinLabels(file.Spec.Labels),
  },
  labels: ({ file }) => file.Spec.Labels,
};

const SECRETS: Rows<Listed> = {
  ...CONFIGS,
  type: '*secret.secretContext',
  headers: { ...CONFIGS.headers, Driver: 'DRIVER' },
  fields: { ...CONFIGS.fields, Driver: ({ file }) => file.Spec.Driver?.Name ?? '' },
};

const moment = (text: string): string => {
  const at = parseTime(text);
  return at ? goTime(at.ms, at.nanos).toLowerCase() : text;
};

/** `--pretty`; a config's shows what it holds. */
function pretty(kind: ClusterFileKind, f: SwarmFile): string {
  const labels = Object.entries(f.Spec.Labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = labels.length > 0 ? ['Labels:', ...labels.map(([k, v]) => ` - ${k}${v === '' ? '' : `=${v}`}`)] : [];
  if (kind === 'secret')
    return `${[
      `ID:              ${f.ID}`,
      `Name:              ${f.Spec.Name}`,
      ...lines,
      `Driver:            ${f.Spec.Driver?.Name ?? ''}`,
      `Created at:        ${moment(f.CreatedAt)}`,
      `Updated at:        ${moment(f.UpdatedAt)}`,
    ].join('\n')}\n`;
  return `${[
    `ID:\t\t\t${f.ID}`,
    `Name:\t\t\t${f.Spec.Name}`,
    ...lines,
    `Created at:            \t${moment(f.CreatedAt)}`,
    `Updated at:            \t${moment(f.UpdatedAt)}`,
    'Data:',
    base64Decode(f.Spec.Data ?? ''),
  ].join('\n')}\n`;
}
