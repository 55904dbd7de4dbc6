import type { Lang } from '../course/index.ts';

/** The language of the environment, as locale(7) finds it: LC_ALL, LC_MESSAGES, LANG. */
export function langOf(env: NodeJS.ProcessEnv): Lang {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^ko\b|^ko_/i.test(locale) ? 'ko' : 'en';
}
