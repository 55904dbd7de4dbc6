import { beforeEach, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/base/index.ts';
import {
  addrAdd,
  connsOf,
  datagramTake,
  echo,
  linkSet,
  listen,
  NetError,
  type NewSocket,
  type Packet,
  routeAdd,
  socketsOf,
  streamClose,
  streamPeek,
  streamRead,
  streamReset,
  streams,
  streamsOf,
  streamWrite,
  sysctlSet,
  tcpConnect,
  udpSend,
  unlisten,
} from '../../src/net/index.ts';
import { program } from './rules.ts';
import { host, lastExchange, linkNamed, newTx, serve, station } from './topology.ts';

let tx: Tx;
beforeEach(() => {
  tx = newTx();
  host(tx, 'h', { br0: '10.0.0.1/24', br1: '10.1.0.1/24' });
  station(tx, 'h', 'br0', 'a', '10.0.0.2/24', '10.0.0.1');
  station(tx, 'h', 'br1', 'b', '10.1.0.2/24', '10.1.0.1');
});

const bind = (ip: string, port: number, more: Partial<NewSocket> = {}): string => {
  try {
    return listen(tx, { netns: 'b', proto: 'tcp', ip, port, pid: 1, comm: 's', ...more }).id;
  } catch (error) {
    if (error instanceof NetError) return error.code;
    throw error;
  }
};

describe('binding', () => {
  test.each<[string, Partial<NewSocket>, string, Partial<NewSocket>, boolean]>([
    ['0.0.0.0', {}, '0.0.0.0', {}, false],
    ['0.0.0.0', {}, '127.0.0.1', {}, false],
    ['127.0.0.1', {}, '0.0.0.0', {}, false],
    ['127.0.0.1', {}, '10.1.0.2', {}, true],
    ['127.0.0.1', {}, '127.0.0.2', {}, true],
    ['0.0.0.0', {}, '::', {}, false],
    ['0.0.0.0', {}, '::', { v6only: true }, true],
    ['::', {}, '127.0.0.1', {}, false],
    ['::', { v6only: true }, '127.0.0.1', {}, true],
    ['0.0.0.0', {}, '::1', {}, true],
    ['0.0.0.0', {}, '0.0.0.0', { proto: 'udp' }, true],
    ['0.0.0.0', {}, '0.0.0.0', { netns: 'a' }, true],
  ])('%s %o and %s %o', (ip, one, other, two, both) => {
    expect(bind(ip, 80, one)).toMatch(/^sock/);
    expect(bind(other, 80, two)).toEqual(both ? expect.stringMatching(/^sock/) : 'EADDRINUSE');
  });

  test('an address that is not here', () => {
    expect(bind('10.0.0.2', 80)).toBe('EADDRNOTAVAIL');
    sysctlSet(tx, 'b', 'net.ipv4.ip_nonlocal_bind', '1');
    expect(bind('10.0.0.2', 80)).toMatch(/^sock/);
  });

  test('port 0 gets a free one of the ephemeral range; the most exact socket answers', () => {
    const any = serve(tx, 'b', 0);
    expect(any.port).toBeGreaterThanOrEqual(32768);
    const [wide, narrow] = [bind('0.0.0.0', 80), bind('10.1.0.2', 81)];
    expect(socketsOf(tx, 'b').map((s) => s.id)).toEqual([wide, narrow, any.id]);
    expect(tcpConnect(tx, 'b', { dst: '127.0.0.1', port: 81, pid: 2 }).kind).toBe('refused');
    unlisten(tx, narrow);
    expect(tcpConnect(tx, 'a', { dst: '10.1.0.2', port: 81, pid: 2 }).kind).toBe('refused');
  });
});

describe('a TCP connection', () => {
  const open = (): string => {
    const result = tcpConnect(tx, 'a', { dst: '10.1.0.2', port: 80, pid: 2 });
    if (result.kind !== 'open') throw new Error(result.kind);
    return result.stream;
  };
  const flags = (): string[] =>
    lastExchange(tx).traces.map(
      ({ packet: p }: { packet: Packet }) => `${p.src} ${p.flags} ${p.seq ?? ''}:${p.ack ?? ''} ${p.size}`,
    );

  beforeEach(() => {
    serve(tx, 'b', 80);
  });

  test('the packets of a small exchange', () => {
    const id = open();
    expect(streamWrite(tx, id, 'a', 'GET / HTTP/1.0\r\n\r\n')).toBe('ok');
    expect(streamRead(tx, id, 'b')).toEqual({ data: 'GET / HTTP/1.0\r\n\r\n', eof: false, reset: false });
    expect(streamWrite(tx, id, 'b', 'héllo')).toBe('ok');
    streamClose(tx, id, 'b');
    expect(streamRead(tx, id, 'a')).toEqual({ data: 'héllo', eof: true, reset: false });
    streamClose(tx, id, 'a');
    expect(streamPeek(tx, id)).toBeUndefined();
    expect(flags()).toEqual([
      '10.0.0.2 S 0: 60',
      '10.1.0.2 SA 0:1 60',
      '10.0.0.2 A 1:1 52',
      '10.0.0.2 PA 1:1 70',
      '10.1.0.2 A 1:19 52',
      '10.1.0.2 PA 1:19 58',
      '10.0.0.2 A 19:7 52',
      '10.1.0.2 FA 7:19 52',
      '10.0.0.2 A 19:8 52',
      '10.0.0.2 FA 19:8 52',
      '10.1.0.2 A 8:20 52',
    ]);
  });

  test('both ends are listed; data that is left unread resets', () => {
    const id = open();
    expect(streamsOf(tx, 'b').map(({ stream, side }) => [stream[side].local.port, side])).toEqual([[80, 'b']]);
    streamWrite(tx, id, 'a', 'unread');
    streamClose(tx, id, 'b');
    expect(streamRead(tx, id, 'a')).toEqual({ data: '', eof: true, reset: true });
    expect(streamWrite(tx, id, 'a', 'more')).toBe('reset');
    streamClose(tx, id, 'a');
    expect(tx.all(streams)).toEqual([]);
  });

  test('writing to one who has closed is answered with a reset', () => {
    const id = open();
    streamClose(tx, id, 'b');
    expect(streamWrite(tx, id, 'a', 'x')).toBe('reset');
    streamReset(tx, id, 'a');
    expect(tx.all(streams)).toEqual([]);
  });

  test('a rule that comes later stops it', () => {
    const id = open();
    program(tx, 'h', '-A FORWARD -d 10.1.0.2/32 -j DROP');
    expect(streamWrite(tx, id, 'a', 'x')).toBe('lost');
    expect(streamWrite(tx, id, 'b', 'y')).toBe('ok');
  });

  test('the path narrows: ICMP teaches the sender; without it the data is lost', () => {
    const id = open();
    linkSet(tx, linkNamed(tx, 'h', 'br1').id, { mtu: 1300 });
    expect(streamWrite(tx, id, 'a', 'x'.repeat(5000))).toBe('ok');
    expect(streamPeek(tx, id)?.a.pmtu).toBe(1300);
    const other = open();
    program(tx, 'a', '-A INPUT -p icmp -j DROP');
    expect(streamWrite(tx, other, 'a', 'x'.repeat(5000))).toBe('lost');
    expect(streamWrite(tx, other, 'a', 'x')).toBe('ok');
  });

  test('long data arrives whole', () => {
    const id = open();
    const data = '가'.repeat(60_000);
    expect(streamWrite(tx, id, 'a', data)).toBe('ok');
    expect(streamRead(tx, id, 'b').data).toBe(data);
  });

  test('a namespace that ends takes its connections along', async () => {
    const id = open();
    const { netnsDelete } = await import('../../src/net/index.ts');
    netnsDelete(tx, 'b');
    expect(streamRead(tx, id, 'a')).toEqual({ data: '', eof: true, reset: true });
    expect(streamWrite(tx, id, 'a', 'x')).toBe('reset');
  });
});

describe('datagrams', () => {
  test('wait on the socket, oldest first, and can be answered', () => {
    const server = listen(tx, { netns: 'b', proto: 'udp', ip: '0.0.0.0', port: 53, pid: 1, comm: 's' });
    const client = listen(tx, { netns: 'a', proto: 'udp', ip: '0.0.0.0', port: 40000, pid: 2, comm: 'c' });
    for (const data of ['one', 'two'])
      expect(udpSend(tx, 'a', { dst: '10.1.0.2', dport: 53, sport: 40000, data }).kind).toBe('sent');
    const got = datagramTake(tx, server.id);
    expect(got).toMatchObject({ data: 'one', from: { ip: '10.0.0.2', port: 40000 }, to: { ip: '10.1.0.2', port: 53 } });
    udpSend(tx, 'b', { dst: '10.0.0.2', dport: 40000, sport: 53, data: 'answer' });
    expect(datagramTake(tx, client.id)?.data).toBe('answer');
    expect(datagramTake(tx, server.id)?.data).toBe('two');
    expect(datagramTake(tx, server.id)).toBeUndefined();
  });

  test('through NAT the answer comes from where it was asked', () => {
    program(
      tx,
      'a',
      '*nat\n-A OUTPUT -d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:41000',
    );
    const server = listen(tx, { netns: 'a', proto: 'udp', ip: '127.0.0.11', port: 41000, pid: 1, comm: 'dns' });
    const client = listen(tx, { netns: 'a', proto: 'udp', ip: '0.0.0.0', port: 0, pid: 2, comm: 'c' });
    udpSend(tx, 'a', { dst: '127.0.0.11', dport: 53, sport: client.port, data: 'q' });
    const asked = datagramTake(tx, server.id);
    expect(asked?.from.ip).toBe('127.0.0.1');
    udpSend(tx, 'a', { dst: '127.0.0.1', dport: client.port, src: '127.0.0.11', sport: 41000, data: 'r' });
    expect(datagramTake(tx, client.id)).toMatchObject({ data: 'r', from: { ip: '127.0.0.11', port: 53 } });
    expect(connsOf(tx, 'a')).toHaveLength(1);
  });
});

describe('IPv6', () => {
  beforeEach(() => {
    sysctlSet(tx, 'h', 'net.ipv6.conf.all.forwarding', '1');
    for (const [netns, dev, ip] of [
      ['h', 'br0', 'fd00::1'],
      ['h', 'br1', 'fd01::1'],
      ['a', 'eth0', 'fd00::2'],
      ['b', 'eth0', 'fd01::2'],
    ] as const) {
      addrAdd(tx, linkNamed(tx, netns, dev).id, { ip, prefix: 64 });
    }
    routeAdd(tx, 'a', { dst: 'default', via: 'fd00::1' });
    routeAdd(tx, 'b', { dst: 'default', via: 'fd01::1' });
  });

  test('is routed, refused and filtered like IPv4', () => {
    expect(echo(tx, 'a', 'fd01::2', { id: 1, seq: 1 })).toMatchObject({
      kind: 'reply',
      from: 'fd01::2',
      ttl: 63,
      bytes: 64,
    });
    expect(echo(tx, 'a', 'fd00::99', { id: 1, seq: 1 })).toMatchObject({
      kind: 'unreachable',
      from: 'fd00::2',
      type: 1,
      code: 3,
    });
    expect(echo(tx, 'a', '::1', { id: 1, seq: 1 }).kind).toBe('reply');
    expect(tcpConnect(tx, 'a', { dst: 'fd01::2', port: 80, pid: 1 }).kind).toBe('refused');
    listen(tx, { netns: 'b', proto: 'tcp', ip: '::', port: 80, pid: 1, comm: 's' });
    expect(tcpConnect(tx, 'a', { dst: 'fd01::2', port: 80, pid: 1 }).kind).toBe('open');
    expect(tcpConnect(tx, 'a', { dst: '10.1.0.2', port: 80, pid: 1 }).kind).toBe('open');
    program(tx, 'h', '-A FORWARD -j REJECT --reject-with icmp6-adm-prohibited', 6);
    expect(tcpConnect(tx, 'a', { dst: 'fd01::2', port: 80, pid: 1 })).toMatchObject({
      kind: 'admin-prohibited',
      errno: 'EACCES',
    });
  });

  test('is translated like IPv4', () => {
    program(
      tx,
      'h',
      '*nat\n-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd01::2]:80\n-A POSTROUTING -s fd00::/64 ! -o br0 -j MASQUERADE',
      6,
    );
    listen(tx, { netns: 'b', proto: 'tcp', ip: '::', port: 80, pid: 1, comm: 's' });
    const result = tcpConnect(tx, 'a', { dst: 'fd00::1', port: 8080, pid: 1 });
    expect(result.kind).toBe('open');
    expect(streamsOf(tx, 'b')[0]?.stream.b).toMatchObject({
      local: { ip: 'fd01::2', port: 80 },
      remote: { ip: 'fd01::1' },
    });
  });

  test('a neighbour by its link-local address', () => {
    const there = linkNamed(tx, 'h', 'br0').addrs.find((addr) => addr.scope === 'link')?.ip ?? '';
    expect(echo(tx, 'a', there, { id: 1, seq: 1, dev: 'eth0' })).toMatchObject({ kind: 'reply', from: there });
  });
});
