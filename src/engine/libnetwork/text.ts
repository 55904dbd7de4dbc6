/** Several errors as moby's multierror joins them: one as it is, more as a bulleted list. */
export function joinErrors(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : errors.map((e) => `* ${e.replaceAll('\n', '\n\t')}`).join('\n');
}

/** strconv.ParseBool of Go; undefined when it is none. */
export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return undefined;
}

/** A Go string literal of the text: `%q`. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
