import {
  linksOf,
  NetError,
  sysctl as read,
  sysctlKnown,
  sysctlNames,
  sysctlOfMachine,
  sysctlSet,
} from '../../net/index.ts';
import { hostname, type Process, type Program } from '../../os/index.ts';
import { appletOptions } from '../busybox/applet.ts';
import { type Answer, command, ok, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt, has, type Parsed } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

/** Settings of the kernel as a whole: they can be read. */
const WHOLE: Readonly<Record<string, string>> = {
  'fs.file-max': '9223372036854775807',
  'kernel.ostype': 'Linux',
  'kernel.osrelease': '6.12.43+deb13-amd64',
  'kernel.pid_max': '4194304',
  'vm.max_map_count': '1048576',
  'vm.overcommit_memory': '0',
  'vm.swappiness': '60',
};

/** sysctl(8) of procps and of BusyBox. */
export function sysctl(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed =
      dialect === 'busybox'
        ? appletOptions('sysctl', args, { short: 'aAneqwp' })
        : getopt(args, {
            short: 'aAbdeFhNnp::qr:VwxX',
            long: { all: 'a', values: 'n', names: 'N', load: 'p=?', quiet: 'q', write: 'w', ignore: 'e', system: 'S' },
          });
    if ('error' in parsed) quit(`sysctl: ${parsed.error}\n\nUsage:\n sysctl [options] [variable[=value] ...]`, 1);
    if (has(parsed, 'a', 'A'))
      return ok(
        all(proc)
          .map((name) => line(proc, name, parsed))
          .join(''),
      );
    const load = parsed.options.find((o) => o.name === 'p' || o.name === 'S');
    const words = load ? fromFile(proc, load.value || parsed.operands[0] || '/etc/sysctl.conf') : parsed.operands;
    if (words.length === 0 && !load)
      quit(
        dialect === 'gnu'
          ? "sysctl: no variables specified\nTry `sysctl --help' for more information."
          : 'sysctl: no variables',
        1,
      );
    return each(proc, dialect, parsed, words);
  });
}

function all(proc: Process): string[] {
  const devices = linksOf(proc.world, proc.netns).map((l) => l.name);
  return [...sysctlNames(devices), 'kernel.hostname', ...Object.keys(WHOLE)].sort();
}

function settingOf(proc: Process, name: string): string | undefined {
  if (name === 'kernel.hostname') return hostname(proc.world, proc);
  if (WHOLE[name] !== undefined) return WHOLE[name];
  if (!sysctlKnown(name)) return undefined;
  if (sysctlOfMachine(name) && proc.container !== undefined) return undefined;
  const device = /^net\.ipv[46]\.conf\.(.+)\.[^.]+$/.exec(name)?.[1];
  const known =
    device === undefined ||
    device === 'all' ||
    device === 'default' ||
    linksOf(proc.world, proc.netns).some((l) => l.name === device);
  return known ? read(proc.world, proc.netns, name) : undefined;
}

function line(proc: Process, name: string, parsed: Parsed): string {
  const value = settingOf(proc, name) ?? '';
  if (has(parsed, 'N')) return `${name}\n`;
  return has(parsed, 'n') ? `${value}\n` : `${name} = ${value}\n`;
}

function fromFile(proc: Process, path: string): string[] {
  const file = readText(proc, path);
  if (!('text' in file)) return quit(`sysctl: cannot open "${path}": ${file.message}`, 1);
  return file.text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '' && !/^[#;]/.test(l))
    .map((l) => l.replace(/\s*=\s*/, '='));
}

function each(proc: Process, dialect: Dialect, parsed: Parsed, words: readonly string[]): Answer {
  let [out, err, code] = ['', '', 0];
  for (const word of words) {
    const [left = '', ...right] = word.split('=');
    const name = left.trim().replaceAll('/', '.');
    const current = settingOf(proc, name);
    if (current === undefined) {
      if (has(parsed, 'e')) continue;
      err +=
        dialect === 'gnu'
          ? `sysctl: cannot stat /proc/sys/${name.replaceAll('.', '/')}: No such file or directory\n`
          : `sysctl: error: '${name}' is an unknown key\n`;
      code = 1;
      continue;
    }
    if (right.length === 0) {
      out += line(proc, name, parsed);
      continue;
    }
    const refused = set(proc, dialect, name, right.join('=').trim());
    if (refused !== undefined) {
      err += refused;
      code = 1;
    } else if (!has(parsed, 'q'))
      out += has(parsed, 'n') ? `${right.join('=').trim()}\n` : `${name} = ${right.join('=').trim()}\n`;
  }
  return { out, err, code };
}

/** A container without privileges has /proc/sys read-only. */
function set(proc: Process, dialect: Dialect, name: string, value: string): string | undefined {
  if (!proc.capable('SYS_ADMIN'))
    return dialect === 'gnu'
      ? `sysctl: permission denied on key "${name}"\n`
      : `sysctl: error setting key '${name}': Read-only file system\n`;
  if (WHOLE[name] !== undefined || name === 'kernel.hostname')
    return `dockernet-course: not simulated: changing ${name}\n`;
  try {
    proc.transact((tx) => sysctlSet(tx, proc.netns, name, value));
    return undefined;
  } catch (e) {
    if (!(e instanceof NetError)) throw e;
    return dialect === 'gnu'
      ? `sysctl: setting key "${name}": ${e.message}\n`
      : `sysctl: error setting key '${name}': ${e.message}\n`;
  }
}
