import { compareText } from '../../../base/index.ts';
import type { EventMessage } from '../../../engine/index.ts';
import { type Run, until, write } from '../../../os/index.ts';
import { GoValue, pointer, type Template } from '../../gotemplate/index.ts';
import { goType } from '../api/index.ts';
import { fixedNano, moment } from '../common/index.ts';
import { ExecutionError, parseTemplate, runTemplate, TemplateError } from '../format/index.ts';
import { CliError, command, filter, string } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker system events; cli/command/system/ of docker/cli. */
export const events = command({
  use: 'events [OPTIONS]',
  short: 'Get real time events from the server',
  spellings: 'docker system events, docker events',
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: inspectFormat(),
    since: string('Show all events created since timestamp'),
    until: string('Stream events until this timestamp'),
  },

  *run({ flags, daemon, proc }) {
    const template = templateOf(flags.format);
    const show = function* (events: readonly EventMessage[]): Run<void> {
      for (const event of events)
        yield* write(`${template ? runTemplate(template, new GoValue(EVENT, event)) : plain(event)}\n`);
    };
    const since = flags.since === '' ? proc.now : moment(flags.since, proc.now);
    const end = flags.until === '' ? undefined : moment(flags.until, proc.now);
    const seen = () => daemon.events({ since, filters: flags.filter, ...(end === undefined ? {} : { until: end }) });
    let shown = 0;
    for (;;) {
      const events = seen();
      yield* show(events.slice(shown));
      shown = events.length;
      if (end !== undefined && proc.now >= end) return 0;
      yield* until(() => seen().length > shown, end === undefined ? undefined : Math.max(0, end - proc.now));
    }
  },
});

const EVENT = goType('events.Message');

/** The template of --format, tried on an empty event before anything is asked. */
function templateOf(format: string): Template | undefined {
  if (format === '') return undefined;
  try {
    const template = parseTemplate(format === 'json' ? '{{json .}}' : format);
    runTemplate(template, new GoValue(pointer(EVENT), {}));
    return template;
  } catch (e) {
    if (e instanceof TemplateError || e instanceof ExecutionError)
      throw new CliError(`Error parsing format: ${e.message}`, 64);
    throw e;
  }
}

function plain(event: EventMessage): string {
  const ms = Math.floor(event.timeNano / 1e6);
  const attributes = Object.entries(event.Actor.Attributes)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}=${value}`);
  const tail = attributes.length === 0 ? '' : ` (${attributes.join(', ')})`;
  return `${fixedNano(ms, Math.max(0, Math.round(event.timeNano - ms * 1e6)))} ${event.Type} ${event.Action} ${event.Actor.ID}${tail}`;
}
