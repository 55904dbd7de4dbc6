import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

/**
 * Every system that the curriculum names, at work in the learner's own terminal, on three hosts, with the images of
 * Docker Hub. `$ line` is typed at the prompt, `< line` into what then runs, `^C` and `^D` are keys; `~ s` lets seconds
 * pass before. Below stands what the terminal shows, `[n]` when the status is not 0. What chance decides is masked.
 * UPDATE=1 writes what is shown now: read the diff.
 */
const folder = new URL('systems/', import.meta.url);

const SYSTEMS = [
  'Docker Engine and CLI',
  'Linux bridge docker0',
  'veth pairs',
  'Network namespaces',
  'Embedded DNS',
  'NAT',
  'iptables',
  'Netfilter chains',
  'nginx web server',
  'nginx load balancer',
  'HAProxy',
  'MySQL',
  'PostgreSQL',
  'MongoDB',
  'Mongoose app',
  'Spring Boot',
  'Shop on an overlay',
  'Curriculum images',
  'Microservices',
  'Consul',
  'Registrator',
  'Prometheus',
  'Grafana',
  'Node Exporter',
  'Docker Compose',
  'Docker Swarm',
  'Kubernetes',
  'VXLAN',
  'IPsec',
  'SR-IOV',
  'macvlan',
  'host.docker.internal',
  'tcpdump',
  'ip',
  'netstat',
  'ss and lsof',
  'ping, curl, wget, nslookup',
  'sysctl',
  'docker stats',
  'alpine, busybox, pingbuntu',
  'Fictional images',
  'Windows and macOS commands',
];

const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const files = readdirSync(folder).filter((f) => f.endsWith('.txt'));

it('the curriculum names 42 systems, and each has its transcript', () => {
  expect(files.map((f) => /^# (.*)/.exec(read(f))?.[1]).sort()).toEqual([...SYSTEMS].sort());
  expect(files).toHaveLength(42);
});

describe('works as the curriculum has it', () => {
  for (const file of files)
    it(file.replace('.txt', ''), async () => {
      const written = read(file);
      const played = await replay(written);
      if (process.env.UPDATE) writeFileSync(new URL(file, folder), played);
      expect(played).toBe(process.env.UPDATE ? played : written);
    });
});

/** Input of a transcript: what stands at the beginning of its lines. */
const INPUT = /^(\$ .*|< .*|\^C|\^D|~ \d+)$/;

async function replay(written: string): Promise<string> {
  const inputs = written.split('\n').filter((line, i) => i === 0 || INPUT.test(line));
  let shown = '';
  const lab = Lab.create({
    images: 'real',
    hosts: ['node1', 'node2', 'node3'],
    seed: 3,
    onOutput: ({ fd, data }) => {
      if (fd !== 'prompt' && fd !== 'echo') shown += data;
    },
  });
  let text = '';
  for (const [i, input] of inputs.entries()) {
    const goesOn = /^(<|\^|~)/.test(inputs[i + 1] ?? '') && !finished(inputs, i);
    shown = '';
    if (i === 0) shown = '';
    else if (input.startsWith('~ ')) await lab.advance(Number(input.slice(2)) * 1000);
    else if (input.startsWith('$ ') && !goesOn) await lab.run(input.slice(2));
    else if (input.startsWith('$ ') || input.startsWith('< ')) {
      lab.submit(input.slice(2));
      await lab.glide(1000);
      if (lab.busy() && !goesOn && input.startsWith('< ')) await lab.glide(60_000);
    } else if (input === '^C') {
      lab.interrupt();
      await lab.glide(5000);
    } else if (input === '^D') {
      lab.eof();
      await lab.glide(5000);
    }
    text += `${input}\n${shown}`;
    if (shown !== '' && !shown.endsWith('\n')) text += '\n';
    const [ran] = (await lab.facts().ran()).slice(-1);
    if (!lab.busy() && /^[$<^]/.test(input) && ran && ran.status !== 0) text += `[${ran.status}]\n`;
  }
  return masked(text);
}

/** A pause that no input follows belongs to the next command: what ran before it ends by itself. */
function finished(inputs: readonly string[], i: number): boolean {
  const next = inputs.slice(i + 1).find((line) => !line.startsWith('~ '));
  return next === undefined || next.startsWith('$ ');
}

function masked(text: string): string {
  return text
    .replace(/\b(sha256:)?[0-9a-f]{64}\b/g, '$1ID')
    .replace(/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, 'SHORT-ID')
    .replace(/\b(?!02:00:00)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, 'MAC')
    .replace(/\bveth[0-9a-f]{7}\b/g, 'vethX')
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/after \d+ ms/g, 'after T ms')
    .replace(/:[3-6]\d{4}\b/g, ':PORT')
    .replace(/\bid: \d+/g, 'id: N')
    .replace(/\b(\[\d+\]) \d{4,}$/gm, '$1 PID')
    .replace(/SWMTKN-1-\S+/g, 'SWMTKN-1-TOKEN')
    .replace(/\b(?=[a-z0-9]*\d)(?=[a-z0-9]*[g-z])[a-z0-9]{25}\b/g, 'SWARM-ID')
    .replace(/^(rtt|round-trip) min.*$/gm, '$1 …')
    .replace(/, time \d+ms/g, ', time Tms')
    .replace(/ +$/gm, '');
}
