import { expect, it } from 'vitest';
import { table, World } from '../../src/base/index.ts';

interface Shelf {
  readonly room: string;
  readonly holds: readonly string[];
}
const shelves = table<Shelf>('test.shelves', { room: (s) => s.room, holds: (s) => s.holds });

const found = (world: World, index: string, value: string): Shelf[] => world.by(shelves, index, value);

it('finds a row under one value, under several, and no longer under those that it lost', () => {
  const [full, half] = [
    { room: 'east', holds: ['atlas', 'bible'] },
    { room: 'east', holds: ['bible', 'cook'] },
  ] as const;
  const first = World.empty(0, 1).begin();
  first.put(shelves, '1', full);
  const one = first.commit();
  const second = one.begin();
  second.put(shelves, '1', half);
  const two = second.commit();
  const third = two.begin();
  third.delete(shelves, '1');
  const three = third.commit();
  const under = (world: World) =>
    Object.fromEntries(
      [
        ['room', 'east'],
        ['holds', 'atlas'],
        ['holds', 'bible'],
        ['holds', 'cook'],
      ].map(([index = '', value = '']) => [value, found(world, index, value)]),
    );
  expect(under(one)).toEqual({ east: [full], atlas: [full], bible: [full], cook: [] });
  expect(under(two)).toEqual({ east: [half], atlas: [], bible: [half], cook: [half] });
  expect(under(three)).toEqual({ east: [], atlas: [], bible: [], cook: [] });
});
