import { describe, expect, it } from 'vitest';
import { mkdir, writeFile } from '../../src/os/index.ts';
import { complete, newState } from '../../src/shell/index.ts';
import { makeKernel } from './harness.ts';

const kernel = makeKernel();
kernel.transact((tx) => {
  mkdir(tx, 'host', '/tmp/w/docs');
  for (const path of ['/tmp/w/docker-compose.yml', '/tmp/w/a file', '/tmp/w/.hidden', '/tmp/w/docs/one'])
    writeFile(tx, 'host', path, '');
});
const env = { PATH: '/usr/bin', HOME: '/tmp' };
const fresh = newState({ dialect: 'bash', cwd: '/tmp/w', env, now: 0, pid: 1, ppid: 0, interactive: true });
const view = {
  world: kernel.world,
  fs: 'host',
  state: { ...fresh, aliases: { ll: 'ls -l' }, functions: { greet: { source: 'greet() { :; }', line: 1 } } },
  completer: (words: readonly string[], at: number) =>
    words[0] === 'docker' && at === 1 ? ['network', 'node', 'ps'] : undefined,
};

describe('Tab offers', () => {
  it.each([
    ['sl', 'sleep'],
    ['l', 'let ll local logout'],
    ['gr', 'greet'],
    ['echo do', 'docker-compose.yml docs/'],
    ['cat docs/', 'docs/one'],
    ['cat ./d', './docker-compose.yml ./docs/'],
    ['cat a', 'a\\ file'],
    ['cat "a', '"a file'],
    ['cat .h', '.hidden'],
    ['echo $HOM', '$HOME'],
    ['echo "${PAT', '"${PATH}'],
    ['docker n', 'network node'],
    ['docker network d', 'docker-compose.yml docs/'],
    ['sudo docker n', 'network node'],
    ['echo x | ca', 'caller cat'],
    ['echo x > do', 'docker-compose.yml docs/'],
    ['A=1 sle', 'sleep'],
    ['echo; docker p', 'ps'],
    ['cat ~/w/docs/', '~/w/docs/one'],
    ['nothing-like-this', ''],
  ])('%s -> %s', (line, offered) => {
    expect(complete(view, line).candidates.join(' ')).toBe(offered);
  });

  it('says where the word begins and what all candidates share', () => {
    expect(complete(view, 'cat do')).toEqual({ start: 4, candidates: ['docker-compose.yml', 'docs/'], common: 'doc' });
    expect(complete(view, 'cat do | x', 6)).toEqual({
      start: 4,
      candidates: ['docker-compose.yml', 'docs/'],
      common: 'doc',
    });
  });
});
