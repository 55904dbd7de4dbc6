import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';

interface Step {
  readonly host: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Recordings of the real Docker whose steps are about what libnetwork does. */
const FOLDERS = ['scenarios', 'asked'].map((name) => new URL(`../../conformance/${name}/`, import.meta.url));
const WANTED =
  /^(rules-|firewall-(chains|gateway)|port-(iptables|forms|conflicts|loopback|publish|user|proxy)|ipam-|errors-(network|connect)|libnetwork-|bridge-(options|connect|default-vs|host|ipv6|isolation|user)|internal-(basics|published)|none-basics|host-(basics|names)|macvlan-errors|dns-(?!link))/;

/** Lines whose output is compared; others only change the world. */
const SHOWN =
  /^(ip6?tables |docker port \S+$|docker network create |docker network rm |docker run -d |docker run --rm .*(cat|grep) |docker start |docker exec \S+ (cat \/etc\/(hosts|resolv.conf)|ip route$|ip -br addr$))/;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json') && WANTED.test(name))
    .map((name) => [name, new URL(name, folder)] as const),
);

describe('as the real Docker was recorded', () => {
  test.each(files)('%s', (_name, url) => {
    const steps = (JSON.parse(readFileSync(url, 'utf8')) as { steps: Step[] }).steps;
    const host = bench();
    const [mine, theirs]: string[][] = [[], []];
    for (const step of steps) {
      if (step.host !== 'node1') continue;
      const played = host.play(step.command);
      if (played === undefined || !step.command.split('; ').every((part) => SHOWN.test(part))) continue;
      // Errors of the client are none of ours.
      if (step.stderr !== '' && !/^(docker: )?Error response/.test(step.stderr)) continue;
      const shown = step.stdout + daemonWords(step.stderr);
      const [a, b] = [numbered(played), numbered(shown)];
      mine?.push(`$ ${step.command}\n${a}`);
      theirs?.push(`$ ${step.command}\n${b}`);
    }
    expect(mine?.length).toBeGreaterThan(0);
    expect(mine?.join('\n')).toBe(theirs?.join('\n'));
  });
});

/** What the daemon says, without what the client and the start of a container put around it. */
function daemonWords(text: string): string {
  return text
    .replace(/^docker: /, '')
    .replace(/\n\nRun 'docker run --help' for more information\n$/, '\n')
    .replace(/^Error: failed to start containers: .*\n/m, '')
    .replace(/failed to set up container networking: |invalid config for network \w+: /, '')
    .replace(/exit status 1\n$/, '');
}

/** Ids and what depends on them are random. */
function numbered(text: string): string {
  return text
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replace(/\bbr-[0-9a-f]{12}\b/g, 'br-ID')
    .replace(/\b[0-9a-f]{12}\b/g, 'ID12')
    .replace(/fd[0-9a-f]{2}(:[0-9a-f]{1,4}){2}::/g, 'ULA::')
    .replace(/proto kernel /g, '')
    .replace(/ {2,}src/g, ' src')
    .replace(/^(\w+)(@if\d+)? +(UNKNOWN|UP) +/gm, '$1 ')
    .replace(/[ \t]+$/gm, '');
}
