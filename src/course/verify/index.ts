/** The proof of a lesson: everything that it promises is put to the test. */
export type { Check, Problem, Report } from './problem.ts';
export { englishDigests, type Translated } from './translated.ts';
export { verifyVariation } from './variation.ts';
export { verifyLesson } from './verify.ts';
