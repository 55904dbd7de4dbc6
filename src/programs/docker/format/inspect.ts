import { ApiError } from '../../../engine/index.ts';
import { fromJson, type GoType, GoValue, type Template } from '../../gotemplate/index.ts';
import { CliError } from '../grammar/index.ts';
import { daemonError } from './errors.ts';
import { ExecutionError, parseTemplate, runTemplate, TemplateError } from './template.ts';

/** An object to inspect: what the API answered, and the Go type that the client reads it into. */
export interface Inspected {
  readonly type: GoType;
  readonly data: unknown;
  /** The client has thrown the answer itself away: there is nothing to fall back to. */
  readonly typedOnly?: boolean;
}

/** What inspecting several objects prints, and the errors that end it. */
export interface Inspection {
  readonly out: string;
  readonly errors: readonly string[];
}

/** Inspects objects by their names: JSON, or a template for each; cli/command/inspect of docker/cli. */
export function inspectAll(refs: readonly string[], format: string, get: (ref: string) => Inspected): Inspection {
  const template = format === '' || format === 'json' ? undefined : parsed(format);
  const errors: string[] = [];
  const found: unknown[] = [];
  let out = '';
  let fallen = false;
  for (const ref of refs) {
    try {
      const object = get(ref);
      found.push(object.data);
      if (!template) continue;
      const result = runInspect(template, object, fallen);
      fallen = result.fallen;
      out += `${result.text}\n`;
    } catch (e) {
      if (e instanceof ExecutionError) {
        fallen = true;
        errors.push(`template parsing error: ${e.message}`);
      } else if (e instanceof ApiError) errors.push(daemonError(e));
      else if (e instanceof CliError) errors.push(e.message);
      else throw e;
    }
  }
  if (template) return { out: out === '' ? '\n' : out, errors };
  return { out: `${found.length === 0 ? '[]' : JSON.stringify(found, null, format === 'json' ? 0 : 4)}\n`, errors };
}

/**
 * Over the typed object first, then over the plain JSON, where a missing key is an error. Once that was needed,
 * missing keys stay errors for the objects that follow: the option is set on the template itself.
 */
function runInspect(
  template: Template,
  object: Inspected,
  fallen: boolean,
): { readonly text: string; readonly fallen: boolean } {
  try {
    return { text: runTemplate(template, new GoValue(object.type, object.data), { missingKeyError: fallen }), fallen };
  } catch (e) {
    if (!(e instanceof ExecutionError) || object.typedOnly) throw e;
    return { text: runTemplate(template, fromJson(object.data), { missingKeyError: true }), fallen: true };
  }
}

function parsed(format: string): Template {
  try {
    return parseTemplate(format);
  } catch (e) {
    throw e instanceof TemplateError ? new CliError(`template parsing error: ${e.message}`, 64) : e;
  }
}
