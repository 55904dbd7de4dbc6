import type { Answer } from '../lib/answer.ts';
import { fail, Quit, quit } from '../lib/answer.ts';
import { type Grammar, getopt, type Parsed } from '../lib/getopt.ts';
import { USAGE } from './usage.ts';

/** The first line of every usage text of Debian's BusyBox. */
export const BANNER = 'BusyBox v1.38.0 (Debian 1:1.38.0-3+b1) multi-call binary.';

/** What an applet prints when it is asked for help or misused. */
export function usageOf(applet: string): string {
  return `${BANNER}\n\n${USAGE[applet] ?? `Usage: ${applet}\n`}`;
}

/** `--help`: the usage text on standard output, and success. */
export function helpOf(applet: string): never {
  throw new Quit({ out: usageOf(applet), code: 0 });
}

/** Ends the applet with its usage text on standard error; bb_show_usage. */
export function showUsage(applet: string): never {
  return quit(usageOf(applet), 1);
}

/** getopt32: `--help` shows the usage, an unknown option says so first. */
export function appletOptions(applet: string, args: readonly string[], grammar: Grammar): Parsed {
  if (args.length === 1 && args[0] === '--help') helpOf(applet);
  const parsed = getopt(args, grammar);
  if ('error' in parsed) quit(`${applet}: ${parsed.error}\n${usageOf(applet)}`, 1);
  return parsed;
}

/** `applet: message`, status 1: bb_error_msg_and_die. */
export function die(applet: string, message: string, code = 1): Answer {
  return fail(`${applet}: ${message}`, code);
}

/** The far end in BusyBox's refusals, which name IPv4 addresses only; libbb/xconnect.c. */
export function farEnd(ip: string): string {
  return ip.includes(':') ? '' : ` (${ip})`;
}

/** The address that a name stands for: the first, but `localhost` is IPv4's where it is both (as recorded). */
export function firstAddress(addresses: readonly string[]): string {
  const [first = ''] = addresses;
  return first === '::1' ? (addresses.find((ip) => ip.startsWith('127.')) ?? first) : first;
}
