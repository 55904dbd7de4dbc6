import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

/** What a fetch brings, the first and the last line of an answer for the whole of it. */
async function fetched(from: string, url: string, headers: Record<string, string> = {}, times = 1): Promise<string[]> {
  const lab = Lab.create({ images: 'real' });
  await lab.run('docker network create app-net');
  await lab.run('docker run -d --name one --network app-net --network-alias both -p 8080:80 nginx');
  await lab.run('docker run -d --name two --network app-net --network-alias both traefik/whoami');
  const before = await lab.run('ss -tn | wc -l');
  const results = lab.facts().fetch(from, { url, headers, times });
  expect((await lab.run('ss -tn | wc -l')).output).toBe(before.output);
  return results.map((r) => {
    if (r.kind !== 'answer') return r.kind === 'failed' ? r.error : r.kind;
    const lines = r.text.trimEnd().split('\n');
    return `${r.status} ${lines[0]} … ${lines.at(-1)}`;
  });
}

describe('what a place fetches', () => {
  it.each([
    ['laptop', 'http://node1:8080/', ['200 HTTP/1.1 200 OK … </html>']],
    ['node1', 'http://localhost:8080/nosuch', ['404 HTTP/1.1 404 Not Found … </html>']],
    // nginx has no curl of its own to ask with
    ['two', 'http://one', ['200 HTTP/1.1 200 OK … </html>']],
    ['one', 'http://two:81', ['curl: (7) Failed to connect to two:81 after 0 ms: Could not connect to server']],
    ['node1', 'http://one', ['curl: (6) Could not resolve host: one']],
    ['nobody', 'http://one', ['no-source']],
  ])('%s %s', async (from, url, expected) => {
    expect(await fetched(from, url)).toEqual(expected);
  });
  it('comes from outside the LAN when it comes from the internet', async () => {
    const lab = Lab.create({ images: 'real' });
    await lab.run('docker run -d --name web -p 8080:80 traefik/whoami; sleep 1');
    const caller = (from: string) => {
      const [result] = lab.facts().fetch(from, { url: 'http://node1:8080', headers: {}, times: 1 });
      return result?.kind === 'answer' ? /RemoteAddr: ([\d.]+)/.exec(result.text)?.[1] : result?.kind;
    };
    expect([caller('laptop'), caller('internet')]).toEqual(['192.168.1.50', '203.0.113.10']);
    await lab.run('iptables -I DOCKER-USER -i eth0 ! -s 192.168.1.0/24 -j DROP');
    const probed = (from: string) => lab.facts().probe(from, { host: 'node1', proto: 'tcp', port: 8080 }).kind;
    expect([probed('laptop'), probed('internet')]).toEqual(['reached', 'timeout']);
  });
  it('sends headers, and as often as asked', async () => {
    const answers = await fetched('one', 'http://two', { Host: 'shop.lan', 'X-Last': 'yes' }, 2);
    expect(answers).toEqual(['200 HTTP/1.1 200 OK … X-Last: yes', '200 HTTP/1.1 200 OK … X-Last: yes']);
  });
});
