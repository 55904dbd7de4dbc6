import { type Run, SIGNAL_NUMBER, type Signal } from '../os/index.ts';
import { runText } from './execute.ts';
import { type Shell, update } from './shell.ts';

/** Runs the traps of signals that have come, between two commands. */
export function* runTraps(sh: Shell): Run<void> {
  while (sh.pending.length > 0) {
    const signal = sh.pending.shift() ?? '';
    const action = sh.state.traps[signal];
    if (action === undefined || action === '') continue;
    yield* runTrap(sh, action);
  }
}

function* runTrap(sh: Shell, action: string): Run<void> {
  const { lastStatus, pipeStatus } = sh.state;
  const { last } = sh;
  sh.last = false;
  try {
    yield* runText(sh, action);
  } finally {
    sh.last = last;
  }
  update(sh, { lastStatus, pipeStatus });
}

/** The ERR trap; functions do not inherit it. */
export function* errTrap(sh: Shell): Run<void> {
  const action = sh.state.traps.ERR;
  if (action === undefined || action === '' || (sh.calls.length > 0 && !sh.state.options.errtrace)) return;
  const { ERR: _self, ...rest } = sh.state.traps;
  update(sh, { traps: rest });
  yield* runTrap(sh, action);
  update(sh, { traps: { ...sh.state.traps, ERR: action } });
}

/** A signal by name or number, with or without SIG: its name, or EXIT, ERR, DEBUG, RETURN. */
export function signalName(text: string): string | undefined {
  if (/^\d+$/.test(text)) {
    if (text === '0') return 'EXIT';
    return signalNames().find((n) => SIGNAL_NUMBER[n] === Number(text));
  }
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (['EXIT', 'ERR', 'DEBUG', 'RETURN'].includes(name)) return name;
  return signalNames().find((n) => n === name);
}

/** Signals that can be sent, by number. */
export function signalNames(): Signal[] {
  const names = Object.keys(SIGNAL_NUMBER).filter((n): n is Signal => n in SIGNAL_NUMBER);
  return names.sort((a, b) => SIGNAL_NUMBER[a] - SIGNAL_NUMBER[b]);
}

/** A name as a signal, if it is one and not a pseudo-signal of the shell. */
export function asSignal(name: string): Signal | undefined {
  return signalNames().find((n) => n === name);
}

/** Sets, ignores ('') or restores (undefined) what happens on a signal. */
export function setTrap(sh: Shell, name: string, action: string | undefined): void {
  const { [name]: _old, ...rest } = sh.state.traps;
  update(sh, { traps: action === undefined ? rest : { ...rest, [name]: action } });
  const signal = asSignal(name);
  if (signal === undefined || signal === 'KILL' || signal === 'STOP') return;
  if (action === undefined) {
    if (sh.state.interactive && (signal === 'INT' || signal === 'TERM' || signal === 'QUIT')) return;
    sh.proc.trap(signal, 'default');
  } else if (action === '') sh.proc.trap(signal, 'ignore');
  else sh.proc.trap(signal, () => sh.pending.push(name));
}
