import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { missing, notRunning } from './words.ts';

/** A container is there, in whatever state. */
export const exists: GoalKind = {
  name: 'exists',
  about: 'the container is there, in any state',
  use: 'exists CONTAINER [image=IMAGE]',
  args: ['container'],
  options: ['image'],
  say({ goal, args: [name = ''] }) {
    const image = goal.options.image;
    return image === undefined ? message('goal.exists', { name }) : message('goal.exists.image', { name, image });
  },
  async check({ goal, args: [name = ''] }, asked) {
    const it = await asked.container(name);
    if (it === undefined) return missing(asked, name);
    const want = goal.options.image;
    if (want !== undefined && shortImage(it.image) !== shortImage(want))
      return message('not.container.image', { name, is: it.image, want });
    return undefined;
  },
};

/** A container runs. */
export const running: GoalKind = {
  name: 'running',
  about: 'the container runs',
  use: 'running CONTAINER [image=IMAGE] [on=HOST]',
  args: ['container'],
  options: ['image', 'on'],
  say({ goal, args: [name = ''] }) {
    const { image, on } = goal.options;
    if (on !== undefined) {
      return image === undefined
        ? message('goal.running.on', { name, on })
        : message('goal.running.image.on', { name, image, on });
    }
    return image === undefined ? message('goal.running', { name }) : message('goal.running.image', { name, image });
  },
  async check(bound, asked) {
    const [name = ''] = bound.args;
    const because = (await exists.check(bound, asked)) ?? (await notRunning(asked, name));
    if (because !== undefined) return because;
    const { on } = bound.goal.options;
    const is = (await asked.container(name))?.host ?? '';
    return on === undefined || is === on ? undefined : message('not.container.on', { name, is, want: on });
  },
};

/** A container is there and does not run. */
export const stopped: GoalKind = {
  name: 'stopped',
  about: 'the container is there and does not run',
  use: 'stopped CONTAINER',
  args: ['container'],
  say: ({ args: [name = ''] }) => message('goal.stopped', { name }),
  async check({ args: [name = ''] }, asked) {
    const it = await asked.container(name);
    if (it === undefined) return missing(asked, name);
    return it.state === 'exited' || it.state === 'created' || it.state === 'dead'
      ? undefined
      : message('not.stopped', { name });
  },
};

/** A container has run, and its command has ended with a status. */
export const exited: GoalKind = {
  name: 'exited',
  about: 'its command has ended with this status (0 when left out)',
  use: 'exited CONTAINER [STATUS]',
  args: ['container', 'name'],
  atLeast: 1,
  mistake: ({ args: [, status] }) =>
    status === undefined || /^\d{1,3}$/.test(status)
      ? undefined
      : `\`${status}\` is no exit status: write a number, 0 to 255`,
  say: ({ args: [name = '', status = '0'] }) => message('goal.exited', { name, status }),
  async check({ args: [name = '', status = '0'] }, asked) {
    const it = await asked.container(name);
    if (it === undefined) return missing(asked, name);
    if (it.state === 'created') return message('not.container.created', { name });
    if (it.state !== 'exited') return message('not.stopped', { name });
    return it.exitCode === Number(status) ? undefined : message('not.exited.status', { name, is: String(it.exitCode) });
  },
};

/** `docker.io/library/nginx:latest` is nginx. */
export function shortImage(image: string): string {
  return image
    .replace(/^docker\.io\//, '')
    .replace(/^library\//, '')
    .replace(/:latest$/, '');
}
