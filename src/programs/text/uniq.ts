import { type Process, type Program, type Run, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { has, optionOf, type Parsed } from '../lib/getopt.ts';
import { writeText } from '../lib/paths.ts';
import { gather } from './lines.ts';

/** uniq(1). */
export function uniq(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'uniq', proc.argv.slice(1), {
    short: 'cdDf:is:uw:z',
    long: {
      count: 'c',
      repeated: 'd',
      'all-repeated': 'D=?',
      'skip-fields': 'f=',
      'ignore-case': 'i',
      'skip-chars': 's=',
      unique: 'u',
      'check-chars': 'w=',
      'zero-terminated': 'z',
    },
  });
  const [input = '-', output] = parsed.operands;
  const end = has(parsed, 'z') ? '\0' : '\n';
  const { lines, failed } = yield* gather(
    proc,
    [input],
    (path, message) => (dialect === 'gnu' ? `uniq: ${path}: ${message}` : `uniq: can't open '${path}': ${message}`),
    end,
  );
  if (failed) return 1;
  const key = keyOf(parsed);
  const groups: { key: string; texts: string[] }[] = [];
  for (const { text } of lines) {
    const k = key(text);
    const last = groups.at(-1);
    if (last && last.key === k) last.texts.push(text);
    else groups.push({ key: k, texts: [text] });
  }
  const text = groups
    .filter((g) => (!has(parsed, 'd', 'D') || g.texts.length > 1) && (!has(parsed, 'u') || g.texts.length === 1))
    .flatMap((g) =>
      has(parsed, 'D') ? g.texts : [`${has(parsed, 'c') ? `${String(g.texts.length).padStart(7)} ` : ''}${g.texts[0]}`],
    )
    .map((t) => t + end)
    .join('');
  if (output === undefined) yield* write(text);
  else {
    const error = writeText(proc, output, text);
    if (error) return quit(`uniq: ${output}: ${error.message}`);
  }
  return 0;
}

function keyOf(parsed: Parsed): (line: string) => string {
  const fields = Number(optionOf(parsed, 'f') ?? 0);
  const skip = Number(optionOf(parsed, 's') ?? 0);
  const width = optionOf(parsed, 'w');
  return (line) => {
    let text = line;
    for (let i = 0; i < fields; i++) text = text.replace(/^[ \t]*[^ \t]*/, '');
    text = text.slice(skip, width === undefined ? undefined : skip + Number(width));
    return has(parsed, 'i') ? text.toLowerCase() : text;
  };
}
