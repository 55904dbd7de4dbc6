/**
 * Words of the course in every language: catalogues of the screens, of the goals, and the Korean particles.
 * Knows nothing of lessons, worlds or of when something is said.
 */
import { en } from './en.ts';
import { ko } from './ko.ts';

export type { Catalogue } from './en.ts';
export { fill } from './fill.ts';
export { type GoalMessageId, goalsEn } from './goals.en.ts';
export { goalsKo } from './goals.ko.ts';
export { isJosa, josa } from './josa.ts';
export { type Message, sayMessage } from './message.ts';

/** Sentences of the screens by language. */
export const catalogues = { en, ko };
