/** An integer as strtol(3) takes the whole of a word; undefined when it is something else. */
export function integer(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** A decimal number; undefined when it is something else. */
export function decimal(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** C's %g: six significant digits without trailing zeros. */
export function general(value: number): string {
  return String(Number(value.toPrecision(6)));
}
