import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replay } from '../typed.ts';

/**
 * Every system that the curriculum names, at work in the learner's own terminal, as ../typed.ts plays it.
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
