import { joinPath } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** What a `-v` asks for: `bind` as the daemon takes it, or an anonymous volume at `target`. */
export interface VolumeFlag {
  readonly target: string;
  readonly bind?: string;
}

/** `-v /data`, `-v name:/data:ro`, `-v ./here:/there`; cli/compose/loader/volume.go of docker/cli. */
export function bindOf(text: string, cwd: string): VolumeFlag {
  if (text === '') throw new CliError('invalid empty volume spec');
  const parts = text.split(':');
  if (parts.length === 1) return { target: text };
  if (parts.length > 3 || parts.some((part) => part === ''))
    throw new CliError(
      `invalid spec: ${text}: ${parts.length > 3 ? 'too many colons' : 'empty section between colons'}`,
    );
  const [source = '', ...rest] = parts;
  const host = source.startsWith('.') ? joinPath(cwd, source) : source;
  return { target: rest[0] ?? '', bind: [host, ...rest].join(':') };
}
