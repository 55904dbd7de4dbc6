import { expect, test } from 'vitest';
import type { Tx, World } from '../../src/base/index.ts';
import { beat } from '../../src/engine/swarm/dispatcher.ts';
import { networkKeys } from '../../src/engine/swarm/keymanager.ts';
import { clusters } from '../../src/engine/swarm/rows.ts';
import { createMachine, runOnce } from '../../src/lab/index.ts';
import { echo, xfrmPoliciesOf, xfrmStatesOf } from '../../src/net/index.ts';

const HALF_A_DAY = 12 * 3600 * 1000;
const [ONE, TWO] = ['192.168.1.100', '192.168.1.101'];

/** Two hosts with a container each on an encrypted network, and the namespace of the first one's. */
async function secure(): Promise<{ readonly world: World; readonly web: string; readonly cluster: string }> {
  const kernel = createMachine({ hosts: ['node1', 'node2'], images: 'real' });
  const type = (host: string, line: string) => runOnce(kernel, host, line);
  await type('node1', `docker swarm init --advertise-addr ${ONE}`);
  const { stdout: token } = await type('node1', 'docker swarm join-token -q worker');
  await type('node2', `docker swarm join --token ${token.trim()} ${ONE}:2377`);
  await type('node1', 'docker network create -d overlay --attachable --opt encrypted secure');
  const { stdout: web } = await type('node1', 'docker run -d --name web1 --network secure --ip 10.0.1.50 nginx');
  await type('node2', 'docker run -d --name web2 --network secure --ip 10.0.1.51 nginx');
  const [cluster] = kernel.world.all(clusters);
  return { world: kernel.world, web: `c:${web.trim()}`, cluster: cluster?.id ?? '' };
}

/** Twelve hours later, when the manager's heart has beaten once. */
function halfADayLater(world: World, cluster: string): World {
  const tx = world.at(world.now + HALF_A_DAY).begin();
  beat(tx, cluster);
  return tx.commit();
}

/** The keys of a host's states by their number, the newest state first: `in 1`, `out 1`. */
function states(world: World, host: string, cluster: string): string[] {
  const row = world.get(clusters, cluster);
  const known = [0, 1, 2].flatMap((rotations) =>
    [1, 0, 2].map((place, i) => [rotations + place, networkKeys({ id: cluster, rotations })[i]?.key] as const),
  );
  const own = host === 'node1' ? ONE : TWO;
  expect(row?.rotations).toBeLessThan(3);
  return xfrmStatesOf(world, host).map((s) => {
    const number = known.find(([, key]) => s.aead.key.startsWith(key ?? '?'))?.[0];
    return `${s.src === own ? 'out' : 'in'} ${number}`;
  });
}

const answers = (world: World, web: string): string => {
  const tx: Tx = world.begin();
  return echo(tx, web, '10.0.1.51', { id: 1, seq: 1, size: 56, ttl: 64 }).kind;
};

test('the manager changes the keys every twelve hours, and both ends follow', async () => {
  const { world, web, cluster } = await secure();
  expect(states(world, 'node1', cluster)).toEqual(['in 2', 'in 0', 'out 1', 'in 1']);
  expect(states(world, 'node2', cluster)).toEqual(['in 2', 'in 0', 'out 1', 'in 1']);
  expect(answers(world, web)).toBe('reply');
  const next = halfADayLater(world, cluster);
  for (const host of ['node1', 'node2']) {
    expect(states(next, host, cluster)).toEqual(['out 2', 'in 3', 'in 2', 'in 1']);
    const [policy, ...others] = xfrmPoliciesOf(next, host);
    expect(others).toEqual([]);
    expect(xfrmStatesOf(next, host)[0]).toMatchObject({ spi: policy?.tmpl.spi, dst: policy?.tmpl.dst });
  }
  expect(answers(next, web)).toBe('reply');
});

test('between the hours nothing changes', async () => {
  const { world, cluster } = await secure();
  const tx = world.at(world.now + HALF_A_DAY - 60_000).begin();
  beat(tx, cluster);
  expect(states(tx.commit(), 'node1', cluster)).toEqual(states(world, 'node1', cluster));
});
