import type { Line } from './span.ts';

/** What stands for each mark of the screen where only ASCII is safe; each is one column wide, as the mark is. */
const ASCII: Readonly<Record<string, string>> = {
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '█': '#',
  '░': '.',
  '●': '*',
  '▸': '>',
  '▌': '|',
  '▲': '^',
  '▼': 'v',
  '✔': 'v',
  '✘': 'x',
  '❯': '>',
  '⇄': '=',
  '‖': '"',
  '•': '*',
  '·': '-',
  '…': '~',
  '⏎': '$',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
};

const MARKS = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'g');

/** A row without the marks whose width terminals do not agree on (East Asian "ambiguous", UAX #11): some Korean setups draw them two columns wide. */
export function inAscii(row: Line): Line {
  return row.map((s) => ({ ...s, text: s.text.replace(MARKS, (mark) => ASCII[mark] ?? mark) }));
}
