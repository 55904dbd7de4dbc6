import { type Run, write } from '../../../os/index.ts';
import { type Inspected, inspectAll } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';

/** Prints inspected objects, and ends with the errors of those that could not be. */
export function* showInspected(refs: readonly string[], format: string, get: (ref: string) => Inspected): Run<number> {
  const { out, errors } = inspectAll(refs, format, get);
  yield* write(out);
  if (errors.length > 0) throw new CliError(errors.join('\n'));
  return 0;
}
