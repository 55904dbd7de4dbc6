import { describe, expect, test } from 'vitest';
import { dockerProxy, dockerResolver } from '../../../src/engine/libnetwork/index.ts';
import { addrAdd, datagrams, datagramTake, linkByName, listen, udpSend, unlisten } from '../../../src/net/index.ts';
import {
  type App,
  decodeQuery,
  decodeReply,
  dial,
  encodeQuery,
  encodeReply,
  fqdn,
  Kernel,
  type Process,
  type Run,
  replyTo,
  until,
} from '../../../src/os/index.ts';
import { type Bench, bench } from './bench.ts';

/** The LAN's name server: knows example.com. */
const lanDns: App = function* (conn) {
  const query = decodeQuery(conn.datagram?.data ?? '');
  yield* until(() => true);
  if (!query) return 1;
  const known = query.name === 'example.com.';
  const answers = known && query.type === 'A' ? [{ name: query.name, type: 'A', ttl: 60, data: '203.0.113.10' }] : [];
  conn.reply(encodeReply(replyTo(query, known ? 'NOERROR' : 'NXDOMAIN', answers)));
  return 0;
};

/** Says what it hears, and who said it. */
const echo: App = function* (conn) {
  if (conn.datagram) {
    conn.reply(`${conn.peer.ip} said ${conn.datagram.data}`);
    return 0;
  }
  const got = yield* conn.recv();
  if (typeof got === 'object') yield* conn.send(`${conn.peer.ip} said ${got.data}`);
  conn.close();
  return 0;
};

function boot(host: Bench): Kernel {
  const kernel = new Kernel(host.world, {
    programs: {},
    apps: { 'docker-proxy': dockerProxy, 'docker-resolver': dockerResolver, 'lan-dns': lanDns, echo },
  });
  kernel.transact((tx) => {
    const wire = linkByName(tx, 'lan', 'p1');
    if (wire) addrAdd(tx, wire.id, { ip: '192.168.1.7', prefix: 24 });
    listen(tx, { netns: 'lan', proto: 'udp', ip: '192.168.1.1', port: 53, pid: 2, comm: 'named', service: 'lan-dns' });
  });
  return kernel;
}

/** Runs a program in a namespace to its end and returns what it returns. */
function inside<T>(kernel: Kernel, netns: string, work: (proc: Process) => Run<T>): T | undefined {
  const out: { value?: T } = {};
  const child = kernel.spawn({
    argv: ['test'],
    place: { host: 'node1', netns, fs: 'node1' },
    program: function* (proc) {
      out.value = yield* work(proc);
      return 0;
    },
  });
  kernel.runUntil(() => child.status() !== undefined, kernel.now + 60_000);
  return out.value;
}

function* exchange(proc: Process, dst: string, dport: number, data: string): Run<string | undefined> {
  const socket = proc.transact((tx) =>
    listen(tx, { netns: proc.netns, proto: 'udp', ip: '0.0.0.0', port: 0, pid: proc.pid, comm: 'test' }),
  );
  proc.transact((tx) => udpSend(tx, proc.netns, { dst, dport, sport: socket.port, data, pid: proc.pid }));
  yield* until(() => proc.world.by(datagrams, 'waiting', socket.id).length > 0, 6000);
  const got = proc.transact((tx) => datagramTake(tx, socket.id));
  proc.transact((tx) => unlisten(tx, socket.id));
  return got?.data;
}

/** `dig NAME TYPE` in a container: status, flags and answers. */
function dig(kernel: Kernel, container: number, question: string): string {
  const [name = '', type = 'A'] = question.split(' ');
  const query = encodeQuery({ id: 7, name: fqdn(name), type, rd: true, edns: 1232 });
  const netns = `c:${container.toString(16).padStart(2, '0').repeat(32)}`;
  const reply = decodeReply(inside(kernel, netns, (proc) => exchange(proc, '127.0.0.11', 53, query)) ?? '');
  if (!reply) return 'no answer';
  const flags = [reply.rd && 'rd', reply.ra && 'ra'].filter(Boolean).join(' ');
  return [`${reply.rcode} (${flags})`, ...reply.answers.map((a) => `${a.ttl} ${a.type} ${a.data}`).sort()].join(', ');
}

function play(lines: string): Bench {
  const host = bench();
  for (const line of lines.trim().split('\n')) host.play(line.trim());
  return host;
}

describe('the embedded resolver', () => {
  const host = play(`
    docker network create --subnet 10.11.0.0/24 front
    docker network create --subnet 10.12.0.0/24 back
    docker network create --internal --subnet 10.13.0.0/24 shut
    docker run -d --name web --network front --network-alias www alpine
    docker run -d --name api --network front --network back --hostname H1 alpine
    docker run -d --name db --network back --network-alias www alpine
    docker run -d --name lone --network shut alpine
    docker run -d --name dot --network front --dns-option ndots:1 alpine
    docker run -d --name odd --network front --dns 192.168.1.9 alpine
    docker run -d --name own --network shut --dns 192.168.1.1 alpine
    docker network create --ipv6 --subnet fd00:6::/64 --subnet 10.14.0.0/24 six
    docker run -d --name v6 --network six alpine`);
  const kernel = boot(host);
  test.each([
    ['a container by name', 1, 'api', 'NOERROR (rd ra), 600 A 10.11.0.3'],
    ['itself', 1, 'web', 'NOERROR (rd ra), 600 A 10.11.0.2'],
    ['without regard to case', 1, 'API', 'NOERROR (rd ra), 600 A 10.11.0.3'],
    ['by host name', 1, 'h1', 'NOERROR (rd ra), 600 A 10.11.0.3'],
    ['by short id', 3, '020202020202', 'NOERROR (rd ra), 600 A 10.12.0.2'],
    ['by name and network', 2, 'api.front', 'NOERROR (rd ra), 600 A 10.11.0.3'],
    ['of a network that is not joined', 1, 'api.back', 'NXDOMAIN (rd ra)'],
    ['in the first of the joined networks only', 2, 'www', 'NOERROR (rd ra), 600 A 10.12.0.3'],
    ['of a container elsewhere', 1, 'db', 'NXDOMAIN (rd ra)'],
    ['IPv6 of a name without one', 1, 'api AAAA', 'NOERROR (rd ra)'],
    ['mail of a name', 1, 'api MX', 'NOERROR (rd ra)'],
    ['text of a name is for others', 1, 'api TXT', 'NXDOMAIN (rd ra)'],
    ['IPv6', 8, 'v6 AAAA', 'NOERROR (rd ra), 600 AAAA fd00:6::2'],
    ['reverse', 1, '3.0.11.10.in-addr.arpa PTR', 'NOERROR (rd ra), 600 PTR api.front.'],
    ['reverse of nobody', 1, '99.0.11.10.in-addr.arpa PTR', 'NXDOMAIN (rd ra)'],
    ['the outside', 1, 'example.com', 'NOERROR (rd ra), 60 A 203.0.113.10'],
    ['the outside from within', 4, 'example.com', 'SERVFAIL (rd)'],
    ['nobody from within', 4, 'nosuch', 'SERVFAIL (rd)'],
    ['a single label with ndots chosen', 5, 'nosuch', 'NOERROR (rd ra)'],
    ['a server that does not answer', 6, 'example.com', 'SERVFAIL (rd)'],
    ['a server without a route', 7, 'example.com', 'SERVFAIL (rd)'],
  ])('%s', (_what, container, question, answer) => {
    expect(dig(kernel, container, question)).toBe(answer);
  });

  test('several containers with one name: all of them, in changing order', () => {
    const many = boot(
      play(`docker network create net
      docker run -d --name w1 --network net --network-alias web alpine
      docker run -d --name w2 --network net --network-alias web alpine`),
    );
    const query = encodeQuery({ id: 1, name: 'web.', type: 'A', rd: true });
    const orders = Array.from({ length: 20 }, () => {
      const reply = inside(many, `c:${'01'.repeat(32)}`, (proc) => exchange(proc, '127.0.0.11', 53, query));
      return decodeReply(reply ?? '')
        ?.answers.map((a) => a.data)
        .join(' ');
    });
    expect([...new Set(orders)].sort()).toEqual(['172.18.0.2 172.18.0.3', '172.18.0.3 172.18.0.2']);
  });
});

describe('docker-proxy', () => {
  function serving(): Kernel {
    const kernel = boot(play('docker run -d --name web -p 8080:80 -p 53:53/udp -p 8081:81 nginx'));
    const netns = `c:${'01'.repeat(32)}`;
    kernel.transact((tx) => {
      for (const [proto, port] of [
        ['tcp', 80],
        ['udp', 53],
      ] as const)
        listen(tx, { netns, proto, ip: '0.0.0.0', port, pid: 9, comm: 'echo', service: 'echo' });
    });
    return kernel;
  }

  function* talk(proc: Process, ip: string, port: number): Run<string> {
    const dialed = yield* dial(proc, ip, port);
    if (dialed.kind !== 'open') return dialed.kind;
    yield* dialed.connection.send('hello');
    const got = yield* dialed.connection.recv(5000);
    dialed.connection.close();
    return typeof got === 'object' ? got.data : got;
  }

  test.each([
    [
      'from the host through the loopback it comes from the bridge',
      'node1',
      '127.0.0.1',
      8080,
      '172.17.0.1 said hello',
    ],
    ['over IPv6 too', 'node1', '::1', 8080, '172.17.0.1 said hello'],
    ["to the host's own address the host stays what it is", 'node1', '192.168.1.100', 8080, '192.168.1.100 said hello'],
    ['from the LAN the client stays who it is', 'lan', '192.168.1.100', 8080, '192.168.1.1 said hello'],
    ['a port behind which nobody listens is reset', 'node1', '127.0.0.1', 8081, 'reset'],
    ['a port that is not published is refused', 'node1', '127.0.0.1', 8082, 'refused'],
  ])('%s', (_what, netns, ip, port, heard) => {
    expect(inside(serving(), netns, (proc) => talk(proc, ip, port))).toBe(heard);
  });

  test('datagrams', () => {
    expect(inside(serving(), 'node1', (proc) => exchange(proc, '127.0.0.1', 53, 'hello'))).toBe(
      '172.17.0.1 said hello',
    );
  });
});
