/** How docker's client prints: lists by template or table, inspected objects, sizes, errors of the daemon. */
export * from './display.ts';
export * from './errors.ts';
export * from './functions.ts';
export * from './inspect.ts';
export * from './list.ts';
export * from './template.ts';
