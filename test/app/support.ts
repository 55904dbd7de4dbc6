import { EventEmitter } from 'node:events';
import { render } from 'ink';
import { createElement } from 'react';
import type { LabState, LessonInfo, MapModel, StepState } from '../../src/app/index.ts';
import { type Model, NO_SHELL, type Size } from '../../src/app/index.ts';
import { Screen } from '../../src/app/screens/screen.tsx';
import { type Lesson, mergeTranslation, NO_PROGRESS, parseLesson } from '../../src/course/index.ts';

/** A terminal of a size that keeps the last frame. */
class FakeTerminal extends EventEmitter {
  last = '';
  readonly isTTY = true;
  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    super();
  }
  readonly write = (frame: string) => {
    this.last = frame;
    return true;
  };
}

/** The frame that Ink draws of a model, without colours, trailing blanks cut. */
export function frameOf(model: Model): string {
  const stdout = new FakeTerminal(model.size.columns, model.size.rows);
  const app = render(createElement(Screen, { model }), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const frame = stdout.last;
  app.unmount();
  return frame
    .split('\n')
    .map((row) => row.trimEnd())
    .join('\n');
}

export const EN = `---
title: Names, not addresses
minutes: 20
---
Two programs that should talk need a way to **find** each other.

\`\`\`setup
$ docker run -d --name web nginx
$ docker run -d --name box alpine sleep infinity
\`\`\`

## Two containers, one name {#join}
On the default bridge \`box\` cannot find \`web\` by name. Give them a network of their own.

\`\`\`run
$ docker network ls -q
\`\`\`

\`\`\`predict
Will \`ping web\` find it?
[ ] yes: names always work
[x] no: the default bridge has no names
\`\`\`

- a network of your own answers names
- the default bridge does not

\`\`\`goal
network ?net driver=bridge
resolves box web
\`\`\`

\`\`\`hint
Look at \`docker network --help\`.
\`\`\`

\`\`\`hint
A container may have more than one network.
\`\`\`

\`\`\`solution
$ docker network create app-net
$ docker network connect app-net web
$ docker network connect app-net box
\`\`\`

\`\`\`wrong
$ docker network create app-net
$ docker network connect app-net box
=> #half
when attached box ?net
\`\`\`
> [!WRONG] {#half} Only \`box\` is on the new network.

\`\`\`debrief
Docker answers names on networks that **you** made.
\`\`\`

## Look around {#look}
That is all. \`docker network inspect\` shows it.

\`\`\`goal
attached web ?net
\`\`\`

\`\`\`hint
Look.
\`\`\`

\`\`\`hint
Think.
\`\`\`

\`\`\`solution
$ docker network connect app-net web
\`\`\`

\`\`\`debrief
So it is.
\`\`\`
`;

export const KO = `---
title: 주소가 아니라 이름으로
---
서로 이야기해야 하는 두 프로그램은 상대를 **찾을** 방법이 필요합니다.

## 컨테이너 둘, 이름 하나 {#join}
기본 브리지에서는 \`box\`가 \`web\`을 이름으로 찾지 못합니다. 둘만의 네트워크를 만들어 주세요.

\`\`\`run
\`\`\`

\`\`\`predict
\`ping web\`이 될까요?
[ ] 네: 이름은 언제나 됩니다
[ ] 아니요: 기본 브리지에는 이름이 없습니다
\`\`\`

- 직접 만든 네트워크는 이름에 답합니다
- 기본 브리지는 답하지 않습니다

\`\`\`hint
\`docker network --help\`를 보세요.
\`\`\`

\`\`\`hint
컨테이너는 네트워크를 여러 개 가질 수 있습니다.
\`\`\`

> [!WRONG] {#half} \`box\`만 새 네트워크에 있습니다.

\`\`\`debrief
도커는 **직접 만든** 네트워크에서 이름에 답합니다.
\`\`\`

## 둘러보기 {#look}
여기까지입니다. \`docker network inspect\`로 볼 수 있습니다.

\`\`\`hint
보세요.
\`\`\`

\`\`\`hint
생각해 보세요.
\`\`\`

\`\`\`debrief
그렇습니다.
\`\`\`
`;

/** The lesson of these tests, in both languages. */
export function sampleLesson(): Lesson {
  const parsed = parseLesson(EN, 'lessons/names/lesson.md');
  if (!parsed.ok) throw new Error(parsed.errors.map((e) => `${e.line}: ${e.message}`).join('\n'));
  const merged = mergeTranslation(parsed.lesson, KO, 'lessons/names/lesson.ko.md');
  if (!merged.ok) throw new Error(merged.errors.map((e) => `${e.line}: ${e.message}`).join('\n'));
  return merged.lesson;
}

const INFOS: readonly LessonInfo[] = [
  {
    id: 'bridge',
    title: { en: 'The default bridge', ko: '기본 브리지' },
    minutes: 15,
    needs: [],
    steps: [{ id: 'look', title: { en: 'Look', ko: '보기' } }],
  },
  {
    id: 'names',
    title: { en: 'Names, not addresses', ko: '주소가 아니라 이름으로' },
    minutes: 20,
    needs: ['bridge'],
    steps: [
      { id: 'join', title: { en: 'Two containers, one name', ko: '컨테이너 둘, 이름 하나' } },
      { id: 'look', title: { en: 'Look around', ko: '둘러보기' } },
    ],
  },
];

const INCIDENTS: readonly LessonInfo[] = [
  {
    id: 'silent',
    title: { en: 'The silent shop', ko: '말이 없는 가게' },
    minutes: 8,
    needs: [],
    steps: [{ id: 'repair', title: { en: 'Repair', ko: '고치기' } }],
  },
];

const member = (name: string, address: string, more: object = {}) => ({
  name,
  image: name,
  state: 'running',
  addresses: [address],
  ports: [],
  published: [],
  ...more,
});

const BEFORE: MapModel = {
  hosts: [
    {
      name: 'node1',
      address: '192.168.1.100',
      networks: [
        {
          name: 'bridge',
          driver: 'bridge',
          subnets: ['172.17.0.0/16'],
          gateways: ['172.17.0.1'],
          link: 'docker0',
          members: [
            member('box', '172.17.0.3'),
            member('web', '172.17.0.2', {
              ports: ['80/tcp'],
              published: [{ hostIp: '0.0.0.0', hostPort: 8080, port: 80, proto: 'tcp' }],
            }),
          ],
        },
      ],
      loose: [],
    },
  ],
};

export const AFTER: MapModel = {
  hosts: BEFORE.hosts.map((h) => ({
    ...h,
    networks: [
      {
        name: 'app-net',
        driver: 'bridge',
        subnets: ['172.18.0.0/16'],
        gateways: ['172.18.0.1'],
        link: 'br-3f0a91b2c4d5',
        members: [member('box', '172.18.0.2')],
      },
      ...h.networks,
    ],
    loose: [{ name: 'batch', image: 'alpine', state: 'exited', addresses: [], ports: [], published: [] }],
  })),
};

export const LAB: LabState = { prompt: 'root@node1:~# ', busy: false, map: BEFORE, changes: [], canUndo: false };

/** What the goals of the first step say before anything was done. */
export const UNSOLVED: StepState = {
  step: 'join',
  solved: false,
  broken: false,
  lines: 0,
  goals: [
    {
      met: false,
      sentence: { id: 'goal.network.any', params: {} },
      because: { id: 'not.network.any', params: {} },
    },
    {
      met: false,
      sentence: { id: 'goal.resolves', params: { from: 'box', name: 'web' } },
      because: { id: 'not.resolves.default', params: { a: 'box', b: 'web' } },
    },
  ],
  hints: [],
};

/** A program that has just been started. */
export function model(size: Partial<Size> = {}, more: Partial<Model> = {}): Model {
  return {
    size: { columns: 120, rows: 40, ...size },
    lang: 'en',
    plain: false,
    ascii: false,
    lessons: INFOS,
    incidents: INCIDENTS,
    daily: { id: 'silent', seed: 4 },
    reviews: [],
    progress: NO_PROGRESS,
    keptAt: '/state/progress.json',
    screen: { kind: 'menu', at: 0 },
    overlay: undefined,
    shell: NO_SHELL,
    file: undefined,
    notice: undefined,
    confirm: undefined,
    zoom: false,
    reading: false,
    ...more,
  };
}
