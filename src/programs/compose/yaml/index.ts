/** YAML as yaml.v3 of Go reads and writes it: its texts of errors and their lines, its scalars, its styles. */
export * from './decode.ts';
export * from './emit.ts';
export * from './parse.ts';
export * from './token.ts';
export * from './value.ts';
