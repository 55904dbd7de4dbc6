import { type Failed, joinHostPort } from './fetch.ts';

const ERRNO = {
  refused: 'connection refused',
  'no-route': 'no route to host',
  'host-unreachable': 'no route to host',
  'net-unreachable': 'network is unreachable',
  prohibited: 'no route to host',
  'too-long': 'message too long',
} as const;

/** A failure as Go's net package tells it: `dial tcp 127.0.0.1:9090: connect: connection refused`. */
export function goError(why: Failed): string {
  if (why.kind === 'noname') return `dial tcp: lookup ${why.host} on ${why.server}:53: no such host`;
  if (why.kind === 'again') return `dial tcp: lookup ${why.host} on ${why.server}:53: server misbehaving`;
  if (why.kind === 'silent') return 'context deadline exceeded';
  if (why.kind === 'garbage') return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
  if (why.kind === 'timeout') return `dial tcp ${joinHostPort(why.ip, why.port)}: i/o timeout`;
  return `dial tcp ${joinHostPort(why.ip, why.port)}: connect: ${ERRNO[why.kind]}`;
}

const CODES = {
  refused: 'ECONNREFUSED',
  timeout: 'ETIMEDOUT',
  'no-route': 'EHOSTUNREACH',
  'host-unreachable': 'EHOSTUNREACH',
  'net-unreachable': 'ENETUNREACH',
  prohibited: 'EHOSTUNREACH',
  'too-long': 'EMSGSIZE',
} as const;

/** A failure as Node.js tells it: `getaddrinfo ENOTFOUND db`, `connect ECONNREFUSED 172.18.0.2:27017`. */
export function nodeError(why: Failed): string {
  if (why.kind === 'noname') return `getaddrinfo ENOTFOUND ${why.host}`;
  if (why.kind === 'again') return `getaddrinfo EAI_AGAIN ${why.host}`;
  if (why.kind === 'silent') return 'socket hang up';
  if (why.kind === 'garbage') return 'Parse Error: Expected HTTP/';
  return `connect ${CODES[why.kind]} ${why.ip}:${why.port}`;
}
