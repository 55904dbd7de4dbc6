import type { Installed, Program } from '../../os/index.ts';
import { sharedTools, which } from '../coreutils/index.ts';
import { dnsdomainname, hostname } from '../hostname/hostname.ts';
import { free, top, uptime, w } from '../procps/small.ts';
import { sysctl } from '../procps/sysctl.ts';
import { watch } from '../procps/watch.ts';
import { ip } from './ip.ts';
import { nc, telnet } from './nc.ts';
import { arp, brctl, ifconfig, netstat, route } from './net.ts';
import { nslookup } from './nslookup.ts';
import { ping } from './ping.ts';
import { kill, killall, pgrep, pidof, ps, usleep } from './processes.ts';
import { arping, traceroute } from './traceroute.ts';
import { wget } from './wget.ts';

const applets: Readonly<Record<string, Program>> = {
  arp,
  arping,
  brctl,
  dnsdomainname: dnsdomainname('busybox'),
  free: free('busybox'),
  hostname: hostname('busybox'),
  ifconfig,
  ip,
  kill,
  killall,
  nc,
  netstat,
  nslookup,
  pgrep: pgrep('pgrep'),
  pidof,
  ping: ping('ping'),
  ping6: ping('ping6'),
  pkill: pgrep('pkill'),
  ps,
  route,
  sysctl: sysctl('busybox'),
  telnet,
  top: top('busybox'),
  traceroute: traceroute(4),
  traceroute6: traceroute(6),
  uptime,
  usleep,
  w,
  watch,
  wget,
  which,
};

/** BusyBox's applets, by name. */
export const busyboxTools: Readonly<Record<string, Installed>> = {
  ...sharedTools('busybox'),
  ...Object.fromEntries(Object.entries(applets).map(([name, run]) => [name, { run }])),
};
