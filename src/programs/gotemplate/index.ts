/**
 * Go's text/template: parsing, execution over typed values, fmt's verbs, with the errors that they print.
 * A general mechanism: knows nothing of docker; functions and data are handed in.
 */
export { type ExecuteOptions, ExecutionError, execute } from './exec.ts';
export { BUILTINS, type Func, type Funcs } from './funcs.ts';
export { marshal, quoteJson } from './json.ts';
export { TemplateError } from './lex.ts';
export { type Declarations, declare } from './notation.ts';
export { parse, type Template } from './parse.ts';
export * from './types.ts';
