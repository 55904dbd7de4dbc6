import { asctime } from '../../../base/index.ts';
import type { Daemon, VersionInfo } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { declare, GoValue } from '../../gotemplate/index.ts';
import { OTHERS, parseTime } from '../api/index.ts';
import { ExecutionError, layOut, parseTemplate, runTemplate, TemplateError } from '../format/index.ts';
import { CliError, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';
import { CLIENT } from '../version.ts';

/** docker version; cli/command/system/ of docker/cli. */
export const version = command({
  use: 'version [OPTIONS]',
  short: 'Show the Docker version information',
  common: 10,
  flags: {
    format: inspectFormat({ short: 'f' }),
  },

  *run({ flags, daemon, client: { context } }) {
    const template = flags.format === '' ? undefined : parsed(flags.format === 'json' ? '{{json .}}' : flags.format);
    const [server, failure] = serverOf(daemon);
    if (!template) {
      yield* write(layOut(plain(context, server), { minwidth: 20, padding: 1 }));
      if (failure) throw failure;
      return 0;
    }
    try {
      yield* write(
        layOut(`${runTemplate(template, new GoValue(TYPE, { Client: client(context), Server: server ?? null }))}\n`, {
          minwidth: 20,
          padding: 1,
        }),
      );
    } catch (e) {
      if (!(e instanceof ExecutionError)) throw e;
      yield* write(`${e.output}\n`);
      throw new CliError(e.message);
    }
    if (failure) throw failure;
    return 0;
  },
});

/** What the server tells of itself, or why it cannot be asked: the client is told all the same. */
function serverOf(daemon: Daemon): readonly [VersionInfo | undefined, CliError | undefined] {
  try {
    return [daemon.version(), undefined];
  } catch (e) {
    if (e instanceof CliError) return [undefined, e];
    throw e;
  }
}

/** versionInfo in cli/command/system/version.go of docker/cli. */
const TYPE = declare({
  structs: {
    ...OTHERS,
    'system.versionInfo': 'Client system.clientVersion; Server *types.Version',
    'system.platformInfo': 'Name string ",omitempty"',
    'system.clientVersion': `
      Platform *system.platformInfo ",omitempty"; Version string ",omitempty"; APIVersion string "ApiVersion,omitempty";
      DefaultAPIVersion string "DefaultAPIVersion,omitempty"; GitCommit string ",omitempty"; GoVersion string ",omitempty";
      Os string ",omitempty"; Arch string ",omitempty"; BuildTime string ",omitempty"; Context string`,
  },
})('system.versionInfo');

function client(context: string) {
  return {
    Version: CLIENT.version,
    ApiVersion: CLIENT.api,
    DefaultAPIVersion: CLIENT.api,
    GitCommit: CLIENT.commit,
    GoVersion: CLIENT.go,
    Os: CLIENT.os,
    Arch: CLIENT.arch,
    BuildTime: CLIENT.built,
    Context: context,
  };
}

function parsed(format: string) {
  try {
    return parseTemplate(format, 'version');
  } catch (e) {
    throw e instanceof TemplateError ? new CliError(`template parsing error: ${e.message}`, 64) : e;
  }
}

function plain(context: string, server: VersionInfo | undefined): string {
  const lines = [
    'Client:',
    ` Version:\t${CLIENT.version}`,
    ` API version:\t${CLIENT.api}`,
    ` Go version:\t${CLIENT.go}`,
    ` Git commit:\t${CLIENT.commit}`,
    ` Built:\t${CLIENT.built}`,
    ` OS/Arch:\t${CLIENT.os}/${CLIENT.arch}`,
    ` Context:\t${context}`,
    ...(server ? ['', `Server:${server.Platform.Name === '' ? '' : ` ${server.Platform.Name}`}`] : []),
    ...(server?.Components.flatMap(component) ?? []),
  ];
  return lines.join('\n');
}

function component({ Name, Version, Details }: VersionInfo['Components'][number]): string[] {
  const detail = (key: string) => Details[key] ?? '';
  if (Name !== 'Engine')
    return [
      ` ${Name}:`,
      `  Version:\t${Version}`,
      ...Object.keys(Details)
        .sort()
        .map((key) => `  ${key}:\t${detail(key)}`),
    ];
  return [
    ' Engine:',
    `  Version:\t${Version}`,
    `  API version:\t${detail('ApiVersion')} (minimum version ${detail('MinAPIVersion')})`,
    `  Go version:\t${detail('GoVersion')}`,
    `  Git commit:\t${detail('GitCommit')}`,
    `  Built:\t${built(detail('BuildTime'))}`,
    `  OS/Arch:\t${detail('Os')}/${detail('Arch')}`,
    `  Experimental:\t${detail('Experimental')}`,
  ];
}

/** The build's time as time.ANSIC writes it. */
function built(text: string): string {
  const at = parseTime(text);
  return at ? asctime(at.ms) : text;
}
