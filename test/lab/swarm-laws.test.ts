import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { World } from '../../src/base/index.ts';
import { dangling } from './dangling.ts';
import { createLab, leftBehind, played, rulesOf, type Step, told, type } from './worlds.ts';

/** node3 hears nobody of the swarm, and is not heard; or does again. */
const cut = (verb: '-I' | '-D'): string =>
  `ssh node3 'iptables ${verb} OUTPUT -p tcp --dport 2377 -j DROP; iptables ${verb} INPUT -p tcp --dport 7946 -j DROP; iptables ${verb} INPUT -p udp -j DROP'`;

const SWARM = [
  'docker swarm init --advertise-addr 192.168.1.100',
  'TOKEN=$(docker swarm join-token -q worker)',
  'ssh node2 docker swarm join --token $TOKEN 192.168.1.100:2377',
  'ssh node3 docker swarm join --token $TOKEN 192.168.1.100:2377',
] as const;

const three = () => createLab(['node1', 'node2', 'node3']);
const of = (world: World) => told(world, three().world);

const NETWORKS = [
  'docker network create -d overlay --attachable --subnet 10.9.0.0/28 mesh',
  'docker network create -d overlay --attachable --opt encrypted secret',
] as const;

/** What three people on three nodes of a swarm may type, in any order. */
const RUDE = [
  ...NETWORKS,
  'docker run -d --name ca --network mesh -p 8080:80 nginx',
  'docker run -d --name cb --network secret --ip 10.0.1.9 nginx',
  'ssh node2 docker run -d --name cc --network mesh alpine sleep infinity',
  'ssh node2 docker run -d --name cd --network secret --restart always alpine sleep 3',
  'ssh node3 docker run -d --rm --name ce --network secret alpine sleep 5',
  'ssh node3 docker run -d --name cf --network mesh --ip 10.9.0.9 nginx',
  'docker network connect secret ca',
  'docker network disconnect mesh ca',
  'ssh node2 docker network connect secret cc',
  'ssh node2 docker network disconnect -f mesh cc',
  'ssh node2 docker restart -t 0 cc cd',
  'ssh node3 docker stop -t 0 cf; ssh node3 docker start cf',
  'docker rm -f ca cb',
  'ssh node2 docker rm -f cc cd',
  'ssh node3 docker rm -f ce cf',
  'docker network rm mesh secret',
  'docker service create -d --name s --replicas 3 --network secret -p 8000:80 nginx; sleep 4',
  'docker service create -d --name g --mode global --network mesh alpine sleep infinity; sleep 4',
  'docker service create -d --name t --network mesh --endpoint-mode dnsrr --constraint node.hostname==node3 alpine sleep 2',
  'docker service update -d --publish-add 8001:80 --network-add mesh s; sleep 6',
  'docker service update -d --force s',
  'docker service scale -d s=5; sleep 3',
  'docker service scale -d s=0',
  'docker service rm s g t; sleep 3',
  'docker node update --availability drain node3; sleep 4',
  'docker node update --availability active node3',
  'docker node promote node2; sleep 2',
  'docker node demote node2',
  'ssh node3 docker swarm leave; sleep 1',
  'ssh node2 docker swarm leave -f',
  'docker node rm -f node3',
  'ssh node3 docker swarm join --token $TOKEN 192.168.1.100:2377',
  `${cut('-I')}; sleep 20`,
  `${cut('-D')}; sleep 6`,
  'curl -s -m 2 http://node3:8000 >/dev/null',
  'docker exec cb ping -c 1 -W 1 cd',
  'docker exec ca ping -c 1 -W 1 cf',
  'sleep 12',
];

const sequences = fc
  .array(fc.constantFrom(...RUDE), { minLength: 6, maxLength: 16 })
  .map((lines): readonly Step[] => [...SWARM, ...NETWORKS, ...lines].map((command) => ({ wait: 0, command })));

const on = (host: string, line: string): string => (host === 'node1' ? line : `ssh ${host} '${line}'`);
const everywhere = (line: string): string[] => ['node3', 'node2', 'node1'].map((host) => on(host, line));

const AWAY = [
  ...Array.from({ length: 4 }, () => cut('-D')),
  'docker service rm $(docker service ls -q)',
  'sleep 8',
  ...everywhere('docker rm -f $(docker ps -aq)'),
  ...everywhere('docker swarm leave -f'),
  ...everywhere('docker rm -f $(docker ps -aq)'),
  ...everywhere('docker network rm docker_gwbridge'),
  ...everywhere('docker network prune -f; docker network rm $(docker network ls -q --filter type=custom)'),
  'sleep 12',
];

describe('laws of a world with a swarm of three', { timeout: 600_000 }, () => {
  const CHECKED = { seed: 21, numRuns: 10 };

  it('they find each other', async () => {
    const lab = await played(
      SWARM.map((command) => ({ wait: 0, command })),
      three(),
    );
    const { output } = await lab.run("docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
    expect(output).toBe('node1 Ready Leader\nnode2 Ready \nnode3 Ready \n');
  });

  it('nothing dangles after any line', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const lab = three();
        const fresh = lab.world;
        const typed = new Set<string>();
        for (const step of steps) {
          const old = new Set(rulesOf(lab.world).map(([id]) => id));
          await type(lab, step);
          if (step.command.includes('iptables')) for (const [id] of rulesOf(lab.world)) if (!old.has(id)) typed.add(id);
          expect([step.command, ...dangling({ world: lab.world, fresh, typed })]).toEqual([step.command]);
        }
        for (const command of AWAY) await lab.run(command);
        expect(leftBehind(fresh, lab.world)).toEqual([]);
        const rules = new Set(rulesOf(fresh).map(([, text]) => text));
        expect(rulesOf(lab.world).filter(([, text]) => !rules.has(text))).toEqual([]);
      }),
      CHECKED,
    );
  });

  it('undo then redo is the identity', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, fc.integer({ min: 1, max: 4 }), async (steps, deep) => {
        const lab = await played(steps, three());
        const before = of(lab.world);
        let undone = 0;
        while (undone < deep && (await lab.undo())) undone++;
        for (let i = 0; i < undone; i++) expect(await lab.redo()).toBe(true);
        expect(of(lab.world)).toEqual(before);
      }),
      { ...CHECKED, numRuns: 3 },
    );
  });

  it('the same lines give the same world, typed again or played from the list of events', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const lab = await played(steps, three());
        expect(of((await played(steps, three())).world)).toEqual(of(lab.world));
        const again = three();
        await again.replay(lab.events());
        await again.finish();
        await again.advance(lab.now - again.now);
        expect(of(again.world)).toEqual(of(lab.world));
      }),
      { ...CHECKED, numRuns: 3 },
    );
  });
});
