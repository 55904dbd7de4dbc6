import type { Mistake } from '../lesson.ts';

/** A prediction as it stands in one file. */
export interface PredictText {
  readonly line: number;
  readonly question: string;
  readonly options: readonly { readonly text: string; readonly because?: string; readonly right: boolean }[];
}

/**
 * Reads `Question?  [ ] yes  [x] no: because …`. What follows `: ` in an option is said after the choice.
 * A translation has the same options in the same order, none of them marked.
 */
export function readPredict(
  content: string,
  spot: { readonly file: string; readonly line: number; readonly translation: boolean },
  mistakes: Mistake[],
): PredictText | undefined {
  const complain = (message: string) => mistakes.push({ file: spot.file, line: spot.line, message });
  const [question = '', ...pieces] = content.split(/(?:^|\s)\[([ x])\]\s/);
  const options: { text: string; because?: string; right: boolean }[] = [];
  for (let i = 0; i + 1 < pieces.length; i += 2) {
    const [, text = '', because] = /^([\s\S]*?)(?::\s+([\s\S]*))?$/.exec(oneLine(pieces[i + 1] ?? '')) ?? [];
    options.push({ text, right: pieces[i] === 'x', ...(because === undefined ? {} : { because }) });
  }
  const right = options.filter((o) => o.right).length;
  const before = mistakes.length;
  if (oneLine(question) === '') complain('a `predict` block begins with its question');
  if (options.length < 2) complain('a `predict` block needs at least two options: `[ ] one` and `[x] the right one`');
  else if (spot.translation && right > 0)
    complain('the answer stands once, in lesson.md: write every option here as `[ ] …`');
  else if (!spot.translation && right !== 1)
    complain(`exactly one option of a \`predict\` block is right, and ${right} are marked \`[x]\``);
  return mistakes.length === before ? { line: spot.line, question: oneLine(question), options } : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
