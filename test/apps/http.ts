import { dial, type Process, type Run } from '../../src/os/index.ts';
import type { Machine } from '../engine/machine.ts';

function* ask(proc: Process, ip: string, port: number, text: string): Run<string> {
  const dialed = yield* dial(proc, ip, port, { timeout: 5000 });
  if (dialed.kind !== 'open') return dialed.kind;
  const sent = yield* dialed.connection.send(text);
  let all = '';
  let end: string = sent;
  for (;;) {
    const got = yield* dialed.connection.recv(110_000);
    if (typeof got === 'string') {
      end = got;
      break;
    }
    all += got.data;
  }
  dialed.connection.close();
  return all === '' && end === 'reset' ? end : all;
}

/** Asks a server of a container from the host: `CONTAINER[:PORT] METHOD PATH [Name:value …]`, and gives its whole answer. */
export function http(m: Machine, words: readonly string[]): string {
  const [target = '', method = '', path = '', ...headers] = words;
  const [name = '', port = '80'] = target.split(':');
  const { Networks } = m.daemon.containerInspect(name).NetworkSettings;
  const ip = Object.values(Networks)[0]?.IPAddress ?? '';
  const own = headers.map((h) => h.replace(':', ': '));
  const host = own.some((h) => h.startsWith('Host:')) ? [] : [`Host: ${name}`];
  const text = `${method} ${path} HTTP/1.1\r\n${[...host, 'Connection: close', ...own].join('\r\n')}\r\n\r\n`;
  let said = '';
  const child = m.kernel.spawn({
    argv: ['client'],
    place: { host: 'node1', netns: 'node1', fs: 'h:node1' },
    *program(proc) {
      said = yield* ask(proc, ip, Number(port), text);
      return 0;
    },
  });
  m.kernel.runUntil(() => child.status() !== undefined, m.kernel.now + 120_000);
  return said.replaceAll('\r', '');
}
