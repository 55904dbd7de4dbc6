/** Lesson files: from text to data, with every mistake named by file and line. */
export { parseProse } from './blocks.ts';
export { type CoursePlan, parseCourse } from './course-file.ts';
export { type Parsed, parseLesson } from './parse-lesson.ts';
export { mergeTranslation } from './translation.ts';
export { coveringSeeds, provenSeeds, variation, varied } from './vary.ts';
