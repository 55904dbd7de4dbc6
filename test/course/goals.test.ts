import { describe, expect, it } from 'vitest';
import { checkGoals, GOAL_KINDS, type Goal, parseGoal } from '../../src/course/index.ts';
import { sayMessage } from '../../src/i18n/index.ts';
import { type Toy, toyFacts } from './fake.ts';

const TOY: Toy = {
  networks: {
    bridge: { subnet: '172.17.0.0/16' },
    'app-net': { subnet: '10.0.0.0/24', range: '10.0.0.128/25', reserved: ['10.0.0.200'] },
    'db-net': { subnet: '10.0.1.0/24' },
  },
  containers: {
    web: {
      image: 'nginx:latest',
      on: { bridge: '172.17.0.2' },
      listens: [80],
      ports: [{ port: 80, proto: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 }],
    },
    box: { image: 'alpine', on: { bridge: '172.17.0.3', 'app-net': '10.0.0.2' } },
    api: { image: 'traefik/whoami', on: { 'app-net': '10.0.0.3' } },
    db: { image: 'postgres', on: { 'db-net': '10.0.1.2' } },
    done: { image: 'alpine', on: { bridge: '' }, state: 'exited', exitCode: 0 },
    dead: { image: 'alpine', on: {}, state: 'exited', exitCode: 137 },
    asleep: { image: 'nginx', on: {}, state: 'created' },
    far: { image: 'nginx', on: { bridge: '172.17.0.2' }, host: 'node2' },
    frozen: { image: 'nginx', on: { bridge: '172.17.0.9' }, state: 'paused' },
  },
  nodes: [
    { name: 'node1', role: 'manager', availability: 'active', state: 'ready', labels: {} },
    { name: 'node2', role: 'worker', availability: 'drain', state: 'ready', labels: { disk: 'ssd' } },
    { name: 'node3', role: 'worker', availability: 'active', state: 'down', labels: {} },
  ],
  services: [
    { name: 'shop', image: 'nginx:latest', networks: ['app-net'], runsOn: ['node1', 'node2'] },
    { name: 'lame', image: 'react-app:latest', networks: [], runsOn: [] },
  ],
  ran: [
    { line: 'docker network inspect bridge', where: 'node1', status: 0, output: '"Gateway": "172.17.0.1" 172.17.0.20' },
    {
      line: 'docker exec box ping -c 1 172.17.0.2',
      where: 'node1',
      status: 0,
      output: '64 bytes from 172.17.0.2: seq=0',
    },
    { line: 'ping -c 1 10.0.0.3', where: 'box', status: 0, output: '64 bytes from 10.0.0.3: seq=0' },
    { line: 'docker container ls --format x', where: 'node1', status: 0, output: 'web' },
    { line: 'docker network rm app-net', where: 'node1', status: 1, output: 'has active endpoints' },
    { line: "ssh laptop 'curl -s http://10.9.9.9'", where: 'node1', status: 7, output: 'could not connect' },
  ],
};

const parsed = (line: string): Goal => {
  const goal = parseGoal(line, { file: 'x.md', line: 1 });
  if ('mistake' in goal) throw new Error(goal.mistake);
  return goal;
};

async function say(line: string, lang: 'en' | 'ko' = 'en'): Promise<string> {
  const owned = new Set(['lost', 'lost-net']);
  const { goals } = await checkGoals([parsed(line)], toyFacts(TOY), { owned });
  const [status] = goals;
  if (status === undefined) throw new Error('no goal');
  const sentence = sayMessage(lang, status.sentence);
  return status.because === undefined ? `✔ ${sentence}` : `▸ ${sentence} / ${sayMessage(lang, status.because)}`;
}

/** What each goal says, met and not. Every predicate has at least one of each. */
const TABLE: readonly (readonly [goal: string, says: string])[] = [
  ['network app-net', '✔ there is a network `app-net`'],
  [
    'network app-net driver=bridge subnet=10.0.0.0/24',
    '✔ there is a network `app-net` with `driver=bridge`, `subnet=10.0.0.0/24`',
  ],
  [
    'network app-net driver=overlay',
    '▸ there is a network `app-net` with `driver=overlay` / `app-net` has `driver=bridge`, not `driver=overlay`',
  ],
  [
    'network app-net label.tier=web',
    '▸ there is a network `app-net` with `label.tier=web` / `app-net` has no label.tier',
  ],
  [
    'network app-net ip-range=10.0.0.128/25 aux-address=10.0.0.200',
    '✔ there is a network `app-net` with `ip-range=10.0.0.128/25`, `aux-address=10.0.0.200`',
  ],
  [
    'network app-net ip-range=10.0.0.0/25',
    '▸ there is a network `app-net` with `ip-range=10.0.0.0/25` / `app-net` has `ip-range=10.0.0.128/25`, not `ip-range=10.0.0.0/25`',
  ],
  [
    'network db-net aux-address=10.0.1.9',
    '▸ there is a network `db-net` with `aux-address=10.0.1.9` / `db-net` has no aux-address',
  ],
  ['network nosuch', '▸ there is a network `nosuch` / there is no network `nosuch`'],
  ['network lost-net', '▸ there is a network `lost-net` / the lesson’s network `lost-net` is gone'],
  ['network ?net subnet=10.0.1.0/24', '✔ there is a network `db-net` with `subnet=10.0.1.0/24`'],
  ['subnet ?net 10.0.1.0/24', '✔ `db-net` has the subnet `10.0.1.0/24`'],
  ['subnet app-net 10.9.0.0/24', '▸ `app-net` has the subnet `10.9.0.0/24` / `app-net` has `10.0.0.0/24`'],
  ['gateway app-net 10.0.0.1', '✔ the gateway of `app-net` is `10.0.0.1`'],
  ['gateway app-net 10.0.0.254', '▸ the gateway of `app-net` is `10.0.0.254` / the gateway of `app-net` is `10.0.0.1`'],
  ['address box app-net 10.0.0.2', '✔ the address of `box` on `app-net` is `10.0.0.2`'],
  ['address box app-net 10.0.0.0/24', '✔ the address of `box` on `app-net` lies in `10.0.0.0/24`'],
  [
    'address box app-net 10.0.0.9',
    '▸ the address of `box` on `app-net` is `10.0.0.9` / `box` has `10.0.0.2` on `app-net`',
  ],
  [
    'address web app-net 10.0.0.9',
    '▸ the address of `web` on `app-net` is `10.0.0.9` / `web` has no address on `app-net`',
  ],
  ['exists web', '✔ there is a container `web`'],
  ['exists web image=nginx', '✔ there is a container `web` of the image `nginx`'],
  [
    'exists web image=alpine',
    '▸ there is a container `web` of the image `alpine` / `web` comes from the image `nginx:latest`, not `alpine`',
  ],
  ['exists nosuch', '▸ there is a container `nosuch` / there is no container `nosuch`'],
  ['exists lost', '▸ there is a container `lost` / the lesson’s container `lost` is gone'],
  ['running web', '✔ `web` is running'],
  ['running done', '▸ `done` is running / `done` is not running: its command has ended with status 0'],
  ['running asleep', '▸ `asleep` is running / `asleep` was created, but it has never run'],
  ['running frozen', '▸ `frozen` is running / `frozen` is paused'],
  ['running far on=node2', '✔ `far` is running on `node2`'],
  [
    'running web image=nginx on=node2',
    '▸ `web` is running on `node2`, of the image `nginx` / `web` runs on `node1`, not on `node2`',
  ],
  ['node node1', '✔ `node1` is a node of the swarm'],
  ['node node2 role=worker label.disk=ssd', '✔ `node2` is a node of the swarm with `role=worker`, `label.disk=ssd`'],
  [
    'node node2 availability=active',
    '▸ `node2` is a node of the swarm with `availability=active` / `node2` has `availability=drain`, not `availability=active`',
  ],
  ['node node3', '▸ `node3` is a node of the swarm / `node3` is in the swarm, but down'],
  ['node laptop', '▸ `laptop` is a node of the swarm / `laptop` is not in the swarm'],
  ['service shop', '✔ the service `shop` has running tasks'],
  [
    'service shop image=nginx network=app-net running=2',
    '✔ the service `shop` has running tasks, with `image=nginx`, `network=app-net`, `running=2`',
  ],
  ['service shop running=3', '▸ the service `shop` has running tasks, with `running=3` / 2 tasks of `shop` run, not 3'],
  [
    'service shop on=node2',
    '▸ the service `shop` has running tasks, with `on=node2` / `shop` runs on `node1`, `node2`, not on `node2` alone',
  ],
  [
    'service shop network=db-net',
    '▸ the service `shop` has running tasks, with `network=db-net` / `shop` is on `app-net`, not on `db-net`',
  ],
  [
    'service shop image=httpd',
    '▸ the service `shop` has running tasks, with `image=httpd` / `shop` comes from the image `nginx:latest`, not `httpd`',
  ],
  ['service lame', '▸ the service `lame` has running tasks / `lame` exists, and none of its tasks runs'],
  ['service nosuch', '▸ the service `nosuch` has running tasks / there is no service `nosuch`'],
  ['no-service nosuch', '✔ there is no service `nosuch`'],
  ['no-service shop', '▸ there is no service `shop` / the service `shop` still exists'],
  ['stopped done', '✔ `done` exists and is not running'],
  ['stopped web', '▸ `web` exists and is not running / `web` is running'],
  ['exited done', '✔ `done` has ended by itself with status 0'],
  ['exited dead', '▸ `dead` has ended by itself with status 0 / `dead` has ended with status 137'],
  ['exited asleep', '▸ `asleep` has ended by itself with status 0 / `asleep` was created, but it has never run'],
  ['attached box app-net', '✔ `box` is on `app-net`'],
  ['attached web app-net', '▸ `web` is on `app-net` / `web` is on `bridge`, not on `app-net`'],
  ['attached dead bridge', '▸ `dead` is on `bridge` / `dead` is on no network'],
  ['attached web nosuch', '▸ `web` is on `nosuch` / there is no network `nosuch`'],
  ['not-attached web app-net', '✔ `web` is not on `app-net`'],
  ['not-attached box bridge', '▸ `box` is not on `bridge` / `box` is still on `bridge`'],
  ['resolves box api', '✔ `box` finds the name `api`'],
  ['resolves box api @api', '✔ `box` finds the name `api`, and it leads to `api`'],
  [
    'resolves box api 10.0.0.9',
    '▸ `box` finds the name `api`, and it leads to `10.0.0.9` / in `box` the name `api` leads to `10.0.0.3`',
  ],
  [
    'resolves box web',
    '▸ `box` finds the name `web` / `box` and `web` share only the default bridge, and it has no names',
  ],
  ['resolves web db', '▸ `web` finds the name `db` / `web` is on `bridge`; `db` is on `db-net`'],
  ['resolves box elsewhere', '▸ `box` finds the name `elsewhere` / `box` asks for `elsewhere` and gets no address'],
  ['resolves done web', '▸ `done` finds the name `web` / `done` is not running: its command has ended with status 0'],
  ['not-resolves box web', '✔ `box` does not find the name `web`'],
  ['not-resolves box api', '▸ `box` does not find the name `api` / `box` finds `api`: `10.0.0.3`'],
  ['reaches box api:80', '✔ `box` reaches `api` on port 80'],
  ['reaches box api', '✔ `box` can ping `api`'],
  ['reaches box @web:80', '✔ `box` reaches the address of `web` on port 80'],
  ['reaches box @web', '✔ `box` can ping `web` by its address'],
  [
    'reaches box @web:81/udp',
    '▸ `box` reaches the address of `web` on port 81/udp / nobody listens on port 81/udp of `web`',
  ],
  ['reaches box @web:81', '▸ `box` reaches the address of `web` on port 81 / nobody listens on port 81 of `web`'],
  [
    'reaches box web:80',
    '▸ `box` reaches `web` on port 80 / `box` and `web` share only the default bridge, and it has no names',
  ],
  ['reaches web @db', '▸ `web` can ping `db` by its address / `web` is on `bridge`; `db` is on `db-net`'],
  [
    'reaches web @done',
    '▸ `web` can ping `done` by its address / `done` is not running: its command has ended with status 0',
  ],
  ['reaches box 10.9.9.9', '▸ `box` can ping `10.9.9.9` / packets leave `box` for `10.9.9.9`, and nothing comes back'],
  ['not-reaches web @db', '✔ `web` cannot ping `db`, not even by its address'],
  ['not-reaches web db:80', '✔ `web` does not reach `db` on port 80'],
  ['not-reaches box @api:80', '▸ `box` does not reach the address of `api` on port 80 / `box` still reaches `api`'],
  // a target that is down proves nothing
  [
    'not-reaches web @done',
    '▸ `web` cannot ping `done`, not even by its address / `done` is not running: its command has ended with status 0',
  ],
  ['not-reaches web @nosuch', '▸ `web` cannot ping `nosuch`, not even by its address / there is no container `nosuch`'],
  ['fetches box http://172.17.0.2', '✔ `box` gets an answer from `http://172.17.0.2`'],
  ['fetches box http://172.17.0.2/ => Hostname: web', '✔ `box` fetches `http://172.17.0.2/` and gets `Hostname: web`'],
  [
    'fetches box http://172.17.0.2/ times=3 => /request [3-9]/ as the third',
    '✔ `box` fetches `http://172.17.0.2/` and gets `the third`',
  ],
  [
    'fetches box http://172.17.0.2/ times=3 hits=1 => /request [3-9]/ as the third',
    '✔ of 3 requests from `box` to `http://172.17.0.2/`, 1 bring `the third`',
  ],
  [
    'fetches box http://172.17.0.2/ times=3 hits=2 => /request [3-9]/ as the third',
    '▸ of 3 requests from `box` to `http://172.17.0.2/`, 2 bring `the third` / now it is 1',
  ],
  [
    'fetches box http://172.17.0.2/ header.Host=shop.lan => shop.lan',
    '✔ `box` fetches `http://172.17.0.2/ (Host: shop.lan)` and gets `shop.lan`',
  ],
  [
    'fetches box http://172.17.0.2/nosuch status=404 => Server: toy',
    '✔ `box` fetches `http://172.17.0.2/nosuch` and is answered with status 404 and `Server: toy`',
  ],
  [
    'fetches box http://172.17.0.2/nosuch',
    '▸ `box` gets an answer from `http://172.17.0.2/nosuch` / `http://172.17.0.2/nosuch` is answered with status 404',
  ],
  [
    'fetches box http://172.17.0.2/ status=502',
    '▸ `box` fetches `http://172.17.0.2/` and is answered with status 502 / `http://172.17.0.2/` is answered with status 200',
  ],
  [
    'fetches box http://172.17.0.2/ => Hostname: api',
    '▸ `box` fetches `http://172.17.0.2/` and gets `Hostname: api` / `http://172.17.0.2/` is answered, but without `Hostname: api`',
  ],
  [
    'fetches box http://172.17.0.2:81/',
    '▸ `box` gets an answer from `http://172.17.0.2:81/` / nobody listens on port 81 of `172.17.0.2`',
  ],
  [
    'fetches box http://web/',
    '▸ `box` gets an answer from `http://web/` / `box` and `web` share only the default bridge, and it has no names',
  ],
  // it listens, and does not speak HTTP
  [
    'fetches box http://api/',
    '▸ `box` gets an answer from `http://api/` / no answer comes from `http://api/`: `curl: (7) Failed to connect`',
  ],
  ['published web 80', '✔ port 80 of `web` is published'],
  ['published web 80 at=8080 on=0.0.0.0', '✔ port 80 of `web` is published at `0.0.0.0:8080`'],
  [
    'published web 80 on=127.0.0.1',
    '▸ port 80 of `web` is published at `127.0.0.1` / `web` publishes `0.0.0.0:8080->80/tcp`',
  ],
  ['published web 80/udp', '▸ port 80/udp of `web` is published / `web` publishes `0.0.0.0:8080->80/tcp`'],
  ['published box 80', '▸ port 80 of `box` is published / `box` publishes nothing'],
  ['not-published box', '✔ `box` publishes nothing'],
  ['not-published web 443', '✔ port 443 of `web` is not published'],
  ['not-published web', '▸ `web` publishes nothing / `web` publishes `0.0.0.0:8080->80/tcp`'],
  ['removed network nosuch', '✔ the network `nosuch` is gone'],
  ['removed network app-net', '▸ the network `app-net` is gone / `app-net` still exists, with `api`, `box` on it'],
  ['removed container nosuch', '✔ the container `nosuch` is gone'],
  ['removed container web', '▸ the container `web` is gone / `web` still exists'],
  ['looked docker network inspect', '✔ you have run `docker network inspect`'],
  ['looked docker ps', '✔ you have run `docker ps`'],
  ['looked docker network ls', '▸ you have run `docker network ls` / it has not been run'],
  ['looked docker network rm', '▸ you have run `docker network rm` / it was run, and it failed'],
  ['looked => 172.17.0.1', '✔ a command has shown you `172.17.0.1`'],
  ['looked => 172.17.0.20', '✔ a command has shown you `172.17.0.20`'],
  // not as a part of 172.17.0.20, and not when the learner typed it
  [
    'looked => 172.17.0.2',
    '▸ a command has shown you `172.17.0.2` / it was you who typed `172.17.0.2`: let a command show it',
  ],
  [
    'looked => @web',
    '▸ a command has shown you the address of `web` / it was you who typed the address of `web`: let a command show it',
  ],
  ['looked => gateway:bridge', '✔ a command has shown you the gateway of `bridge`'],
  ['looked => subnet:bridge', '▸ a command has shown you the subnet of `bridge` / no output has shown it'],
  ['looked => nothing like it', '▸ a command has shown you `nothing like it` / no output has shown it'],
  ['looked from box => /bytes from @{web}:/ as 64 bytes', '✔ a command on `box` has shown you `64 bytes`'],
  ['looked from box => /bytes from @{api}:/ as 64 bytes', '✔ a command on `box` has shown you `64 bytes`'],
  [
    'looked from node1 => /bytes from @{web}:/ as 64 bytes',
    '▸ a command on `node1` has shown you `64 bytes` / no output on `node1` has shown it',
  ],
  ['looked from laptop => could not connect', '✔ a command on `laptop` has shown you `could not connect`'],
  [
    'looked from node1 => could not connect',
    '▸ a command on `node1` has shown you `could not connect` / no output on `node1` has shown it',
  ],
  [
    'looked docker network rm => /active (endpoints)/ as active endpoints',
    '✔ you have run `docker network rm`, and it has shown `active endpoints`',
  ],
  [
    'looked docker network rm => 10.0.0.1',
    '▸ you have run `docker network rm`, and it has shown `10.0.0.1` / it was run, but its output does not show that',
  ],
];

describe('goals', () => {
  it.each(TABLE)('%s', async (goal, expected) => {
    expect(await say(goal)).toBe(expected);
  });

  it('have a met and an unmet example each', () => {
    const seen = (mark: string) =>
      new Set(TABLE.filter(([, says]) => says.startsWith(mark)).map(([goal]) => goal.split(' ')[0]));
    const names = GOAL_KINDS.map((k) => k.name);
    expect(names.filter((n) => !seen('✔').has(n))).toEqual([]);
    expect(names.filter((n) => !seen('▸').has(n))).toEqual([]);
  });

  it.each([
    [
      'reaches box web:80',
      '▸ `box`에서 `web`의 80번 포트에 연결됩니다 / `box`와 `web`이 함께 있는 곳은 기본 브리지뿐인데, 기본 브리지에는 이름이 없습니다',
    ],
    ['attached web app-net', '▸ `web`이 `app-net`에 있습니다 / `web`은 `app-net`에 없고 `bridge`에 있습니다'],
    ['resolves web db', '▸ `web`에서 이름 `db`를 찾을 수 있습니다 / `web`은 `bridge`에, `db`는 `db-net`에 있습니다'],
    [
      'resolves box web',
      '▸ `box`에서 이름 `web`을 찾을 수 있습니다 / `box`와 `web`이 함께 있는 곳은 기본 브리지뿐인데, 기본 브리지에는 이름이 없습니다',
    ],
    [
      'fetches box http://172.17.0.2/ => "UP"',
      '▸ `box`에서 `http://172.17.0.2/`의 응답을 받습니다: `"UP"` / `http://172.17.0.2/`에서 응답은 오지만 다음이 없습니다: `"UP"`',
    ],
    [
      'fetches box http://172.17.0.2/nosuch status=404 => Server: toy',
      '✔ `box`에서 `http://172.17.0.2/nosuch`의 응답을 상태 코드 404로 받습니다: `Server: toy`',
    ],
    ['running done', '▸ `done`이 실행 중입니다 / `done`은 실행 중이 아닙니다. 명령이 상태 코드 0으로 끝났습니다'],
    [
      'removed network app-net',
      '▸ 네트워크 `app-net`이 남아 있지 않습니다 / `app-net`이 아직 있고, 그 안에 `api`, `box`가 있습니다',
    ],
  ])('in Korean: %s', async (goal, expected) => {
    expect(await say(goal, 'ko')).toBe(expected);
  });
});

describe('open names', () => {
  const facts = toyFacts(TOY);
  it('bind to one network for all goals', async () => {
    const goals = ['network ?net', 'attached db ?net'].map(parsed);
    const status = await checkGoals(goals, facts);
    expect([status.met, status.bindings]).toEqual([true, { net: 'db-net' }]);
  });
  it('never stand for one network twice', async () => {
    const goals = ['attached box ?a', 'attached api ?b'].map(parsed);
    const status = await checkGoals(goals, facts);
    expect(status.goals.map((g) => g.met)).toEqual([true, false]);
  });
  it('never stand for a network of Docker’s own', async () => {
    const status = await checkGoals(['attached web ?net'].map(parsed), facts);
    expect(status.met).toBe(false);
  });
  it('say so when there is nothing to stand for', async () => {
    const none = toyFacts({ ...TOY, networks: { bridge: { subnet: '172.17.0.0/16' } } });
    const { goals } = await checkGoals(['network ?net driver=bridge', 'attached box ?net'].map(parsed), none);
    expect(goals.map((g) => g.because && sayMessage('en', g.because))).toEqual([
      'you have made no network',
      '`box` is only on `app-net`, `bridge`',
    ]);
  });
  it('leave networks alone that are like no goal says', async () => {
    const goals = ['network ?net subnet=10.9.0.0/24', 'subnet ?other 10.8.0.0/24', 'attached box ?net'].map(parsed);
    const status = await checkGoals(goals, facts);
    expect([status.bindings, ...status.goals.map((g) => g.because && sayMessage('en', g.because))]).toEqual([
      {},
      'none of your networks has `subnet=10.9.0.0/24` (`app-net`: `subnet=10.0.0.0/24`, `db-net`: `subnet=10.0.1.0/24`)',
      'the network for it is not there',
      '`box` is only on `app-net`, `bridge`',
    ]);
  });
  it('counts only what was looked at since the step began', async () => {
    const goals = [parsed('looked => 172.17.0.1')];
    expect((await checkGoals(goals, facts, { since: 0 })).met).toBe(true);
    expect((await checkGoals(goals, facts, { since: 1 })).met).toBe(false);
  });
  it('knows when the lesson’s own things are gone', async () => {
    const status = await checkGoals([parsed('running lost')], facts, { owned: new Set(['lost']) });
    expect(status.broken).toBe(true);
  });
});

describe('goal lines', () => {
  it.each([
    [
      'reach box web',
      'there is no goal `reach`: use one of network, subnet, gateway, address, exists, running, stopped, exited, attached, not-attached, resolves, not-resolves, reaches, not-reaches, fetches, published, not-published, node, service, no-service, removed, looked',
    ],
    ['attached box', '`attached` takes 2 words, not 1. It is written: attached CONTAINER NETWORK|?net'],
    [
      'network a b',
      '`network` takes 1 words, not 2. It is written: network NAME|?net [driver=bridge] [subnet=CIDR] [ip-range=CIDR] [aux-address=IP] [gateway=IP] [internal=true] [attachable=true] [mtu=BYTES] [opt.KEY=VALUE] [label.KEY=VALUE]',
    ],
    [
      'network a colour=red',
      '`network` has no option `colour`. It is written: network NAME|?net [driver=bridge] [subnet=CIDR] [ip-range=CIDR] [aux-address=IP] [gateway=IP] [internal=true] [attachable=true] [mtu=BYTES] [opt.KEY=VALUE] [label.KEY=VALUE]',
    ],
    [
      'running ?who',
      '`?who` cannot stand there: only the name of a network can be left open. It is written: running CONTAINER [image=IMAGE] [on=HOST]',
    ],
    [
      'reaches box web:99999',
      '`web:99999` is no target: write NAME:PORT, NAME (for ping), or @CONTAINER[/NETWORK][:PORT] for its address. It is written: reaches FROM NAME[:PORT]|@CONTAINER[/NETWORK][:PORT]',
    ],
    [
      'published web http',
      '`http` is no port: write 80 or 53/udp. It is written: published CONTAINER PORT[/udp] [at=PORT] [on=IP]',
    ],
    [
      'removed volume x',
      '`volume` cannot be removed: write `network` or `container`. It is written: removed network|container NAME',
    ],
    ['exited box soon', '`soon` is no exit status: write a number, 0 to 255. It is written: exited CONTAINER [STATUS]'],
    [
      'fetches box web',
      'say who fetches what: `fetches laptop http://192.168.1.100:8080/`. It is written: fetches FROM URL [status=CODE] [header.NAME=VALUE] [times=N [hits=N]] [=> TEXT | /REGEX/ as LABEL | @CONTAINER[/NETWORK]]',
    ],
    [
      'fetches box http://web tries=3',
      '`tries=3` is none of its options. It is written: fetches FROM URL [status=CODE] [header.NAME=VALUE] [times=N [hits=N]] [=> TEXT | /REGEX/ as LABEL | @CONTAINER[/NETWORK]]',
    ],
    [
      'looked',
      'say what to look at: `looked => 172.17.0.1` or `looked docker network ls`. It is written: looked [from PLACE] [COMMAND WORDS] [=> TEXT | /REGEX/ as LABEL | @CONTAINER[/NETWORK] | gateway:NETWORK | subnet:NETWORK]',
    ],
  ])('%s', (line, expected) => {
    const goal = parseGoal(line, { file: 'x.md', line: 1 });
    expect('mistake' in goal ? goal.mistake : 'no mistake').toBe(expected);
  });
  it('may carry a note and `still`', () => {
    expect(parseGoal('still reaches box api  # baseline', { file: 'x.md', line: 3 })).toEqual({
      file: 'x.md',
      line: 3,
      text: 'reaches box api',
      name: 'reaches',
      args: ['box', 'api'],
      options: {},
      still: true,
      not: false,
    });
  });
});
