import { compareText } from '../../../base/index.ts';

const isDigit = (c: string | undefined) => c !== undefined && /^\p{Nd}$/u.test(c);
const isLetter = (c: string | undefined) => c !== undefined && /^\p{L}$/u.test(c);

/** Keys as they are printed: encoding/json sorts by bytes, yaml.v3 sorts numbers in them by value. */
export function keysInOrder(keys: readonly string[], how: 'yaml' | 'json'): readonly string[] {
  return [...keys].sort(how === 'json' ? compareText : natural);
}

/** keyList.Less of yaml.v3. */
function natural(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let digits = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) {
      digits = isDigit(a[i]);
      continue;
    }
    const [al, bl] = [isLetter(a[i]), isLetter(b[i])];
    if (al && bl) return compareText(a[i] ?? '', b[i] ?? '');
    if (al || bl) return (digits ? al : bl) ? -1 : 1;
    return numbers(a, b, i) || compareText(a[i] ?? '', b[i] ?? '');
  }
  return a.length - b.length;
}

function numbers(a: readonly string[], b: readonly string[], from: number): number {
  let lead = 0;
  if (a[from] === '0' || b[from] === '0')
    for (let j = from - 1; j >= 0 && isDigit(a[j]); j--)
      if (a[j] !== '0') {
        lead = 1;
        break;
      }
  const read = (text: readonly string[]) => {
    let value = lead;
    let end = from;
    for (; isDigit(text[end]); end++) value = value * 10 + Number(text[end]);
    return [value, end] as const;
  };
  const [an, ae] = read(a);
  const [bn, be] = read(b);
  return an - bn || ae - be;
}
