/** A place in the text; line and column from 0, as libyaml counts. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A token of YAML 1.1, as libyaml's scanner makes them. */
export type Token = { readonly start: Mark; readonly end: Mark } & (
  | { readonly kind: Punctuation }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly kind: 'directive' }
  | { readonly kind: 'scalar'; readonly value: string; readonly style: ScalarStyle }
);

export type Punctuation =
  | 'stream-start'
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'flow-entry'
  | 'block-entry'
  | 'key'
  | 'value';

/** What yaml.v3 says of a text that is no YAML, with the line that it tells. */
export class YamlError extends Error {}

/** yaml.v3 tells the line where the context began, else that of the problem; the scanner's are one further. */
export function syntaxError(
  from: 'scanner' | 'parser',
  problem: string,
  at: Mark,
  context: Mark | undefined = undefined,
): YamlError {
  const mark = context !== undefined && context.line !== 0 ? context : at;
  const line = mark.line === 0 ? 0 : mark.line + (from === 'scanner' ? 1 : 0);
  return new YamlError(`yaml: ${line === 0 ? '' : `line ${line}: `}${problem}`);
}
