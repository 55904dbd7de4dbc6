/** Statements of a text, cut at `;` outside quotes; what is left without one. */
export function cutStatements(text: string): { readonly statements: readonly string[]; readonly rest: string } {
  const statements: string[] = [];
  let from = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === "'" || c === '"' || c === '`') quote = c;
    else if (c === ';') {
      statements.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return { statements: statements.filter((s) => s !== ''), rest: text.slice(from).trim() };
}
