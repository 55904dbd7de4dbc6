import type { Signal } from '../../os/index.ts';
import { badRequest } from '../errors.ts';

/** Signals by name or number, as docker kill takes them; moby/sys/signal. */
export const SIGNALS: Readonly<Record<string, number>> = {
  ABRT: 6,
  ALRM: 14,
  BUS: 7,
  CHLD: 17,
  CONT: 18,
  FPE: 8,
  HUP: 1,
  ILL: 4,
  INT: 2,
  IO: 29,
  KILL: 9,
  PIPE: 13,
  PROF: 27,
  PWR: 30,
  QUIT: 3,
  SEGV: 11,
  STKFLT: 16,
  STOP: 19,
  SYS: 31,
  TERM: 15,
  TRAP: 5,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  USR1: 10,
  USR2: 12,
  VTALRM: 26,
  WINCH: 28,
  XCPU: 24,
  XFSZ: 25,
  RTMIN: 34,
  'RTMIN+3': 37,
  RTMAX: 64,
}; // prettier-ignore

/** A signal's number and, where the simulated kernel knows it, its name. */
export function parseSignal(text: string): { readonly number: number; readonly name: Signal | undefined } {
  const bare = text.toUpperCase().replace(/^SIG/, '');
  const number = /^\d+$/.test(bare) ? Number(bare) : SIGNALS[bare];
  if (number === undefined || number < 1 || number > 64) throw badRequest(`invalid signal: ${text}`);
  const known: readonly Signal[] = [
    'HUP',
    'INT',
    'QUIT',
    'KILL',
    'USR1',
    'USR2',
    'PIPE',
    'ALRM',
    'TERM',
    'CHLD',
    'CONT',
    'STOP',
    'TSTP',
    'WINCH',
  ];
  return { number, name: known.find((s) => SIGNALS[s] === number) };
}
