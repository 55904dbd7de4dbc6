import type { Dict, Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';

const PROPAGATIONS = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];

/** `[source:]target[:options]` in its long form; format/volume.go of compose-go. Throws ComposeError. */
export function parseVolume(spec: string): Dict {
  if (spec === '') throw new ComposeError('invalid empty volume spec');
  if (spec.length <= 2)
    return new Map([
      ['type', 'volume'],
      ['target', spec],
    ]);
  const parts = split(spec);
  const fail = (why: string) => new ComposeError(`invalid spec: ${spec}: ${why}`);
  if (parts.includes('')) throw fail('empty section between colons');
  if (parts.length > 3) throw fail('too many colons');
  const [first = '', second, options] = parts;
  const source = second === undefined ? '' : first;
  const target = second ?? first;
  const file = isFilePath(source);
  const made = new Map<string, Value>([['type', file ? 'bind' : 'volume']]);
  if (source !== '') made.set('source', source);
  made.set('target', target);
  const bind = new Map<string, Value>();
  const volume = new Map<string, Value>();
  for (const option of options?.split(',') ?? []) {
    if (option === 'ro') made.set('read_only', true);
    if (option === 'rw') made.delete('read_only');
    if (option === 'nocopy') volume.set('nocopy', true);
    if (option === 'z' || option === 'Z') bind.set('selinux', option);
    if (PROPAGATIONS.includes(option)) bind.set('propagation', option);
  }
  if (file) bind.set('create_host_path', true);
  if (bind.size > 0) made.set('bind', bind);
  if (!file || volume.size > 0) made.set('volume', volume);
  return made;
}

/** Splits at colons, but not inside `${…}` nor after a Windows drive's letter. */
function split(spec: string): readonly string[] {
  const parts: string[] = [];
  let now = '';
  let depth = 0;
  for (let i = 0; i < spec.length; i++) {
    const c = spec[i] ?? '';
    if (c === '$' && spec[i + 1] === '{') depth++;
    if (c === '}' && depth > 0) depth--;
    if (c === ':' && depth === 0 && !/^\p{L}$/u.test(now)) {
      parts.push(now);
      now = '';
    } else now += c;
  }
  return [...parts, now];
}

/** Whether a source is a path on the host rather than the name of a volume. */
function isFilePath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source);
}
