import {
  BUILTINS,
  ExecutionError,
  execute,
  type GoValue,
  parse,
  type Template,
  TemplateError,
} from '../../gotemplate/index.ts';
import { FUNCTIONS } from './functions.ts';

const NAMES = new Set([...Object.keys(BUILTINS), ...Object.keys(FUNCTIONS), 'and', 'or', 'not']);

/** Parses a template with docker's functions. Throws TemplateError. */
export function parseTemplate(source: string, name = ''): Template {
  return parse(source, NAMES, name);
}

/** Runs a template with docker's functions over a value. Throws ExecutionError. */
export function runTemplate(
  template: Template,
  value: GoValue | undefined,
  options: { readonly missingKeyError?: boolean } = {},
): string {
  return execute(template, value, { funcs: FUNCTIONS, ...options });
}

export { ExecutionError, TemplateError };
