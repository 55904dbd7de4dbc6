import type { Installed, Programs } from '../os/index.ts';
import { shellProgram } from '../shell/index.ts';
import { dig } from './bind9/dig.ts';
import { host } from './bind9/host.ts';
import { nslookup } from './bind9/nslookup.ts';
import { brctl } from './brctl/brctl.ts';
import { busyboxTools } from './busybox/index.ts';
import { composePlugin, dockerCompose } from './compose/index.ts';
import { conntrack } from './conntrack/conntrack.ts';
import { coreutilsOnly, sharedTools, which, wrapper } from './coreutils/index.ts';
import { curl } from './curl/curl.ts';
import { dockerProgram } from './docker/index.ts';
import { editor } from './editor/editor.ts';
import { dnsdomainname, domainname, hostname } from './hostname/hostname.ts';
import { bridge } from './iproute2/bridge.ts';
import { ip } from './iproute2/ip.ts';
import { ss } from './iproute2/ss.ts';
import { iptables } from './iptables/iptables.ts';
import { iptablesRestore, iptablesSave } from './iptables/save.ts';
import { ping } from './iputils/ping.ts';
import { getent } from './libc-bin/getent.ts';
import { lsof } from './lsof/lsof.ts';
import { arp } from './net-tools/arp.ts';
import { ifconfig } from './net-tools/ifconfig.ts';
import { netstat } from './net-tools/netstat.ts';
import { route } from './net-tools/route.ts';
import { nc } from './netcat/nc.ts';
import { ssh } from './openssh/ssh.ts';
import { openssl } from './openssl/openssl.ts';
import { kill, pgrep, pidof } from './procps/pgrep.ts';
import { ps } from './procps/ps.ts';
import { free, top, uptime, w } from './procps/small.ts';
import { sysctl } from './procps/sysctl.ts';
import { watch } from './procps/watch.ts';
import { registrator } from './registrator/registrator.ts';
import { tcpdump } from './tcpdump/tcpdump.ts';
import { textPrograms } from './text/index.ts';
import { traceroute } from './traceroute/traceroute.ts';
import { UNSIMULATED_IDS, unsimulated } from './unsimulated.ts';
import { lsns, nsenter, unshare } from './util-linux/namespaces.ts';
import { clear, pager } from './util-linux/pager.ts';
import { wget } from './wget/wget.ts';
import { why } from './why/why.ts';

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
  ...UNSIMULATED_IDS.map((id): [string, Installed] => [id, { run: unsimulated }]),
  ...Object.entries(textPrograms),
  ...pack('docker', { docker: { run: dockerProgram([composePlugin]) }, 'docker-compose': { run: dockerCompose } }),
  ...pack('coreutils', { ...sharedTools('gnu'), ...coreutilsOnly }),
  ...pack('busybox', busyboxTools),
  ...pack('busybox', { clear: { run: clear }, less: { run: pager('less') }, more: { run: pager('more') } }),
  ...pack('coreutils', { uptime: { run: uptime } }),
  ...pack('debianutils', { which: { run: which } }),
  ...pack('iproute2', { ip: { run: ip }, ss: { run: ss }, bridge: { run: bridge } }),
  ...pack('bind9', { dig: { run: dig }, host: { run: host }, nslookup: { run: nslookup } }),
  ...pack('hostname', {
    hostname: { run: hostname('gnu') },
    dnsdomainname: { run: dnsdomainname('gnu') },
    domainname: { run: domainname },
  }),
  ...pack('libc-bin', { getent: { run: getent } }),
  ...pack('lsof', { lsof: { run: lsof } }),
  ...pack('net-tools', {
    arp: { run: arp },
    ifconfig: { run: ifconfig },
    netstat: { run: netstat },
    route: { run: route },
  }),
  ...pack('netcat', { nc: { run: nc }, 'nc.openbsd': { run: nc }, netcat: { run: nc } }),
  ...pack('procps', {
    ps: { run: ps },
    top: { run: top('gnu') },
    free: { run: free('gnu') },
    pgrep: { run: pgrep('pgrep') },
    pkill: { run: pgrep('pkill') },
    pidof: { run: pidof },
    sysctl: { run: sysctl('gnu') },
    uptime: { run: uptime },
    w: { run: w },
    watch: { run: watch },
  }),
  ...pack('util-linux', {
    kill: { run: kill },
    more: { run: pager('more') },
    setsid: { run: wrapper('setsid', 'cfw') },
    nsenter: { run: nsenter },
    unshare: { run: unshare },
    lsns: { run: lsns },
  }),
  ...pack('ncurses', { clear: { run: clear }, reset: { run: clear } }),
  ...pack('less', { less: { run: pager('less') } }),
  ...pack('wget', { wget: { run: wget } }),
  ...pack('tcpdump', { tcpdump: { run: tcpdump } }),
  ['registrator', { run: registrator }],
  ...pack('editor', { nano: { run: editor }, vi: { run: editor }, vim: { run: editor }, edit: { run: editor } }),
  ...pack('vim', { vi: { run: editor }, vim: { run: editor } }),
  ...pack('busybox', { vi: { run: editor } }),
  ...pack('why', { why: { run: why } }),
  ...pack('openssh', { ssh: { run: ssh } }),
  ...pack('openssl', { openssl: { run: openssl } }),
  ...pack('brctl', { brctl: { run: brctl } }),
  ...pack('conntrack', { conntrack: { run: conntrack } }),
  ...pack('traceroute', { traceroute: { run: traceroute } }),
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
  ...pack('sudo', { sudo: { run: wrapper('sudo', 'u:g:nEHSib', { user: 'u=', 'preserve-env': 'E' }) } }),
]);
