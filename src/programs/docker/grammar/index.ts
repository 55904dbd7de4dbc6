/** The grammar of docker's command line: cobra 1.9.1's tree, pflag 1.0.6's flags, docker/cli's help and argument texts. */

export * from './arity.ts';
export * from './command.ts';
export * from './find.ts';
export * from './flags.ts';
export * from './goparse.ts';
export * from './help.ts';
export * from './parse.ts';
