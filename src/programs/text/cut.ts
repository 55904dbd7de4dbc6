import { type Process, type Program, type Run, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, misused, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { isLines, open } from './lines.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** cut(1): a line goes out as soon as it came in. */
export function cut(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function rangesOf(dialect: Dialect, text: string, fields: boolean): Range[] {
  const what = fields ? 'field' : 'byte/character';
  return text.split(/[, ]/).map((part) => {
    const m = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!m || (m[1] === '' && m[3] === '')) {
      if (dialect === 'busybox') return quit(`cut: invalid range ${part}`);
      if (part === '-') return misused('gnu', 'cut', 'invalid range with no endpoint: -');
      return misused('gnu', 'cut', m ? `fields and positions are numbered from 1` : `invalid ${what} value ‘${part}’`);
    }
    const from = m[1] === '' ? 1 : Number(m[1]);
    const to = m[2] === '' ? from : m[3] === '' ? Number.POSITIVE_INFINITY : Number(m[3]);
    if (from === 0)
      return dialect === 'gnu'
        ? misused('gnu', 'cut', `${fields ? 'fields are' : 'byte/character positions are'} numbered from 1`)
        : quit(`cut: invalid range ${m[2] === '' ? `${part}-${part}` : part}`);
    if (to < from)
      return dialect === 'gnu' ? misused('gnu', 'cut', 'invalid decreasing range') : quit(`cut: invalid range ${part}`);
    return { from, to };
  });
}

/** The bytes of a line that are wanted: -c counts bytes as -b does, in coreutils and in BusyBox. */
function bytesOf(text: string, wanted: (n: number) => boolean): string {
  return new TextDecoder().decode(new TextEncoder().encode(text).filter((_, i) => wanted(i + 1)));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'cut', proc.argv.slice(1), {
    short: 'b:c:d:f:nsz',
    long: {
      bytes: 'b=',
      characters: 'c=',
      delimiter: 'd=',
      fields: 'f=',
      complement: 'C',
      'only-delimited': 's',
      'output-delimiter': 'O=',
      'zero-terminated': 'z',
    },
  });
  const lists = parsed.options.filter((o) => 'bcf'.includes(o.name));
  const list = lists[0];
  if (!list)
    return misused(
      dialect,
      'cut',
      dialect === 'gnu'
        ? 'you must specify a list of bytes, characters, or fields'
        : 'expected a list of bytes, characters, or fields',
    );
  if (lists.length > 1) return misused(dialect, 'cut', 'only one list may be specified');
  const fields = list.name === 'f';
  const delimiter = optionOf(parsed, 'd');
  if (delimiter !== undefined && [...delimiter].length > 1)
    return misused(dialect, 'cut', 'the delimiter must be a single character');
  if (delimiter !== undefined && !fields)
    return misused(dialect, 'cut', 'an input delimiter may be specified only when operating on fields');
  const ranges = rangesOf(dialect, list.value, fields);
  const wanted = (n: number) => ranges.some((r) => n >= r.from && n <= r.to) !== has(parsed, 'C');
  const by = delimiter === undefined ? '\t' : delimiter === '' ? '\0' : delimiter;
  const glue = optionOf(parsed, 'O');
  const end = has(parsed, 'z') ? '\0' : '\n';
  let status = 0;
  for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    const opened = open(proc, path, end);
    if (!isLines(opened)) {
      yield* write(`cut: ${path}: ${opened.message}\n`, 2);
      status = 1;
      continue;
    }
    for (let line = yield* opened.next(); line; line = yield* opened.next()) {
      if (!fields) yield* write(bytesOf(line.text, wanted) + end);
      else if (line.text.includes(by))
        yield* write(
          line.text
            .split(by)
            .filter((_, i) => wanted(i + 1))
            .join(glue ?? by) + end,
        );
      else if (!has(parsed, 's')) yield* write(line.text + end);
    }
  }
  return status;
}
