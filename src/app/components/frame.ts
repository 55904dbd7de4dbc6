import type { Layout, Rect } from '../layout.ts';
import { BLANK, fitLine, type Line, line, span, widthOfLine } from '../text/span.ts';

/** What stands in the frame of a pane. */
export interface Frame {
  readonly title: string;
  /** At the right end of the upper edge. */
  readonly aside?: Line;
  /** In the lower edge. */
  readonly foot?: Line;
  /** Columns left free at both sides. */
  readonly pad?: number;
}

/** A pane as rows: with a border in a wide layout, under a rule in a stacked one. Always exactly as high as its place. */
export function framed(mode: Layout['mode'], place: Rect, frame: Frame, rows: readonly Line[]): readonly Line[] {
  const pad = span('plain', ' '.repeat(frame.pad ?? 0));
  const wide = mode === 'wide';
  const width = place.width - (wide ? 2 : 0);
  const foot = frame.foot ?? BLANK;
  const body = place.height - (wide ? 2 : 1) - (!wide && foot.length > 0 ? 1 : 0);
  const fill = Array.from({ length: Math.max(0, body) }, (_, i) => rows[i] ?? BLANK);
  const inside = fill.map((row) => fitLine(row, width - 2 * (frame.pad ?? 0)));
  const bordered = inside.map((row) =>
    wide ? [span('border', '│'), pad, ...row, pad, span('border', '│')] : [pad, ...row, pad],
  );
  const upper = edge(wide ? '┌' : '─', wide ? '┐' : '─', titled(frame.title), frame.aside ?? BLANK, place.width);
  if (wide) return [upper, ...bordered, edge('└', '┘', foot, BLANK, place.width)];
  return foot.length > 0 ? [upper, ...bordered, fitLine(foot, place.width)] : [upper, ...bordered];
}

function titled(title: string): Line {
  return title === '' ? BLANK : line(span('strong', title));
}

function edge(left: string, right: string, title: Line, aside: Line, width: number): Line {
  const room = width - 2;
  const shown = title.length === 0 ? BLANK : [span('plain', ' '), ...title, span('plain', ' ')];
  const end =
    aside.length === 0 || widthOfLine(shown) + widthOfLine(aside) + 4 > room
      ? BLANK
      : [span('plain', ' '), ...aside, span('plain', ' ')];
  const fitting = widthOfLine(shown) > room ? fitLine(shown, room) : shown;
  const rule = Math.max(0, room - widthOfLine(fitting) - widthOfLine(end));
  const tail = end.length === 0 ? 0 : 1;
  return [
    span('border', left),
    ...fitting,
    span('border', '─'.repeat(Math.max(0, rule - tail))),
    ...end,
    span('border', '─'.repeat(Math.min(tail, rule)) + right),
  ];
}

/** A rule across a pane with something said in it. */
export function rule(width: number, said: Line, aside: Line = BLANK): Line {
  const end = widthOfLine(aside) + widthOfLine(said) + 6 > width ? BLANK : aside;
  const left: Line = said.length === 0 ? BLANK : [...said, span('plain', ' ')];
  const rest = width - widthOfLine(left) - widthOfLine(end) - (end.length > 0 ? 1 : 0);
  return [
    ...left,
    span('border', '─'.repeat(Math.max(0, rest))),
    ...(end.length > 0 ? [span('plain', ' '), ...end] : []),
  ];
}
