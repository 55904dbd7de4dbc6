/**
 * A small HTTP app as a file declares it. Values of `answers` are JSON, in which a text that begins with a verb stands
 * for what the verb brings, `${NAME}` and `${NAME:-otherwise}` for the environment:
 * - `GET http://…`: the JSON that another app answers,
 * - `CONNECT host:port`: `connected`, when something listens there.
 */
export interface Declaration {
  readonly name: string;
  /** The port it listens on; the variable PORT changes it. */
  readonly listen: number;
  /** A database it connects to before it listens: `mongodb://…`. */
  readonly requires?: string;
  /** What it answers, by path; a text is a page. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Reads a declaration; what is wrong with it as text. */
export function readDeclaration(text: string): Declaration | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null) return 'not an object';
  const { name, listen, requires, answers } = value as Partial<Record<keyof Declaration, unknown>>;
  if (typeof name !== 'string') return '"name" is missing';
  if (typeof listen !== 'number') return '"listen" is not a port';
  if (typeof answers !== 'object' || answers === null) return '"answers" is missing';
  return {
    name,
    listen,
    answers: answers as Declaration['answers'],
    ...(typeof requires === 'string' ? { requires } : {}),
  };
}

/** Puts the environment into a text; undefined when a variable without an otherwise is not set. */
export function fill(text: string, env: Readonly<Record<string, string>>): string | undefined {
  let missing = false;
  const filled = text.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, otherwise?: string) => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    if (otherwise === undefined) missing = true;
    return otherwise ?? '';
  });
  return missing ? undefined : filled;
}
