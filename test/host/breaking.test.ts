import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Lesson, Step } from '../../src/course/index.ts';
import { readLesson } from '../../src/host/lesson-files.ts';
import { openSession, type Session } from '../../src/host/session.ts';
import { sayMessage } from '../../src/i18n/index.ts';

const LESSONS = fileURLToPath(new URL('../../lessons/', import.meta.url));

function stepOf(place: string): { readonly lesson: Lesson; readonly step: Step } {
  const [id = '', name = ''] = place.split('/');
  const read = readLesson(LESSONS, id);
  if (!read.ok) throw new Error(id);
  const step = read.lesson.steps.find((s) => s.id === name);
  if (!step) throw new Error(place);
  return { lesson: read.lesson, step };
}

/** The to-do list, as a learner reads it. */
async function told(session: Session, step: Step): Promise<string> {
  const { goals } = await session.check(step);
  const row = ({ met, sentence, because }: (typeof goals)[number]) =>
    `${met ? '✔' : '▸'} ${sayMessage('en', sentence)}${because ? ` / ${sayMessage('en', because)}` : ''}`;
  return goals.map(row).join('\n').replaceAll('`', '');
}

/** What the learner does to the world of a step, and what the list says then. */
it.each<[string, string, readonly string[], boolean]>([
  ['networks/join', 'docker rm -f box', ['the lesson’s container box is gone'], true],
  ['networks/in-use', 'docker rm -f api; docker network rm app-net', ['✔ the network app-net is gone'], false],
  ['dns/phone-book', 'docker rm -f web box', ['the lesson’s container box is gone'], true],
  ['firewall/tiers', 'docker network disconnect app-net frontend', ['frontend is on no network'], false],
  [
    'firewall/tiers',
    'iptables -I INPUT -j DROP; iptables -I FORWARD -j DROP; iptables -I OUTPUT -j DROP',
    ['nothing comes back'],
    false,
  ],
  ['overlay/mesh', 'docker swarm leave -f', ['the swarm that this step needs is gone'], true],
  ['overlay/place', 'docker swarm leave -f', ['the swarm that this step needs is gone'], true],
  ['none/two-in-one', 'docker rm -f vault', ['the lesson’s container vault is gone'], true],
])('%s after `%s`', { timeout: 120_000 }, async (place, line, says, broken) => {
  const { lesson, step } = stepOf(place);
  const session = await openSession({ lesson, step: step.id, size: { columns: 80, rows: 24 } });
  await session.enter(step);
  const before = await told(session, step);
  await session.submit(line);
  await session.finish(60_000);
  const after = await told(session, step);
  expect(
    says.filter((s) => !after.includes(s)),
    after,
  ).toEqual([]);
  expect((await session.check(step)).broken).toBe(broken);
  expect(await session.undo()).toBe(line);
  expect(await told(session, step)).toBe(before);
});
