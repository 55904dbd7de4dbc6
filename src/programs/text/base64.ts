import { base64, base64Decode } from '../../base/index.ts';
import { type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

/** base64(1). */
export function base64Tool(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'base64', proc.argv.slice(1), {
    short: 'diw:',
    long: { decode: 'd', 'ignore-garbage': 'i', wrap: 'w=' },
  });
  const path = parsed.operands[0] ?? '-';
  const file = path === '-' ? { text: yield* readAll() } : readText(proc, path);
  if (!('text' in file))
    return quit(
      dialect === 'gnu' ? `base64: ${path}: ${file.message}` : `base64: can't open '${path}': ${file.message}`,
    );
  if (has(parsed, 'd')) {
    yield* write(base64Decode(file.text));
    if (!has(parsed, 'i') && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(file.text)) return quit('base64: invalid input');
    return 0;
  }
  const width = Number(optionOf(parsed, 'w') ?? 76);
  const text = base64(file.text);
  if (width === 0) yield* write(text);
  else for (let at = 0; at < text.length; at += width) yield* write(`${text.slice(at, at + width)}\n`);
  return 0;
}
