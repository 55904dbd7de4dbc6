import { CliError } from '../grammar/index.ts';

const isMode = (text: string) => /^[rwm]{1,3}$/.test(text) && new Set(text).size === text.length;

/** A device that a container gets, as the API has it. */
interface DeviceMapping {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

/** `--device /dev/a[:/dev/b][:rwm]`; validateLinuxPath in container/opts.go of docker/cli. A name of the CDI is not a path. */
export function deviceOf(text: string): readonly DeviceMapping[] {
  if (/^[\w.-]+\/[\w.-]+=[\w.:-]+$/.test(text)) return [];
  const parts = text.split(':');
  if (parts.length > 3 || parts[0] === '') throw new CliError(`bad format for path: ${text}`);
  const [source = '', second = '', mode = ''] = parts;
  if (parts.length === 3 && !isMode(mode)) throw new CliError(`bad mode specified: ${mode}`);
  const path = parts.length === 1 || (parts.length === 2 && isMode(second)) ? source : second;
  if (!path.startsWith('/')) throw new CliError(`${path} is not an absolute path`);
  const permissions = parts.length === 3 ? mode : parts.length === 2 && isMode(second) ? second : 'rwm';
  return [{ PathOnHost: source, PathInContainer: path, CgroupPermissions: permissions }];
}
