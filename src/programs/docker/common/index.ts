/** What docker's verbs share: doing something to each of several containers, prompts, moments, inspected objects. */
export * from './archive.ts';
export * from './client-config.ts';
export * from './cluster-files.ts';
export * from './confirm.ts';
export * from './each.ts';
export * from './input-file.ts';
export * from './log-line.ts';
export * from './output-file.ts';
export * from './show.ts';
export * from './tar.ts';
export * from './times.ts';
