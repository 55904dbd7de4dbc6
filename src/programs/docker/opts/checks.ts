import { parseIp, quoteGo } from '../../../base/index.ts';
import { cut, ParseError, parseSize, parseUnsigned } from '../grammar/index.ts';
import { parseReference } from './reference.ts';

/** Checks of list flags, as opts/opts.go of docker/cli has them: return the value to keep, throw ParseError. */
const refuse = (text: string): never => {
  throw new ParseError(text);
};

export function label(text: string): string {
  const key = cut(text)[0].replace(/^[ \t]+/, '');
  if (key === '') refuse(`invalid label '${text}': empty name`);
  if (/[ \t]/.test(key)) refuse(`label '${key}' contains whitespaces`);
  return text;
}

export function envVar(text: string): string {
  return text === '' || text.startsWith('=') ? refuse(`invalid environment variable: ${text}`) : text;
}

export function ipAddress(text: string): string {
  return parseIp(text.trim()) ?? refuse(`IP address is not correctly formatted: ${text}`);
}

// The ":" after each "(" are in docker/cli's expression too: it lets a name begin with one.
const DOMAIN =
  /^(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])))*)\.?\s*$/;

export function dnsSearch(text: string): string {
  const name = text.replace(/^ +| +$/g, '');
  if (name === '.') return name;
  const domain = /[a-zA-Z]/.test(name) ? DOMAIN.exec(name)?.[1] : undefined;
  return domain !== undefined && domain.length < 255 ? domain : refuse(`${name} is not a valid domain`);
}

/** `name:ip` or `name=ip`; the daemon knows only the colon. */
export function extraHost(text: string): string {
  const separator = text.includes('=') ? '=' : ':';
  const [name, value] = cut(text, separator);
  if (!text.includes(separator) || name === '' || name.includes(':'))
    refuse(`bad format for add-host: ${quoteGo(text)}`);
  if (value === 'host-gateway') return `${name}:${value}`;
  const ip = /^\[.+\]$/.test(value) ? value.slice(1, -1) : value;
  if (parseIp(ip.trim()) === undefined) refuse(`invalid IP address in add-host: ${quoteGo(ip)}`);
  return `${name}:${ip}`;
}

export function link(text: string): string {
  if (text === '') refuse('empty string specified for links');
  if (text.split(':').length > 2) refuse(`bad format for links: ${text}`);
  return text;
}

export function attachStream(text: string): string {
  const stream = text.toLowerCase();
  return ['stdin', 'stdout', 'stderr'].includes(stream) ? stream : refuse('valid streams are STDIN, STDOUT and STDERR');
}

const SYSCTLS = [
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
];

export function sysctl(text: string): string {
  const [name] = cut(text);
  const known = SYSCTLS.includes(name) || name.startsWith('net.') || name.startsWith('fs.mqueue.');
  return text.includes('=') && known ? text : refuse(`sysctl '${text}' is not allowed`);
}

export function deviceCgroupRule(text: string): string {
  return /^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text)
    ? text
    : refuse(`invalid device cgroup format '${text}'`);
}

/** Splits `/dev/sda:VALUE`. */
function devicePath(text: string): string {
  const [path, value] = cut(text, ':');
  if (!text.includes(':') || path === '') refuse(`bad format: ${text}`);
  if (!path.startsWith('/dev/')) refuse(`bad format for device path: ${text}`);
  return value;
}

function number(parse: () => number): number | undefined {
  try {
    return parse();
  } catch (e) {
    if (e instanceof ParseError) return undefined;
    throw e;
  }
}

export function weightDevice(text: string): string {
  const value = devicePath(text);
  const weight = number(() => parseUnsigned(value, { base: 10, bits: 16 }));
  if (weight === undefined || (weight > 0 && (weight < 10 || weight > 1000)))
    refuse(`invalid weight for device: ${text}`);
  return text;
}

export function throttleBps(text: string): string {
  const value = devicePath(text);
  if (number(() => parseSize(value)) === undefined)
    refuse(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    );
  return text;
}

export function throttleIops(text: string): string {
  const value = devicePath(text);
  if (number(() => parseUnsigned(value, { base: 10 })) === undefined)
    refuse(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`,
    );
  return text;
}

export function imageTag(text: string): string {
  const parsed = parseReference(text);
  return parsed.kind === 'error' ? refuse(parsed.error) : text;
}
