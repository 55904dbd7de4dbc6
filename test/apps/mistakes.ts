import { serverPrograms } from '../../src/apps/index.ts';
import { mkdir, type Program, Transcript, writeFile } from '../../src/os/index.ts';
import { certificatePem, issue, newKey, pem, privateKeyInfo } from '../../src/tls/index.ts';
import { machine } from '../engine/machine.ts';

/** One entry of a table: `== NAME (exit status N)`, the file's lines behind `>` (`>|` without a line end), what is said. */
interface Mistake {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The entries of a table. */
export function tableOf(text: string): readonly Mistake[] {
  return text
    .split('\n== ')
    .slice(1)
    .map((entry) => {
      const [head = '', ...lines] = entry.split('\n');
      return { name: head.replace(/ \(exit status \d+\)$/, ''), lines: lines.filter((l) => l.startsWith('>')) };
    });
}

/** Certificates and keys that the entries name: two owners, and files that are none. */
function papers(): Readonly<Record<string, string>> {
  const made = ['a', 'b'].map((name, n) => {
    let last = n;
    const key = newKey((below) => {
      last = (last * 1103515245 + 12345) % 2147483648;
      return last % below;
    }, 2048);
    const subject = [['CN', `${name}.test`]] as const;
    const claims = {
      serial: Uint8Array.of(1),
      issuer: subject,
      subject,
      notBefore: 0,
      notAfter: 4e12,
      key,
      extensions: [],
    };
    return {
      key: pem({ label: 'PRIVATE KEY', der: privateKeyInfo(key) }),
      pem: pem(certificatePem(issue(claims, key))),
    };
  });
  const [a, b] = made;
  if (!a || !b) throw new Error('two owners');
  return {
    'a.pem': a.pem,
    'a.key': a.key,
    'b.pem': b.pem,
    'b.key': b.key,
    'ab.pem': a.pem + b.pem,
    'both.pem': a.key + a.pem,
    'good.pem': a.pem + a.key,
    'bad.pem': a.pem + b.key,
    junk: 'junk\n',
  };
}

const PROGRAMS = {
  nginx: { file: '/etc/nginx/nginx.conf', argv: (f: string) => ['nginx', '-t', '-c', f] },
  haproxy: { file: '/usr/local/etc/haproxy/haproxy.cfg', argv: (f: string) => ['haproxy', '-c', '-f', f] },
};

/** A table with what the simulated program says now. */
export function played(program: keyof typeof PROGRAMS, text: string): string {
  const { file, argv } = PROGRAMS[program];
  const m = machine();
  const run = serverPrograms[program]?.run as Program;
  m.kernel.transact((tx) => {
    mkdir(tx, 'h:node1', '/tmp/tlst/empty.d', { parents: true });
    for (const [name, content] of Object.entries(papers())) writeFile(tx, 'h:node1', `/tmp/tlst/${name}`, content);
  });
  const shown = [text.split('\n')[0] ?? ''];
  for (const { name, lines } of tableOf(text)) {
    const source = lines.map((l) => (l.startsWith('>|') ? l.slice(3) : `${l.slice(2)}\n`)).join('');
    m.kernel.transact((tx) => writeFile(tx, 'h:node1', file, source, { parents: true }));
    const heard = new Transcript();
    const child = m.kernel.spawn({
      argv: argv(file),
      place: { host: 'node1', netns: 'node1', fs: 'h:node1' },
      stdout: heard.sink(1),
      stderr: heard.sink(2),
      program: run,
    });
    m.kernel.runUntil(() => child.status() !== undefined, m.kernel.now + 120_000);
    const clean = heard
      .text()
      .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\[\w+\]) \d+#\d+: /gm, '$1 ')
      .replace(/^(\[\w+\] +)\(\d+\) : /gm, '$1: ')
      .trimEnd();
    shown.push(`\n== ${name} (exit status ${child.status()})`, ...lines, ...(clean === '' ? [] : [clean]));
  }
  return `${shown.join('\n')}\n`;
}
