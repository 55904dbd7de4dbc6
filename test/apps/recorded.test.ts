import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFile } from '../../src/os/index.ts';
import { type Machine, machine, play } from '../engine/machine.ts';
import { http } from './http.ts';

/**
 * What the real HAProxy did with a configuration, in front of web1 to web5: `== NAME` and the file behind `>`, then
 * `$ METHOD PATH [Name:value …]` (a `+` is a blank) and its answer, `~ s` pauses, `$ log` what was said. Headers that
 * every answer has and a status of 200 are left out. UPDATE=1 writes what is answered now: read the diff.
 */
const dir = join(import.meta.dirname, 'recorded');

const USUAL = /^((date|server|connection|content-length|content-type|transfer-encoding):|HTTP\/1.1 200)/i;

function servers(m: Machine): void {
  for (let n = 1; n <= 5; n++) {
    const site = `events {}
http { server {
  listen 80;
  default_type text/plain;
  location /set {
    add_header Set-Cookie "SRV=mine; path=/y";
    add_header Set-Cookie "APP=web${n}; path=/x";
    return 200 "web${n} $request_method $request_uri [$http_cookie] [$http_x]\\n";
  }
  location /fail { return 500; }
  location / { return 200 "web${n} $request_method $request_uri [$http_cookie] [$http_x]\\n"; }
} }
`;
    m.kernel.transact((tx) => writeFile(tx, 'h:node1', `/web${n}.conf`, site));
    play(m, `create web${n} --network=lb --volume=/web${n}.conf:/etc/nginx/nginx.conf nginx`);
    play(m, `start web${n}`);
  }
}

const shown = (text: string) => text.split('\n').filter((line) => line !== '' && !USUAL.test(line));

function logOf(m: Machine, name: string): readonly string[] {
  return play(m, `logs ${name}`)
    .split('\n')
    .map((line) => /^std\w+: "(.*)\\n"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? '')
    .filter((line) => line !== '' && !line.includes('[NOTICE]'))
    .map((line) => line.replace(/\(\d+\) /, '').replace(/duration: \d+ms/, 'duration: Tms'));
}

function replay(text: string): string {
  const m = machine();
  play(m, 'network-create lb');
  servers(m);
  const said: string[] = [];
  const lines = text.trimEnd().split('\n');
  let runs = 0;
  for (const [i, line] of lines.entries()) {
    const name = `hx${runs}`;
    if (line.startsWith('#') || line.startsWith('>') || line.startsWith('== ')) said.push(line);
    if (line.startsWith('== ')) {
      if (runs > 0) play(m, `stop ${name} 0`);
      runs++;
      const end = lines.findIndex((l, n) => n > i && !l.startsWith('>'));
      const config = lines.slice(i + 1, end).map((l) => `${l.slice(2)}\n`);
      m.kernel.transact((tx) => writeFile(tx, 'h:node1', `/h${runs}.cfg`, config.join('')));
      play(m, `create hx${runs} --network=lb --volume=/h${runs}.cfg:/usr/local/etc/haproxy/haproxy.cfg haproxy`);
      play(m, `start hx${runs}`);
      play(m, 'pass 1.2');
    } else if (line.startsWith('~ ')) {
      said.push(line);
      play(m, `pass ${line.slice(2)}`);
    } else if (line === '$ log') said.push(line, ...logOf(m, name));
    else if (line.startsWith('$ ')) {
      const words = line
        .slice(2)
        .split(' ')
        .map((word) => word.replaceAll('+', ' '));
      const answer = http(m, [name, ...words]);
      said.push(line, ...(answer === 'reset' || answer === 'refused' ? [`(${answer})`] : shown(answer)));
    }
  }
  return `${said.join('\n')}\n`;
}

describe('HAProxy does as the real one did', () => {
  for (const file of readdirSync(dir))
    test(file.replace('.txt', ''), () => {
      const path = join(dir, file);
      const text = readFileSync(path, 'utf8');
      const played = replay(text);
      if (process.env.UPDATE) writeFileSync(path, played);
      expect(played).toBe(process.env.UPDATE ? played : text);
    });
});
