import { fromCivil } from '../../base/index.ts';
import { type Process, type Program, stat } from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { command, notSimulated, ok, quit } from '../lib/answer.ts';
import { type Dialect, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { pathOf } from '../lib/paths.ts';

const ISO: Readonly<Record<string, string>> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H+00:00',
  minutes: '%Y-%m-%dT%H:%M+00:00',
  seconds: '%Y-%m-%dT%H:%M:%S+00:00',
  ns: '%Y-%m-%dT%H:%M:%S,%N+00:00',
};

/** date(1); the lab machines keep UTC. */
export function date(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'date', args, {
      short: 'd:f:I::Rr:s:u',
      long: {
        date: 'd=',
        'iso-8601': 'I=?',
        'rfc-email': 'R',
        'rfc-3339': '3=',
        reference: 'r=',
        set: 's=',
        utc: 'u',
        universal: 'u',
      },
    });
    const [word, extra] = parsed.operands;
    if (has(parsed, 's')) notSimulated('setting the clock', 'date -d STRING shows another time');
    if (extra !== undefined)
      quit(`date: extra operand ${quoted('gnu', extra)}\nTry 'date --help' for more information.`);
    if (word !== undefined && !word.startsWith('+')) quit(`date: invalid date ${quoted(dialect, word)}`);
    const at = moment(proc, dialect, optionOf(parsed, 'd'), optionOf(parsed, 'r'));
    if (has(parsed, 'R')) return ok(`${strftime('%a, %d %b %Y %H:%M:%S +0000', at)}\n`);
    if (has(parsed, '3'))
      return ok(`${strftime(optionOf(parsed, '3') === 'date' ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S+00:00', at)}\n`);
    const iso = optionOf(parsed, 'I');
    if (iso !== undefined) return ok(`${strftime(ISO[iso] ?? '%Y-%m-%d', at)}\n`);
    return ok(`${strftime(word?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y', at)}\n`);
  });
}

function moment(proc: Process, dialect: Dialect, text: string | undefined, reference: string | undefined): number {
  if (reference !== undefined) {
    const row = stat(proc.world, proc.fs, pathOf(proc, reference));
    return (
      row?.mtime ??
      quit(
        `date: ${dialect === 'gnu' ? `failed to get attributes of '${reference}'` : reference}: No such file or directory`,
      )
    );
  }
  if (text === undefined) return proc.now;
  return parseDate(text, proc.now) ?? quit(`date: invalid date ${quoted(dialect, text)}`);
}

const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  sec: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
};
const NAMED: Readonly<Record<string, number>> = { now: 0, today: 0, yesterday: -86_400, tomorrow: 86_400 };

/** `@0`, `2024-02-29 10:00`, `2 hours ago`, `tomorrow`: the forms of date -d in common use; undefined for others. */
export function parseDate(text: string, now: number): number | undefined {
  const words = text.trim();
  const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(words);
  if (epoch) return Number(epoch[1]) * 1000;
  const iso =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(?:Z|UTC|\+00:?00)?$/.exec(words);
  if (iso) {
    const [, y, m, d, hh = '0', mm = '0', ss = '0'] = iso;
    return fromCivil(Number(y), Number(m), Number(d), Number(hh), Number(mm), Number(ss));
  }
  const name = NAMED[words];
  if (name !== undefined) return now + name * 1000;
  const relative = /^([+-]?\d+)\s*([a-z]+?)s?(\s+ago)?$/.exec(words);
  const unit = UNITS[relative?.[2] ?? ''];
  return relative && unit !== undefined ? now + Number(relative[1]) * unit * 1000 * (relative[3] ? -1 : 1) : undefined;
}
