import { joinPath } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** What a `-v` asks for: `bind` as the daemon takes it, or an anonymous volume at `target`. */
export interface VolumeFlag {
  readonly target: string;
  readonly bind?: string;
}

/** `-v /data`, `-v name:/data:ro`, `-v ./here:/there`; internal/volumespec of docker/cli. */
export function bindOf(text: string, cwd: string): VolumeFlag {
  if (text === '') throw new CliError('invalid empty volume spec');
  if (text.length <= 2) return { target: text };
  const parts = sections(text);
  const wrong = (why: string) => new CliError(`invalid spec: ${text}: ${why}`);
  if (parts.includes('')) throw wrong('empty section between colons');
  if (parts.length > 3) throw wrong('too many colons');
  const [source = '', target] = parts;
  if (target === undefined) return { target: source };
  const [host = '', ...rest] = text.split(':');
  return { target, bind: host.startsWith('.') ? [joinPath(cwd, host), ...rest].join(':') : text };
}

/** The parts between colons; one letter before a colon is taken for a drive of Windows, also on Linux. */
function sections(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const c of text) {
    if (c !== ':' || /^\p{L}$/u.test(part)) part += c;
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}
