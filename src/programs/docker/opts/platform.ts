import { CliError } from '../grammar/index.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

const OS_AND_VERSION = '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$';
const COMPONENT = '^[A-Za-z0-9_.-]+$';
const SYSTEMS =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  );
const ARCHITECTURES = (
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
  'ppc riscv riscv64 s390 s390x sparc sparc64 wasm'
).split(' ');
const ALIASES: Readonly<Record<string, string>> = {
  i386: '386',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm',
  armel: 'arm',
};

const quoted = (text: string) => JSON.stringify(text);
const invalid = (what: string) => new CliError(`error parsing specified platform: ${what}: invalid argument`);

/** The value of --platform, `os[/arch[/variant]]` or an architecture alone; Parse of containerd/platforms. Throws CliError. */
export function parsePlatform(text: string): Platform {
  if (text.includes('*')) throw invalid(`${quoted(text)}: wildcards not yet supported`);
  const parts = text.split('/');
  for (const [i, part] of parts.entries()) {
    const [what, form, name] =
      i === 0
        ? ['OS component', OS_AND_VERSION, 'OSAndVersion specifier']
        : ['component', COMPONENT, 'platform specifier'];
    if (!new RegExp(form).test(part))
      throw invalid(
        `${quoted(part)} is an invalid ${what} of ${quoted(text)}: ${name} component must match ${quoted(form)}`,
      );
  }
  if (parts.length > 3) throw invalid(`${quoted(text)}: cannot parse platform specifier`);
  const [first = '', second] = parts.map((part) => part.replace(/\(.*/, '').toLowerCase());
  const os = first === 'macos' ? 'darwin' : first;
  if (second !== undefined) return { os, architecture: ALIASES[second] ?? second };
  if (SYSTEMS.includes(os)) return { os, architecture: 'amd64' };
  const architecture = ALIASES[first] ?? first;
  if (ARCHITECTURES.includes(architecture)) return { os: 'linux', architecture };
  throw invalid(`${quoted(text)}: unknown operating system or architecture`);
}
