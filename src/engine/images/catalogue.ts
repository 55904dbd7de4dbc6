import { publicTrust } from '../../tls/index.ts';
import type { HealthConfig } from '../api/index.ts';

/** A file that an image brings. */
export type SpecFile =
  | { readonly path: string; readonly program: string }
  | { readonly path: string; readonly text: string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly dir: true; readonly mode?: number };

/** A layer of files: read-only, over at most one other. */
export interface LayerSpec {
  readonly lower?: string;
  readonly size: number;
  readonly files: readonly SpecFile[];
}

/** An image as its files and its configuration: what it does follows from them. */
export interface ImageSpec {
  /** Names with tags, `nginx:latest`; all are the same image. */
  readonly tags: readonly string[];
  /** The layer that it stands on. */
  readonly base: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** `NAME=value` beside PATH. */
  readonly env?: readonly string[];
  /** `80/tcp` */
  readonly exposed?: readonly string[];
  readonly workdir?: string;
  readonly user?: string;
  readonly volumes?: readonly string[];
  readonly stopSignal?: string;
  readonly healthcheck?: HealthConfig;
  readonly labels?: Readonly<Record<string, string>>;
  readonly files?: readonly SpecFile[];
  /** Bytes beside those of its base layers. */
  readonly size?: number;
  /** Days before the world's beginning that it was built. */
  readonly age?: number;
  /** Built on the machines: no registry has it, it has no digest. */
  readonly local?: boolean;
}

/** What a registry serves: layers by name, and images. */
export interface Catalogue {
  readonly name: 'stand-in' | 'real';
  readonly layers: Readonly<Record<string, LayerSpec>>;
  readonly images: readonly ImageSpec[];
  /** Repositories that exist without any tag left. */
  readonly retired?: readonly string[];
  /** Names whose manifest is of schema 1, which Docker does not pull any more; deprecated-image-specs of its documentation. */
  readonly legacy?: readonly string[];
  /** Images carry digests of a registry (they were pulled, not built here). */
  readonly pulled: boolean;
}

/** The PATH of images that set no other. */
export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Directories and files that every root file system has; an empty `group` is a system without /etc/group. */
export function skeleton(passwd: string, release: string, group = 'root:x:0:\n'): readonly SpecFile[] {
  const dirs = ['/dev', '/etc', '/proc', '/root', '/sys', '/var', '/var/log', '/usr', '/usr/bin'];
  return [
    ...dirs.map((path) => ({ path, dir: true as const, ...(path === '/root' ? { mode: 0o700 } : {}) })),
    { path: '/tmp', dir: true, mode: 0o1777 },
    { path: '/etc/passwd', text: passwd },
    ...(group === '' ? [] : [{ path: '/etc/group', text: group }]),
    { path: '/etc/os-release', text: release },
    { path: '/etc/mtab', link: '/proc/mounts' },
  ];
}

/** Whom the system trusts, where the package ca-certificates is installed. */
export function trustStore(): readonly SpecFile[] {
  return [
    { path: '/etc/ssl', dir: true },
    { path: '/etc/ssl/certs', dir: true },
    { path: '/etc/ssl/certs/ca-certificates.crt', text: publicTrust() },
  ];
}

/** What a merged-/usr distribution has beside it (Debian, Ubuntu). */
export function mergedUsr(): readonly SpecFile[] {
  const dirs = ['/boot', '/home', '/media', '/mnt', '/opt', '/run', '/srv', '/usr/sbin', '/usr/lib', '/usr/local'];
  return [
    ...[...dirs, '/usr/local/bin', '/usr/share', '/var/www', '/var/lib', '/var/cache'].map((path) => ({
      path,
      dir: true as const,
    })),
    { path: '/var/run', link: '/run' },
    { path: '/bin', link: 'usr/bin' },
    { path: '/sbin', link: 'usr/sbin' },
    { path: '/lib', link: 'usr/lib' },
    { path: '/lib64', link: 'usr/lib64' },
    { path: '/usr/lib64', dir: true },
    {
      path: '/etc/nsswitch.conf',
      text: 'passwd:         files\ngroup:          files\nshadow:         files\n\nhosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\nethers:         db files\nrpc:            db files\n\nnetgroup:       nis\n',
    },
  ];
}

/** /etc/passwd as Debian makes it; base-passwd. */
export const DEBIAN_PASSWD = [
  'root:x:0:0:root:/root:/bin/bash',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'bin:x:2:2:bin:/bin:/usr/sbin/nologin',
  'sys:x:3:3:sys:/dev:/usr/sbin/nologin',
  'sync:x:4:65534:sync:/bin:/bin/sync',
  'games:x:5:60:games:/usr/games:/usr/sbin/nologin',
  'man:x:6:12:man:/var/cache/man:/usr/sbin/nologin',
  'lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin',
  'mail:x:8:8:mail:/var/mail:/usr/sbin/nologin',
  'news:x:9:9:news:/var/spool/news:/usr/sbin/nologin',
  'uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin',
  'proxy:x:13:13:proxy:/bin:/usr/sbin/nologin',
  'www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin',
  'backup:x:34:34:backup:/var/backups:/usr/sbin/nologin',
  'list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin',
  'irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin',
  '_apt:x:42:65534::/nonexistent:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  '',
].join('\n');

/** /etc/group as Debian makes it; base-passwd. */
export const DEBIAN_GROUP =
  'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534'
    .split(' ')
    .map((line) => `${line.replace(':', ':x:')}:\n`)
    .join('');
