import { type Run, write } from '../../../os/index.ts';
import { fixedNano } from '../../docker/common/index.ts';
import type { Compose } from './context.ts';

/** What is to be written, and where. */
interface Piece {
  readonly fd: 1 | 2;
  readonly text: string;
}

/** Collects the output of containers, each line behind the name of its container; cmd/formatter/logs.go. */
export interface LogConsumer {
  line(container: string, text: string, fd?: 1 | 2): void;
  /** What became of a container. */
  status(container: string, text: string): void;
  /** Whether something waits to be written. */
  pending(): boolean;
  flush(): Run<void>;
}

export interface LogStyle {
  readonly colour: boolean;
  readonly prefix: boolean;
  /** Each line with the time at which it came. */
  readonly timestamps: boolean;
}

const RAINBOW = ['36', '33', '32', '35', '34', '36;1', '33;1', '32;1', '35;1', '34;1'];
/** Carriage return, and erase to the end of the line. */
const RESET_LINE = '\r\x1b[K';

/** The names that lines stand behind are padded to the longest seen so far. */
export function logConsumer(compose: Compose, style: LogStyle): LogConsumer {
  const names: string[] = [];
  const pieces: Piece[] = [];
  const paint = (name: string, text: string): string => {
    if (!names.includes(name)) names.push(name);
    if (!style.colour || !compose.ansi) return text;
    return `\x1b[${RAINBOW[names.indexOf(name) % RAINBOW.length]}m${text}\x1b[0m`;
  };
  const prefix = (name: string): string => {
    if (!names.includes(name)) names.push(name);
    if (!style.prefix) return '';
    const width = Math.max(...names.map((other) => other.length)) + 1;
    return paint(name, `${name.padEnd(width)} | `);
  };
  return {
    line(container, text, fd = 1) {
      const time = style.timestamps ? `${fixedNano(compose.proc.now)} ` : '';
      pieces.push({ fd, text: `${prefix(container)}${time}${text}\n` });
    },
    status(container, text) {
      pieces.push({ fd: 1, text: paint(container, `${RESET_LINE}${container} ${text}\n`) });
    },
    pending: () => pieces.length > 0,
    *flush() {
      for (let piece = pieces.shift(); piece; piece = pieces.shift()) yield* write(piece.text, piece.fd);
    },
  };
}
