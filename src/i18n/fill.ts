import { isJosa, josa } from './josa.ts';

/**
 * Fills a template: `{name}` is replaced by its parameter, `{이/가}` by the particle that suits what stands before it.
 * A parameter that is missing stays visible as it is written.
 */
export function fill(template: string, params: Readonly<Record<string, string>> = {}): string {
  let text = '';
  let from = 0;
  for (const hole of template.matchAll(/\{([^{}]+)\}/g)) {
    text += template.slice(from, hole.index);
    const key = hole[1] ?? '';
    text += isJosa(key) ? josa(text, key) : Object.hasOwn(params, key) ? (params[key] ?? '') : hole[0];
    from = hole.index + hole[0].length;
  }
  return text + template.slice(from);
}
