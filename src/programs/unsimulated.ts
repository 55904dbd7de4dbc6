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
  python3: 'sh, awk, sed',
  perl: 'sh, awk, sed',
  apt: 'another image: docker run nicolaka/netshoot',
  'apt-get': 'another image: docker run nicolaka/netshoot',
  systemctl: 'docker info, ps',
  journalctl: 'docker logs, docker events',
  service: 'docker ps',
  tc: 'ip link set mtu',
  openssl: 'curl',
  man: 'COMMAND --help',
  vi: 'cat > FILE, sed',
};
