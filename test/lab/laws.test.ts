import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedWorld } from '../../src/lab/changes.ts';
import { parseScenario } from '../../src/lab/index.ts';
import { generate, TOPICS } from '../fuzz/generate.ts';
import { dangling } from './dangling.ts';
import { createLab, difference, leftBehind, played, rulesOf, type Step, told } from './worlds.ts';

/** Plausible scenarios of fifteen steps; those of `template`, `flags` and `grammar` only look. */
const plausible = fc
  .tuple(
    fc.constantFrom(...Object.keys(TOPICS).filter((t) => !['template', 'flags', 'grammar'].includes(t))),
    fc.integer({ min: 100, max: 100_000 }),
  )
  .map(([topic, seed]): readonly Step[] => {
    const scenario = parseScenario(generate(topic, seed, false));
    if ('message' in scenario) throw new Error(scenario.message);
    return scenario.steps;
  });

/** What a careful person would not type in this order: everything that owns something, begun and ended in any order. */
const RUDE = [
  'docker network create one',
  'docker network create --ipv6 --subnet 10.1.0.0/29 --subnet fd01::/64 two',
  'docker network create -d macvlan -o parent=eth0.7 --subnet 10.7.0.0/24 lan',
  'docker network create -d ipvlan --subnet 10.8.0.0/24 l2',
  'docker network create -d overlay --attachable --subnet 10.9.0.0/24 mesh',
  'docker run -d --name ca --network one -p 8080:80 -p 53:53/udp nginx',
  'docker run -d --name cb --network two --ip 10.1.0.4 -P nginx',
  'docker run -d --name cc --network lan alpine sleep infinity',
  'docker run -d --name cd --network container:ca alpine sleep infinity',
  'docker run -d --name ce --network mesh --restart always alpine sleep 3',
  'docker run -d --name cf --network host nginx',
  'docker run -d --name cg --network none alpine sleep infinity',
  'docker run -d --rm --name ch --network l2 alpine sleep 5',
  'docker run -d --name ci -p 8080:80 nginx',
  'docker run -d --name cj -p 8090-8099:80 nginx nosuchprogram',
  'docker network connect two ca',
  'docker network connect mesh ca',
  'docker network connect one cb',
  'docker network disconnect -f one ca',
  'docker network disconnect two cb',
  'docker rename ca cb2',
  'docker exec ca sleep 100 &',
  'docker restart -t 0 ca cb cc',
  'docker stop -t 0 ca',
  'docker kill ca cd',
  'docker start ca cb ce',
  'docker rm -f ca',
  'docker rm -fv cb cc ce',
  'docker run -d --name da -p 9000:80 nginx; docker run -d --name db --network container:da nginx; docker rm -f da; docker rm -f db',
  'docker network rm one two mesh lan',
  'docker container prune -f; docker network prune -f',
  'docker swarm init --advertise-addr 192.168.1.100',
  'docker service create -d --name s --replicas 2 --network mesh -p 8000:80 nginx',
  'docker service create -d --name t --network mesh --endpoint-mode dnsrr alpine sleep 2',
  'docker service update -d --publish-add 8001:80 s; sleep 4',
  'docker service scale -d s=0; sleep 4',
  'docker service rm s t; sleep 3',
  'docker swarm leave -f',
  'mkdir -p p; printf "services:\\n web: {image: nginx, ports: [\\"8443:443\\"], networks: [in]}\\n api: {image: nginx}\\nnetworks: {in: {internal: true}}\\n" > p/compose.yaml',
  'cd ~/p && docker compose up -d; cd',
  'cd ~/p && docker compose up -d --scale api=3 --force-recreate; cd',
  'cd ~/p && docker compose down -t 0 -v; cd',
  'curl -s -m 2 localhost:8080; curl -s -m 2 localhost:8000',
  'docker exec cb ping -c 1 -W 1 ca',
  'sleep 4',
] as const;

const rude = fc
  .array(fc.constantFrom(...RUDE), { minLength: 6, maxLength: 22 })
  .map((lines): readonly Step[] => lines.map((command) => ({ wait: 0, command })));

/** Lines of one request: the daemon takes it whole or not at all. (`run` keeps what it made, `rm a b` does what it can.) */
const ONE_REQUEST =
  /^docker ((create|rename|network (create|connect|disconnect)|service (create|update)|swarm \w+)\b[^|;&]*|((un)?pause|network rm|service rm) \S+)$/;

const AWAY = [
  'docker service rm $(docker service ls -q)',
  'sleep 5',
  'docker rm -f $(docker ps -aq)',
  'docker swarm leave -f',
  'docker network rm docker_gwbridge',
  'docker network prune -f; docker network rm $(docker network ls -q --filter type=custom)',
  'sleep 12',
];

describe('laws of the world', { timeout: 600_000 }, () => {
  const CHECKED = { seed: 3, numRuns: 14 };

  it.each([
    ['plausible', plausible],
    ['rude', rude],
  ])('nothing dangles after any line, and a refused request leaves nothing: %s', async (_name, sequences) => {
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const lab = createLab();
        const fresh = lab.world;
        const typed = new Set<string>();
        for (const step of steps) {
          if (step.wait > 0) await lab.advance(step.wait * 1000);
          const before = lab.world;
          const { status, output } = await lab.run(step.command);
          const old = new Set(rulesOf(before).map(([id]) => id));
          if (step.command.includes('iptables')) for (const [id] of rulesOf(lab.world)) if (!old.has(id)) typed.add(id);
          expect(dangling({ world: lab.world, fresh, typed })).toEqual([]);
          if (status !== 0 && ONE_REQUEST.test(step.command) && output.includes('Error response from daemon'))
            expect(difference(before, lab.world).filter((c) => changedWorld([c]))).toEqual([]);
        }
        for (const command of AWAY) await lab.run(command);
        expect(leftBehind(fresh, lab.world)).toEqual([]);
        const rules = new Set(rulesOf(fresh).map(([, text]) => text));
        expect(rulesOf(lab.world).filter(([id, text]) => !rules.has(text) && !typed.has(id))).toEqual([]);
      }),
      CHECKED,
    );
  });

  const any = fc.oneof(plausible, rude);

  it('undo then redo is the identity', async () => {
    await fc.assert(
      fc.asyncProperty(any, fc.integer({ min: 1, max: 6 }), async (steps, deep) => {
        const lab = await played(steps);
        const before = told(lab.world);
        let undone = 0;
        while (undone < deep && (await lab.undo())) undone++;
        for (let i = 0; i < undone; i++) expect(await lab.redo()).toBe(true);
        expect(told(lab.world)).toEqual(before);
      }),
      CHECKED,
    );
  });

  it('the same lines give the same world, typed again or played from the list of events', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (steps) => {
        const lab = await played(steps);
        expect(told((await played(steps)).world)).toEqual(told(lab.world));
        const again = createLab();
        await again.replay(lab.events());
        await again.finish();
        await again.advance(lab.now - again.now);
        expect(told(again.world)).toEqual(told(lab.world));
      }),
      CHECKED,
    );
  });
});
