import { quoteGo, rfc3339Nano } from '../../../base/index.ts';
import type { Process } from '../../../os/index.ts';

/** A line of logrus: with a time where no terminal is, short and coloured on one. */
export function logLine(proc: Process, level: 'warning' | 'info', text: string): string {
  if (proc.isatty(2)) {
    const colour = level === 'warning' ? 33 : 36;
    return `\x1b[${colour}m${level === 'warning' ? 'WARN' : 'INFO'}\x1b[0m[0000] ${text.padEnd(44)} \n`;
  }
  const time = rfc3339Nano(Math.floor(proc.now / 1000) * 1000);
  const shown = /^[a-zA-Z0-9\-._/@^+]+$/.test(text) ? text : quoteGo(text);
  return `time="${time}" level=${level} msg=${shown}\n`;
}
