import { Box } from 'ink';
import { createElement } from 'react';
import type { Line } from '../text/span.ts';
import { Row } from './row.tsx';

/** Some rows, one below the other. Only what is visible is given, so only that is mounted. */
export function Rows({ lines }: { readonly lines: readonly Line[] }) {
  return createElement(
    Box,
    { flexDirection: 'column', flexShrink: 0 },
    ...lines.map((line) => createElement(Row, { line })),
  );
}
