/** Several errors as moby's multierror joins them: one as it is, more as a bulleted list. */
export function joinErrors(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : errors.map((e) => `* ${e.replaceAll('\n', '\n\t')}`).join('\n');
}
