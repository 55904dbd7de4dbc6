import type { Daemon, SystemInfo } from '../../../engine/index.ts';
import { err, type Run, write } from '../../../os/index.ts';
import { GoValue } from '../../gotemplate/index.ts';
import { ExecutionError, parseTemplate, runTemplate, TemplateError } from '../format/index.ts';
import { CliError, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';
import { CLIENT, COMPOSE } from '../version.ts';
import { clientLines, infoText } from './info-text.ts';
import { INFO } from './info-type.ts';

/** docker system info; cli/command/system/ of docker/cli. */
export const info = command({
  use: 'info [OPTIONS]',
  short: 'Display system-wide information',
  common: 12,
  spellings: 'docker system info, docker info',
  flags: {
    format: inspectFormat({ short: 'f' }),
  },

  *run({ flags, daemon, client: { context } }) {
    if (flags.format === '') {
      const info = yield* askedOf(daemon, context);
      yield* write(infoText(info, context));
      for (const warning of info.Warnings ?? []) yield* err(warning);
      return 0;
    }
    const info = daemon.info();
    const template = parsed(flags.format === 'json' ? '{{json .}}' : flags.format);
    try {
      yield* write(`${runTemplate(template, new GoValue(INFO, { ...info, ClientInfo: client(context) }))}\n`);
      return 0;
    } catch (e) {
      if (!(e instanceof ExecutionError)) throw e;
      yield* write(`${e.output}\n`);
      throw new CliError(e.message);
    }
  },
});

/** What the server says of itself; where it cannot be reached the client is told all the same, and then why. */
function* askedOf(daemon: Daemon, context: string): Run<SystemInfo> {
  try {
    return daemon.info();
  } catch (e) {
    if (e instanceof CliError) yield* write(`${clientLines(context).join('\n')}\n`);
    throw e;
  }
}

function client(context: string) {
  const plugin = {
    SchemaVersion: '0.1.0',
    Vendor: COMPOSE.vendor,
    Version: COMPOSE.version,
    ShortDescription: COMPOSE.short,
    Name: COMPOSE.name,
    Path: COMPOSE.path,
  };
  return {
    Debug: false,
    Version: CLIENT.version,
    GitCommit: CLIENT.commit,
    GoVersion: CLIENT.go,
    Os: CLIENT.os,
    Arch: CLIENT.arch,
    BuildTime: CLIENT.built,
    Context: context,
    Plugins: [plugin],
    Warnings: null,
  };
}

function parsed(format: string) {
  try {
    return parseTemplate(format);
  } catch (e) {
    throw e instanceof TemplateError ? new CliError(`template parsing error: ${e.message}`, 64) : e;
  }
}
