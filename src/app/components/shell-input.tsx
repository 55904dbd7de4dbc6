import { Box, Text } from 'ink';
import TextInput from 'ink-text-input';
import { createElement } from 'react';
import { fitLine, type Line, span, widthOfLine } from '../text/span.ts';
import { widthOf } from '../text/width.ts';
import type { ShellView } from '../view/index.ts';
import { Row } from './row.tsx';

const ignore = () => undefined;

/**
 * The rows of the line being edited. ink-text-input is their view only: it is never focused, because its own key
 * handling loses keys; the line editor has decided what stands here, and the terminal's real cursor shows where.
 */
export function ShellInput({
  edited,
  width,
  edge,
}: {
  readonly edited: ShellView['edited'];
  readonly width: number;
  readonly edge: Line;
}) {
  const rows = edited.map(({ fixed, value }) => {
    const used = widthOfLine(fixed) + widthOf(value) + 2 * widthOfLine(edge);
    const rest = fitLine([span('plain', '')], Math.max(0, width - used));
    return createElement(
      Box,
      { height: 1, flexShrink: 0 },
      createElement(Row, {
        line: edge.length > 0 ? [...edge, ...fixed] : fixed.length > 0 ? fixed : [span('plain', '')],
      }),
      createElement(
        Text,
        { bold: true, wrap: 'truncate' },
        createElement(TextInput, { value, focus: false, showCursor: false, onChange: ignore }),
      ),
      createElement(Row, { line: [...rest, ...edge] }),
    );
  });
  return createElement(Box, { flexDirection: 'column', flexShrink: 0 }, ...rows);
}
