import { beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

let lab: Lab;
beforeAll(async () => {
  lab = Lab.create({ images: 'real', seed: 1 });
  for (const line of [
    'docker network create app-net',
    'docker network create app-back',
    'docker run -d --name web --network app-net alpine sleep infinity',
    'docker run -d --name worker alpine sleep infinity',
    'mkdir -p /root/site && touch /root/site/index.html /root/notes.txt',
  ])
    await lab.run(line);
});

describe('completion', () => {
  it.each<[string, readonly string[]]>([
    ['docker netw', ['network']],
    ['docker network c', ['connect', 'create']],
    ['docker network rm app', ['app-back', 'app-net']],
    ['docker network connect app-net w', ['web', 'worker']],
    ['docker network connect app-net web w', ['worker']],
    ['docker exec w', ['web', 'worker']],
    ['docker exec web p', []],
    ['docker run --network app-b', ['app-back']],
    ['docker run -d --netw', ['--network', '--network-alias']],
    ['docker run -d --name x --network app-net alpine', ['alpine', 'alpine:3', 'alpine:3.22']],
    ['docker container insp', ['inspect']],
    ['sudo docker netw', ['network']],
    ['docker ps | docker netw', ['network']],
    ['ping $(docker ins', ['inspect']],
    ['for c in a; do docker stop wo', ['worker']],
    ['cat si', ['site/']],
    ['cat site/', ['site/index.html']],
    ['cat /root/n', ['/root/notes.txt']],
    ['cat nothing/', []],
    ['iptables-', ['iptables-restore', 'iptables-save']],
  ])('%s', (line, candidates) => {
    const { from, candidates: found } = lab.complete(line, line.length);
    expect(found).toEqual(candidates);
    expect(line.slice(from)).toBe(/[^\s]*$/.exec(line)?.[0]);
  });

  it('offers nothing while a program has the terminal', async () => {
    lab.submit('sleep 5');
    expect(lab.complete('docker netw', 11).candidates).toEqual([]);
    lab.interrupt();
    await lab.finish();
  });
});
