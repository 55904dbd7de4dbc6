import { ComposeError, quoted } from '../model/index.ts';

/** strconv.Atoi. Throws ComposeError. */
export function goInt(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new ComposeError(`strconv.Atoi: parsing ${quoted(text)}: invalid syntax`);
  return Number(text);
}
