import type { Program } from '../os/index.ts';
import { command, fail } from './lib/answer.ts';

/** Stands for a program that the real machine or image has and the course does not simulate. */
export const unsimulated: Program = command((proc) => {
  const name = proc.argv[0]?.split('/').at(-1) ?? '';
  const near = NEAREST[name];
  const hint = near === undefined ? '' : `\ndockernet-course: the nearest thing that is: ${near}`;
  return fail(`dockernet-course: not simulated: ${name}${hint}`, 99);
});

/** What to use in the place of well-known tools. */
const NEAREST: Readonly<Record<string, string>> = {
  nmap: 'nc -zv HOST FIRST-LAST',
  mtr: 'traceroute HOST',
  tracepath: 'traceroute HOST',
  ethtool: 'ip -s link',
  socat: 'nc',
  iperf3: 'ping, curl',
  ab: 'curl in a loop',
  perl: 'sh, awk, sed',
  apt: 'another image: docker run nicolaka/netshoot',
  'apt-get': 'another image: docker run nicolaka/netshoot',
  systemctl: 'docker info, ps',
  journalctl: 'docker logs, docker events',
  service: 'docker ps',
  tc: 'ip link set mtu',
  openssl: 'curl',
  man: 'COMMAND --help',
};

/** Tools that images and hosts have under these ids and that are not simulated. */
export const UNSIMULATED_IDS: readonly string[] = Object.entries({
  busybox:
    'dd df du factor getopt gunzip gzip hexdump ipcalc link mount sha512sum shuf time umount who xxd zcat busybox',
  coreutils:
    'cksum csplit dd df du factor fmt install link mkfifo numfmt pathchk pr ptx sha224sum sha384sum sha512sum shred shuf split stty sum tsort',
  diffutils: 'diff3 sdiff',
  gzip: 'gzip gunzip zcat zgrep',
  'util-linux': 'mount umount dmesg lsblk getopt hexdump',
  ncurses: 'tput',
  procps: 'vmstat',
  'libc-bin': 'ldd locale getconf',
  nmap: 'nmap',
  socat: 'socat',
  'apache2-utils': 'ab',
  ethtool: 'ethtool',
  iperf3: 'iperf3',
  mtr: 'mtr',
  iproute2: 'tc',
  git: 'git',
}).flatMap(([pack, names]) => names.split(' ').map((name) => `${pack}/${name}`));
