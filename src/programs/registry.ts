import type { Installed, Programs } from '../os/index.ts';
import { shellProgram } from '../shell/index.ts';
import { busyboxTools } from './busybox/index.ts';
import { coreutilsOnly, sharedTools, which, wrapper } from './coreutils/index.ts';
import { curl } from './curl/curl.ts';
import { dockerProgram } from './docker/index.ts';
import { ip } from './iproute2/ip.ts';
import { iptables } from './iptables/iptables.ts';
import { iptablesRestore, iptablesSave } from './iptables/save.ts';
import { ping } from './iputils/ping.ts';
import { unsimulated } from './unsimulated.ts';

/** Names every tool of a package: `package/tool`. */
function pack(name: string, tools: Readonly<Record<string, Installed>>): [string, Installed][] {
  return Object.entries(tools).map(([tool, installed]) => [`${name}/${tool}`, installed]);
}

/** All programs of the simulation by id, `package/command` as Debian names the package. */
export const programs: Programs = Object.fromEntries<Installed>([
  ['bash', { run: shellProgram('bash') }],
  ['sh', { run: shellProgram('dash') }],
  ['ash', { run: shellProgram('ash') }],
  ['zsh', { run: shellProgram('bash') }],
  ['unsimulated', { run: unsimulated }],
  ...pack('coreutils', { ...sharedTools('gnu'), ...coreutilsOnly }),
  ...pack('busybox', busyboxTools),
  ...pack('debianutils', { which: { run: which } }),
  ...pack('iproute2', { ip: { run: ip } }),
  ...pack('iptables', {
    iptables: { run: iptables(4) },
    ip6tables: { run: iptables(6) },
    'iptables-save': { run: iptablesSave(4) },
    'ip6tables-save': { run: iptablesSave(6) },
    'iptables-restore': { run: iptablesRestore(4) },
    'ip6tables-restore': { run: iptablesRestore(6) },
  }),
  ...pack('iputils', { ping: { run: ping() }, ping4: { run: ping(4) }, ping6: { run: ping(6) } }),
  ...pack('curl', { curl: { run: curl } }),
  ...pack('docker', { docker: { run: dockerProgram() } }),
  ...pack('sudo', { sudo: { run: wrapper('sudo', 'u:g:nEHSib', { user: 'u=', 'preserve-env': 'E' }) } }),
]);
