import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeFile } from '../../src/os/index.ts';
import { type Machine, machine, play } from '../engine/machine.ts';
import { http } from './http.ts';

/** Any upstream: the weights of its servers, and which of them goes. */
const upstream = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 })
  .chain((weights) => fc.tuple(fc.constant(weights), fc.integer({ min: 0, max: weights.length - 1 })));

const total = (all: readonly number[]) => all.reduce((sum, w) => sum + w, 0);

/** Servers web0, web1, … and a proxy `lb` with this configuration in front of them. */
function town(weights: readonly number[], image: string, file: string, config: string): Machine {
  const m = machine();
  play(m, 'network-create net');
  for (const i of weights.keys()) {
    play(m, `create web${i} --network=net --hostname=web${i} traefik/whoami`);
    play(m, `start web${i}`);
  }
  m.kernel.transact((tx) => writeFile(tx, 'h:node1', '/proxy.conf', config));
  play(m, `create lb --network=net --volume=/proxy.conf:${file} ${image}`);
  play(m, 'start lb');
  play(m, 'pass 1');
  return m;
}

/** How often each server answers so many requests, real ones; the rest had no answer. */
function shares(m: Machine, servers: number, requests: number): readonly number[] {
  const counts = Array.from({ length: servers }, () => 0);
  for (let n = 0; n < requests; n++) {
    const name = /^Hostname: web(\d)$/m.exec(http(m, ['lb', 'GET', '/']))?.[1];
    if (name !== undefined) counts[Number(name)] = (counts[Number(name)] ?? 0) + 1;
  }
  return counts;
}

/** A round may end in the middle of the weights: one more or less of each. */
function near(counts: readonly number[], weights: readonly number[], rounds: number, slack = 1): void {
  for (const [i, w] of weights.entries()) expect(Math.abs((counts[i] ?? 0) - w * rounds)).toBeLessThanOrEqual(slack);
}

const RUNS = { numRuns: 6, endOnFailure: true };

describe('the share of each server is what its weight says, as long as it lives', () => {
  const INTER = 400;
  const haproxy = (weights: readonly number[], fall: number, rise: number) => `defaults
    mode http
    timeout connect 200ms
    timeout client 5s
    timeout server 5s
listen l
    bind *:80
    option redispatch
${weights.map((w, i) => `    server web${i} web${i}:80 weight ${w} check inter ${INTER} fall ${fall} rise ${rise}\n`).join('')}`;
  const counts = fc.integer({ min: 1, max: 4 });

  test('HAProxy: a dead server gets nothing after `fall` checks, and its share again after `rise`', () =>
    fc.assert(
      fc.property(upstream, counts, counts, ([weights, dead], fall, rise) => {
        const config = haproxy(weights, fall, rise);
        const m = town(weights, 'haproxy', '/usr/local/etc/haproxy/haproxy.cfg', config);
        const all = total(weights) * 2;
        near(shares(m, weights.length, all), weights, 2);
        play(m, `stop web${dead} 0`);
        // each check of what is dead takes as long as a connection may
        play(m, `pass ${((fall + 1) * INTER + 200) / 1000}`);
        const without = shares(m, weights.length, all);
        expect(without[dead]).toBe(0);
        expect(total(without)).toBe(all);
        play(m, `start web${dead}`);
        play(m, `pass ${((rise - 1) * INTER) / 1000}`);
        if (rise > 1) expect(play(m, 'logs lb')).not.toContain('is UP');
        play(m, `pass ${(2 * INTER + 300) / 1000}`);
        expect(play(m, 'logs lb')).toContain(`Server l/web${dead} is UP`);
        const back = shares(m, weights.length, total(weights) * 6);
        near(back, weights, 6, 5);
      }),
      RUNS,
    ));

  const nginx = (weights: readonly number[], fails: number, timeout: number) => `events {}
http {
  log_format who '$upstream_addr';
  access_log /var/log/nginx/access.log who;
  upstream u {
${weights.map((w, i) => `    server web${i} weight=${w} max_fails=${fails} fail_timeout=${timeout}s;\n`).join('')}  }
  server {
    listen 80;
    location / { proxy_pass http://u; proxy_connect_timeout 100ms; }
  }
}
`;

  test('nginx: a dead server is tried `max_fails` times, not again for `fail_timeout`, and then it has its share', () =>
    fc.assert(
      fc.property(
        upstream,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 30, max: 60 }),
        ([weights, dead], fails, s) => {
          const m = town(weights, 'nginx', '/etc/nginx/nginx.conf', nginx(weights, fails, s));
          const all = total(weights) * 2;
          near(shares(m, weights.length, all), weights, 2);
          play(m, `stop web${dead} 0`);
          const without = shares(m, weights.length, total(weights) * 4);
          expect(without[dead]).toBe(0);
          expect(total(without)).toBe(total(weights) * 4);
          const tries = play(m, 'logs lb').match(/while connecting to upstream/g)?.length;
          expect(tries).toBe(fails);
          play(m, `start web${dead}`);
          expect(shares(m, weights.length, all)[dead]).toBe(0);
          play(m, `pass ${s + 1}`);
          const back = shares(m, weights.length, total(weights) * 6);
          near(back, weights, 6, 5);
        },
      ),
      RUNS,
    ));
});
