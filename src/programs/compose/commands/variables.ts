import { isDict, isList, type Value } from '../yaml/index.ts';

/** A variable that a model uses. */
export interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly fallback: string;
  readonly presence: string;
}

const VARIABLE = /\$(?:\$|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)(?:(:?[-?+])([^}]*))?\})/gi;

/** Variables by name; template/variables.go of compose-go. */
export function variablesIn(model: Value): readonly Variable[] {
  const found = new Map<string, Variable>();
  const visit = (value: Value): void => {
    if (isDict(value)) for (const inner of value.values()) visit(inner);
    else if (isList(value)) for (const inner of value) visit(inner);
    else if (typeof value === 'string')
      for (const [, plain, braced, operator = '', word = ''] of value.matchAll(VARIABLE)) {
        const name = plain ?? braced;
        if (name === undefined) continue;
        found.set(name, {
          name,
          required: operator.endsWith('?'),
          fallback: operator.endsWith('-') ? word : '',
          presence: operator.endsWith('+') ? word : '',
        });
      }
  };
  visit(model);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
