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
    'docker create --name idle alpine true',
    'docker volume create data-vol',
    'docker context create other --docker host=ssh://node2',
    'ip netns add lab',
    'printf "services:\\n  shop: {image: nginx}\\n  stock: {image: redis}\\n" > compose.yaml',
    'docker swarm init --advertise-addr 192.168.1.100',
    'docker service create -d --name api nginx',
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
    ['docker exec i', []],
    ['docker start i', ['idle']],
    ['docker start w', []],
    ['docker rm i', ['idle']],
    ['docker cp w', ['web:', 'worker:']],
    ['docker cp not', ['notes.txt']],
    ['docker inspect data', ['data-vol']],
    ['docker volume rm d', ['data-vol']],
    ['docker context use o', ['other']],
    ['docker service update a', ['api']],
    ['docker node inspect n', ['node1']],
    ['docker swarm join-token ', ['manager', 'worker']],
    ['docker compose up s', ['shop', 'stock']],
    ['docker compose -f comp', ['compose.yaml']],
    ['docker compose lo', ['logs']],
    ['docker load -i not', ['notes.txt']],
    ['docker network create --driver m', ['macvlan']],
    ['docker network create -d ov', ['overlay']],
    ['docker run --restart o', ['on-failure']],
    ['docker run --network container:w', ['container:web', 'container:worker']],
    ['cd ', ['site/']],
    ['ip a', ['address']],
    ['ip netns exec l', ['lab']],
    ['ip route g', ['get']],
    ['iptables -t n', ['nat']],
    ['iptables -t nat -L P', ['POSTROUTING', 'PREROUTING']],
    ['iptables -I DOCKER-USER -j DR', ['DROP']],
    ['ssh node', ['node1', 'node2', 'node3']],
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
