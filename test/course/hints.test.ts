import { describe, expect, it } from 'vitest';
import {
  checkGoals,
  hintLadder,
  type Lesson,
  linesBefore,
  nextLines,
  ownedNames,
  parseLesson,
  type RanFact,
} from '../../src/course/index.ts';
import { lineOf, namesOf, normal, shapeOf, shellWords, withBlanks } from '../../src/course/steps/index.ts';
import { FRESH, type Toy, toyFacts } from './fake.ts';

describe('command lines', () => {
  it.each([
    ['docker run -d --name web -p 8080:80 nginx', 'docker run -d --name ___ -p ___ ___'],
    ['docker run -dit --name box alpine sh -c "sleep 5"', 'docker run -dit --name ___ ___ ___'],
    [
      'docker network create --driver bridge --subnet=10.0.0.0/24 app-net',
      'docker network create --driver ___ --subnet=___ ___',
    ],
    ['docker network create -d bridge app-net', 'docker network create -d ___ ___'],
    ['docker network connect app-net web', 'docker network connect ___ ___'],
    ['docker network prune -f', 'docker network ___ -f'],
    ["docker inspect -f '{{.Name}}' web", 'docker inspect -f ___ ___'],
    ['docker exec -it box ping -c 1 web', 'docker exec -it ___ ___'],
    ['iptables -t nat -S POSTROUTING', 'iptables -t ___ -S ___'],
    ['ip route', 'ip ___'],
  ])('%s with blanks', (line, blanks) => {
    expect(withBlanks(line)).toBe(blanks);
  });
  it.each([
    ['docker container run --name a -d nginx', 'docker run -d --name a nginx'],
    ['docker ps -a', 'docker container ls -a'],
    ['docker run --net=x nginx', 'docker run --network x nginx'],
    ['sudo docker network remove x', 'docker network rm x'],
    ['docker run   -d  nginx', 'docker run -d nginx'],
  ])('%s is %s', (a, b) => {
    expect(normal(a)).toBe(normal(b));
  });
  it.each([
    ['docker run -d nginx', 'docker run nginx'],
    ['docker stop web', 'docker start web'],
    ['docker network connect a b', 'docker network connect b a'],
  ])('%s is not %s', (a, b) => {
    expect(normal(a)).not.toBe(normal(b));
  });
  it('are split as a shell splits them', () => {
    expect(shellWords('docker run \\\n  --name "my web" \'a b\' c\\ d e"f"g')).toEqual([
      'docker',
      'run',
      '--name',
      'my web',
      'a b',
      'c d',
      'efg',
    ]);
  });
  it('are put together again', () => {
    const line = "docker exec box sh -c 'ping -c 1 a && ls'";
    const shape = shapeOf(line);
    expect(shape && lineOf(shape)).toBe(line);
  });
  it.each([
    ['docker compose -f A -f B up -t 0 -d', 'docker compose -f A -f B up -d -t 0'],
    ['docker compose -p shop -f A up -d --no-deps web', 'docker compose -p shop -f A up --no-deps -d web'],
    ['docker compose down -v -t 0', 'docker compose down -t 0 -v'],
    ['docker stop -s KILL -t 0 web', 'docker stop -t 0 -s KILL web'],
  ])('%s keeps each value beside its option when they change places', (line, turned) => {
    const shape = shapeOf(line);
    expect(shape && lineOf({ ...shape, options: [...shape.options].reverse() })).toBe(turned);
  });
  it('that are more than one command are left alone', () => {
    expect(['docker ps | head', 'docker ps; ls', 'docker rm $(docker ps -q)', 'a && b'].map(shapeOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
  it('tell what they make', () => {
    const lines = [
      'docker network create --subnet 10.0.0.0/8 net',
      'docker run -d --name=web nginx',
      'docker run --name api x || true',
      'docker network create gone; docker network rm gone',
    ];
    expect([...namesOf(lines)]).toEqual(['net', 'web', 'api', 'gone']);
    expect([...namesOf(lines, true)]).toEqual(['net', 'web', 'api']);
  });
});

const TEXT = `---
title: T
minutes: 1
---

Why?

\`\`\`setup
$ docker run -d --name web nginx
\`\`\`

## One {#one}

Prose.

\`\`\`goal
network ?net
attached web ?net
\`\`\`

\`\`\`hint
Look there.
\`\`\`

\`\`\`hint
The idea.
\`\`\`

\`\`\`solution
$ docker network create app-net
$? docker network ls
$ docker network connect app-net web
\`\`\`

\`\`\`solution anew
$ docker network create app-net
$ docker rm -f web
$ docker run -d --name web --network app-net nginx
\`\`\`

\`\`\`debrief
D
\`\`\`

## Two {#two}

Prose.

\`\`\`setup
$ docker run -d --name two nginx
\`\`\`

\`\`\`goal
removed network x
\`\`\`

\`\`\`hint
1
\`\`\`

\`\`\`hint
2
\`\`\`

\`\`\`hint
\`docker network rm ___\`
\`\`\`

\`\`\`solution
$ docker network rm x
\`\`\`

\`\`\`debrief
D
\`\`\`
`;

const parsed = parseLesson(TEXT, 'lessons/toy/lesson.md');
const lesson = (parsed.ok ? parsed.lesson : undefined) as Lesson;
const [one, two] = lesson.steps;

const START: Toy = { ...FRESH, containers: { web: { image: 'nginx', on: { bridge: '172.17.0.2' } } } };
const typed = (...lines: string[]): RanFact[] => lines.map((line) => ({ line, where: 'node1', status: 0, output: '' }));

describe('the hint ladder', () => {
  const ladder = async (toy: Toy, ran: RanFact[]) => {
    if (one === undefined) throw new Error('no step');
    return hintLadder(one, await checkGoals(one.goals, toyFacts(toy)), ran).map((r) => {
      if (r.kind === 'goals') return ['goals', ...r.goals.map((g) => g.goal.text)];
      if (r.kind === 'prose') return ['prose', r.text.en[1]?.content];
      return r.kind === 'blanks' ? ['blanks', ...r.lines] : ['line', r.line, r.more];
    });
  };
  it('goes from where to look to the line', async () => {
    expect(await ladder(START, [])).toEqual([
      ['prose', 'Look there.'],
      ['prose', 'The idea.'],
      ['blanks', 'docker network create ___', 'docker network connect ___ ___'],
      ['line', 'docker network create app-net', 1],
    ]);
  });
  it('goes on from what was typed, with the names that the learner chose', async () => {
    const toy = { ...START, networks: { ...START.networks, mine: { subnet: '172.18.0.0/16' } } };
    expect(await ladder(toy, typed('docker network create mine'))).toEqual([
      ['prose', 'Look there.'],
      ['prose', 'The idea.'],
      ['blanks', 'docker network connect ___ ___'],
      ['line', 'docker network connect mine web', 0],
    ]);
  });
  it('follows the way that the learner has taken', async () => {
    if (one === undefined) throw new Error('no step');
    const status = await checkGoals(one.goals, toyFacts(START));
    expect(nextLines(one, status, typed('docker network create app-net', 'docker rm -f web'))).toEqual([
      'docker run -d --name web --network app-net nginx',
    ]);
  });
  it('begins again when all was typed and it is still not so', async () => {
    if (one === undefined) throw new Error('no step');
    const status = await checkGoals(one.goals, toyFacts(START));
    const all = typed('docker network create app-net', 'docker network connect app-net web');
    expect(nextLines(one, status, all)).toEqual([
      'docker network create app-net',
      'docker network connect app-net web',
    ]);
  });
  it('does not count a line that failed', async () => {
    if (one === undefined) throw new Error('no step');
    const status = await checkGoals(one.goals, toyFacts(START));
    const failed = typed('docker network create app-net').map((r) => ({ ...r, status: 1 }));
    expect(nextLines(one, status, failed)[0]).toBe('docker network create app-net');
  });
  it('takes the author’s own blanks', async () => {
    if (two === undefined) throw new Error('no step');
    const ladder = hintLadder(
      two,
      await checkGoals(two.goals, toyFacts({ ...START, networks: { ...START.networks, x: { subnet: '10.0.0.0/8' } } })),
      [],
    );
    expect(ladder.map((r) => r.kind)).toEqual(['prose', 'prose', 'prose', 'line']);
  });
});

describe('where a step begins', () => {
  it('plays the setups and the first solutions', () => {
    expect(linesBefore(lesson, 'two')).toEqual([
      'docker run -d --name web nginx',
      'docker network create app-net',
      'docker network ls',
      'docker network connect app-net web',
      'docker run -d --name two nginx',
    ]);
  });
  it('knows what belongs to the lesson', () => {
    expect([...ownedNames(lesson, 'one')]).toEqual(['web']);
    expect([...ownedNames(lesson, 'two')]).toEqual(['web', 'two']);
  });
});
