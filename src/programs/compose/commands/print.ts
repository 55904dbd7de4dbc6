import { tabwriter } from '../../../base/index.ts';
import { type Run, write } from '../../../os/index.ts';
import { ComposeError, jsonText, quoted } from '../model/index.ts';
import type { Value } from '../yaml/index.ts';

/** A table or JSON; cmd/formatter/formatter.go. Throws ComposeError. */
export function* printList(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  json: Value,
  format: string,
): Run<void> {
  switch (format.toLowerCase()) {
    case 'table':
    case 'pretty':
    case '':
      yield* write(tabwriter([headers, ...rows], { minwidth: 20, padding: 3 }));
      return;
    case 'json':
      yield* write(`${plainJson(json)}\n`);
      return;
    default:
      throw new ComposeError(`format value ${quoted(format)} could not be parsed: parsing failed`);
  }
}

/** JSON without the escapes for HTML. */
export const plainJson = (value: Value): string =>
  jsonText(value).replace(/\\u00(3c|3e|26)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
