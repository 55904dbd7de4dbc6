/**
 * just-bash's jq takes one path in del(); jq takes several at once. The last path goes first, so that what is deleted
 * from a list does not move what is still to go: `del(.a, .b)` becomes `(del(.b)|del(.a))`.
 */
export function severalDeletes(text: string): string {
  const at = text.search(/\bdel\(/);
  if (at < 0) return text;
  const open = at + 'del('.length;
  const parts = topLevel(text.slice(open));
  if (parts === undefined) return text;
  const deletes = parts.paths.reverse().map((p) => `del(${p.trim()})`);
  const chained = deletes.length === 1 ? deletes.join('') : `(${deletes.join('|')})`;
  return text.slice(0, at) + chained + severalDeletes(text.slice(open + parts.length));
}

/** What stands between the commas up to the parenthesis that closes, and its length with that parenthesis. */
function topLevel(text: string): { readonly paths: string[]; readonly length: number } | undefined {
  const paths: string[] = [];
  let [depth, from, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',' && depth === 0) {
      paths.push(text.slice(from, i));
      from = i + 1;
    } else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c) && depth-- === 0) return { paths: [...paths, text.slice(from, i)], length: i + 1 };
  }
  return undefined;
}
