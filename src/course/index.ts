/**
 * Lessons: their files, goals, hints, wrong answers, proofs, and what a learner has done, as data.
 * Knows nothing of Ink, of files on disk or of how the world is stored: it asks `Facts` and plays on a `Stage`.
 */
export { drillOf } from './drill.ts';
export * from './facts.ts';
export { type Entry, glossary, lookUp } from './glossary.ts';
export * from './goals/index.ts';
export * from './incident.ts';
export * from './lesson.ts';
export * from './message.ts';
export * from './parse/index.ts';
export * from './play.ts';
export * from './progress.ts';
export { type Due, dueReviews, lessonDone, nextReview, reviewed, scheduleFirst } from './review.ts';
export { type Loaded, loadProgress, mergeProgress, readProgress } from './saved.ts';
export { hintLadder, linesBefore, nextLines, ownedNames, type Rung, recogniseWrong } from './steps/index.ts';
export * from './verify/index.ts';
