import type { TextProps } from 'ink';
import type { Style } from '../text/span.ts';

/** How each style looks. Only the sixteen named colours, so that the terminal's own palette rules. */
export const THEME: Readonly<Record<Style, TextProps>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  title: { bold: true, color: 'cyan' },
  code: { color: 'yellow' },
  command: { bold: true },
  good: { color: 'green' },
  bad: { color: 'red' },
  warn: { color: 'magenta' },
  accent: { color: 'cyan' },
  new: { color: 'green', bold: true },
  key: { color: 'cyan', bold: true },
  selected: { inverse: true },
  border: { dimColor: true },
};
