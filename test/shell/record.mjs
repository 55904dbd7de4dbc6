// Records what the shell of a Debian 12 says to every case of a table: node test/shell/record.mjs test/shell/cases.txt [bash|dash]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';

const [file = 'test/shell/cases.txt', shell = 'bash'] = process.argv.slice(2);
const scripts = [];
for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (line.startsWith('$ ')) scripts.push(line.slice(2));
  else if (line.startsWith('>')) scripts.push(`${scripts.pop()}\n${line.slice(2)}`);
}
const recorded = scripts.map((script) => {
  rmSync('/tmp/w', { recursive: true, force: true });
  mkdirSync('/tmp/w');
  const env = { PATH: '/usr/bin:/bin', HOME: '/root' };
  const r = spawnSync(shell, ['-c', script], { cwd: '/tmp/w', env, input: '', encoding: 'utf8', timeout: 20000 });
  return { script, stdout: r.stdout, stderr: r.stderr, status: r.status ?? 128 + constants.signals[r.signal] };
});
writeFileSync(file.replace(/\.txt$/, '.json'), `${JSON.stringify(recorded, null, 1)}\n`);
