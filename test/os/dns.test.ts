import { expect, test } from 'vitest';
import {
  type DnsReply,
  decodeQuery,
  decodeReply,
  encodeQuery,
  encodeReply,
  replyTo,
  reverseAddress,
  reverseName,
  wireLength,
} from '../../src/os/index.ts';

const query = { id: 31283, name: 'web.', type: 'A', rd: true, edns: 1232 };

test('a query is what was written', () => {
  expect(encodeQuery(query)).toBe('dns? 31283 rd 1232 A web.\n');
  expect(decodeQuery(encodeQuery(query))).toEqual(query);
  expect(decodeQuery('GET / HTTP/1.1\r\n')).toBeUndefined();
});

test('an answer is what was written', () => {
  const reply: DnsReply = {
    ...replyTo(query, 'NOERROR', [
      { name: 'web.', type: 'A', ttl: 600, data: '10.32.0.2' },
      { name: 'web.', type: 'TXT', ttl: 5, data: '"two words"' },
    ]),
    aa: true,
    compressed: true,
    authority: [{ name: '.', type: 'SOA', ttl: 1, data: 'a. b. 1 2 3 4 5' }],
  };
  expect(encodeReply(reply)).toBe(`dns! 31283 rd+aa+ra+zip NOERROR - A web.
an 600 A web. 10.32.0.2
an 5 TXT web. "two words"
ns 1 SOA . a. b. 1 2 3 4 5
`);
  expect(decodeReply(encodeReply(reply))).toEqual(reply);
});

// Sizes that dig was seen to print for answers of Docker's resolver (libnetwork-multi).
test.each([
  ['web.', 'A', ['10.32.0.2'], 40],
  ['web.', 'AAAA', [], 21],
  ['example.com.', 'A', [], 29],
  ['2.0.32.10.in-addr.arpa.', 'PTR', ['web.int.'], 83],
])('size of %s %s', (name, type, data, size) => {
  const answers = data.map((d) => ({ name, type, ttl: 600, data: d }));
  expect(wireLength(replyTo({ ...query, name, type }, 'NOERROR', answers))).toBe(size);
});

test('a pointer takes two bytes', () => {
  const reply = replyTo({ ...query, name: 'example.com.' }, 'NOERROR', [
    { name: 'example.com.', type: 'A', ttl: 300, data: '203.0.113.10' },
  ]);
  expect(wireLength({ ...reply, compressed: true })).toBe(45);
});

test.each([
  ['172.18.0.2', '2.0.18.172.in-addr.arpa.', '172.18.0.2'],
  [
    'fd00:36::2',
    '2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.3.0.0.0.0.d.f.ip6.arpa.',
    'fd00:0036:0000:0000:0000:0000:0000:0002',
  ],
])('the reverse name of %s', (ip, name, address) => {
  expect(reverseName(ip)).toBe(name);
  expect(reverseAddress(name)).toBe(address);
});

test('other names are no reverse names', () => {
  expect(['web.', '1.2.3.in-addr.arpa.', 'f.ip6.arpa.'].map(reverseAddress)).toEqual([undefined, undefined, undefined]);
});
