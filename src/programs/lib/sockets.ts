import { isIpv6 } from '../../base/index.ts';
import { links, type Socket, socketsOf, streamsOf } from '../../net/index.ts';
import { type Process, processes } from '../../os/index.ts';

/** A socket as ss, netstat and lsof show it. */
export interface Shown {
  readonly proto: 'tcp' | 'udp';
  readonly family: 4 | 6;
  readonly state: 'LISTEN' | 'UNCONN' | 'ESTAB' | 'CLOSE-WAIT';
  readonly local: End;
  readonly remote: End;
  /** Serves IPv4 too. */
  readonly dual: boolean;
  readonly received: number;
  readonly backlog: number;
  /** Its process, as far as the one who asks can see it. */
  readonly owner:
    | { readonly pid: number; readonly comm: string; readonly user: string; readonly fd: number }
    | undefined;
}

interface End {
  readonly ip: string;
  readonly port: number;
}

/** listen(2) backlogs of well-known servers; others take somaxconn, as Go does. */
const BACKLOG: Readonly<Record<string, number>> = {
  nginx: 511,
  httpd: 511,
  'redis-server': 511,
  nc: 1,
  postgres: 200,
  mysqld: 151,
  sshd: 128,
  python3: 5,
  serve: 5,
};

/** Every socket of the namespace: listening and unconnected ones, then connections. */
export function shownSockets(proc: Process): Shown[] {
  const bound = socketsOf(proc.world, proc.netns)
    .filter((s) => s.proto !== 'sctp')
    .map(
      (s): Shown => ({
        proto: s.proto === 'udp' ? 'udp' : 'tcp',
        family: isIpv6(s.ip) ? 6 : 4,
        state: s.proto === 'udp' ? 'UNCONN' : 'LISTEN',
        local: { ip: s.ip, port: s.port },
        remote: { ip: isIpv6(s.ip) ? '::' : '0.0.0.0', port: 0 },
        dual: s.ip === '::' && !s.v6only,
        received: 0,
        backlog: s.proto === 'udp' ? 0 : (BACKLOG[s.comm] ?? 4096),
        owner: ownerOf(proc, s.pid, s),
      }),
    );
  const connections = streamsOf(proc.world, proc.netns).flatMap(({ stream, side }): Shown[] => {
    const end = stream[side];
    if (end.closed || end.reset) return [];
    return [
      {
        proto: 'tcp',
        family: isIpv6(end.local.ip) ? 6 : 4,
        state: end.eof ? 'CLOSE-WAIT' : 'ESTAB',
        local: end.local,
        remote: end.remote,
        dual: false,
        received: end.inbox.length,
        backlog: 0,
        owner: ownerOf(proc, end.pid),
      },
    ];
  });
  return [
    ...bound.filter((s) => s.proto === 'udp'),
    ...tunnels(proc),
    ...bound.filter((s) => s.proto === 'tcp'),
    ...connections,
  ].sort((x, y) => order(x) - order(y));
}

/** The kernel's own UDP sockets: one for each port at which VXLAN devices over this namespace receive (vxlan_sock_add). */
function tunnels(proc: Process): Shown[] {
  const ports = proc.world
    .all(links)
    .flatMap((l) => (l.kind === 'vxlan' && l.underlay === proc.netns && l.up ? [l.port] : []));
  return [...new Set(ports)].map((port) => ({
    proto: 'udp',
    family: 4,
    state: 'UNCONN',
    local: { ip: '0.0.0.0', port },
    remote: { ip: '0.0.0.0', port: 0 },
    dual: false,
    received: 0,
    backlog: 0,
    owner: undefined,
  }));
}

/** udp before tcp, IPv4 before IPv6; otherwise as they were. */
function order(s: Shown): number {
  return (
    (s.proto === 'udp' ? 0 : 4) + (s.family === 6 ? 2 : 0) + (s.state === 'LISTEN' || s.state === 'UNCONN' ? 0 : 1)
  );
}

/** Processes of other pid namespaces cannot be seen from a container (pid_namespaces(7)). */
function ownerOf(proc: Process, pid: number, socket?: Socket): Shown['owner'] {
  const row = proc.world.get(processes, String(pid));
  if (!row || row.host !== proc.host || row.hidden) return undefined;
  if (proc.container !== undefined && row.container !== proc.container) return undefined;
  const comm = socket?.comm ?? row.argv[0]?.split('/').at(-1) ?? '';
  return {
    pid: proc.container === undefined ? row.pid : row.nspid,
    comm: comm.slice(0, 15),
    user: row.user,
    fd: comm === 'docker-proxy' ? 7 : comm === 'nginx' ? 6 : 3,
  };
}
