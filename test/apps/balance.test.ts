import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend, Config } from '../../src/apps/haproxy/model.ts';
import { change, choose as chooseServer } from '../../src/apps/haproxy/state.ts';
import { choose as choosePeer, noteTry } from '../../src/apps/nginx/balance.ts';
import type { Upstream } from '../../src/apps/nginx/model.ts';
import { machine } from '../engine/machine.ts';

/** Any upstream: the weights of its servers. */
const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 });

const total = (all: readonly number[]) => all.reduce((sum, w) => sum + w, 0);

/** How often each server is chosen in so many requests. */
function shares(servers: number, requests: number, pick: () => number | undefined): readonly number[] {
  const counts = Array.from({ length: servers }, () => 0);
  for (let i = 0; i < requests; i++) {
    const at = pick();
    if (at !== undefined) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

describe('the share of each server is what its weight says', () => {
  const { kernel } = machine('stand-in', false);
  const nobody = new Set<number>();
  let loaded = 0;

  const upstream = (ws: readonly number[]): Upstream => ({
    name: 'u',
    method: 'round-robin',
    key: '',
    peers: ws.map((weight, i) => ({
      ip: `10.0.0.${i}`,
      port: 80,
      name: `s${i}`,
      weight,
      backup: false,
      down: false,
      maxFails: 1,
      failTimeout: 10_000,
    })),
  });
  const nginx = (id: string, u: Upstream) => () =>
    kernel.transact((tx) => choosePeer(tx, id, u, nobody, '10.9.9.9', ''));

  const backend = (ws: readonly number[]): Backend => ({
    name: 'b',
    mode: 'http',
    balance: 'roundrobin',
    hashHeader: '',
    servers: ws.map((weight, i) => ({
      name: `s${i}`,
      ip: `10.0.0.${i}`,
      port: 80,
      weight,
      check: true,
      inter: 2000,
      rise: 2,
      fall: 3,
      backup: false,
      disabled: false,
      cookie: undefined,
    })),
    cookie: undefined,
    check: undefined,
    connect: 1000,
    server: 1000,
    retries: 3,
    redispatch: false,
    forwardFor: false,
    rules: [],
    answerRules: [],
    stats: undefined,
    frontendToo: false,
  });
  const config = (b: Backend): Config => ({ frontends: [], backends: { b }, log: undefined, loaded: `h${loaded++}` });
  const haproxy = (c: Config, b: Backend) => () =>
    kernel.transact((tx) => chooseServer(tx, c, b, { source: '', uri: '' }, undefined));

  test('nginx', () =>
    fc.assert(
      fc.property(weights, (ws) => {
        const u = upstream(ws);
        expect(shares(ws.length, total(ws) * 3, nginx(`n${loaded++}`, u))).toEqual(ws.map((w) => w * 3));
      }),
    ));

  test('nginx: one that failed gets nothing until fail_timeout is over, and then its share again', () =>
    fc.assert(
      fc.property(weights, (ws) => {
        const u = upstream(ws);
        const pick = nginx(`n${loaded++}`, u);
        const id = `n${loaded - 1}`;
        kernel.transact((tx) => noteTry(tx, id, u, 0, 'begin'));
        kernel.transact((tx) => noteTry(tx, id, u, 0, 'failed'));
        expect(shares(ws.length, total(ws) * 3, pick)[0]).toBe(0);
        kernel.runUntil(() => false, kernel.now + 10_001);
        expect(shares(ws.length, total(ws) * 3, pick)[0]).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    ));

  test('HAProxy', () =>
    fc.assert(
      fc.property(weights, (ws) => {
        const b = backend(ws);
        const counts = shares(ws.length, total(ws) * 20, haproxy(config(b), b));
        for (const [i, w] of ws.entries()) expect(Math.abs((counts[i] ?? 0) - w * 20)).toBeLessThanOrEqual(w + 1);
      }),
    ));

  test('HAProxy: one that is down gets nothing, and something when it is up again', () =>
    fc.assert(
      fc.property(weights, (ws) => {
        const b = backend(ws);
        const c = config(b);
        kernel.transact((tx) => change(tx, c, b, 0, () => ({ up: false })));
        expect(shares(ws.length, total(ws) * 3, haproxy(c, b))[0]).toBe(0);
        kernel.transact((tx) => change(tx, c, b, 0, () => ({ up: true })));
        expect(shares(ws.length, total(ws) * 20, haproxy(c, b))[0]).toBeGreaterThan(0);
      }),
    ));
});
