import { LOG_DRIVERS } from '../../../engine/index.ts';
import { notSimulated } from '../format/index.ts';
import type { ContainerFlags } from './options.ts';

/** Flags whose effect is not part of the simulation, and the values that change nothing. */
const HARMLESS: readonly (readonly [
  flag: keyof ContainerFlags & string,
  values: readonly string[],
  instead?: string,
])[] = [
  ['log-driver', ['', 'json-file', 'none'], 'Logs are kept as json-file keeps them.'],
  ['storage-opt', []],
  ['use-api-socket', ['false']],
  ['userns', ['', 'host']],
  ['volume-driver', ['', 'local']],
];

/** Refuses what create and run cannot do here, after docker's own checks. */
export function checkSimulated(path: string, flags: ContainerFlags): void {
  for (const [flag, harmless, instead] of HARMLESS) {
    const value = flags[flag];
    const given = Array.isArray(value) ? value.map(String) : [String(value)];
    // the daemon refuses a log driver that there is not, by itself
    if (flag === 'log-driver' && !given.every((name) => LOG_DRIVERS.includes(name))) continue;
    if (given.some((text) => !harmless.includes(text))) throw notSimulated(`${path} --${flag}`, instead);
  }
}
