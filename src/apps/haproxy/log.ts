import { byteLength, civilOf, clockOf, MONTHS, twoDigits } from '../../base/index.ts';
import type { Request } from '../http.ts';
import type { Config, Frontend } from './model.ts';
import type { Conn } from './secure.ts';

/** What was answered, and by whom. */
export interface Done {
  readonly text: string;
  readonly status: number;
  readonly backend: string;
  readonly server: string;
  readonly close?: boolean;
  readonly flags?: string;
  readonly retries?: number;
}

/** `option httplog`; without it HAProxy writes a shorter line. */
export function log(conn: Conn, config: Config, frontend: Frontend, request: Request, done: Done, began: number): void {
  if (config.log === undefined || !frontend.logs) return;
  const c = civilOf(began);
  const at = `${twoDigits(c.day)}/${MONTHS[c.month - 1]}/${c.year}:${clockOf(c)}.${String(c.ms).padStart(3, '0')}`;
  const took = Math.floor(conn.now - began);
  const failed = /^sC/i.test(done.flags ?? '');
  const line = frontend.httplog
    ? `${conn.peer.ip}:${conn.peer.port} [${at}] ${frontend.name}${conn.tls ? '~' : ''} ${done.backend}/${done.server} 0/0/${failed ? '-1/-1' : `0/${took}`}/${took} ${done.status} ${byteLength(done.text)} - - ${done.flags ?? '----'} 1/1/0/0/${failed ? (done.retries ?? 0) : 0} 0/0 "${request.method} ${request.target} ${request.version}"`
    : `Connect from ${conn.peer.ip}:${conn.peer.port} to ${conn.local.ip}:${conn.local.port} (${frontend.name}/HTTP)`;
  (config.log === 'stdout' ? conn.stdout : conn.stderr).write(`${line}\n`);
}
