/**
 * Words of the course in every language: catalogues keyed by id, and the Korean particles.
 * Knows nothing of lessons, worlds or screens.
 */
export { fill } from './fill.ts';
export { type GoalMessageId, goalsEn } from './goals.en.ts';
export { goalsKo } from './goals.ko.ts';
export { josa } from './josa.ts';
export { type Message, sayMessage } from './message.ts';
