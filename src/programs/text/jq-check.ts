import { SPECIAL } from './jq-builtins.ts';
import { NATIVES } from './jq-natives.ts';
import { type Ast, type Pattern, parseDefs } from './jq-parse.ts';
import { PRELUDE } from './jq-prelude.ts';

interface Problem {
  readonly message: string;
  readonly at: number;
  readonly length: number;
}

interface Scope {
  readonly functions: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

let known: ReadonlySet<string> | undefined;

/** The first name that nobody defined: jq finds it before it runs. */
export function compileProblem(ast: Ast, variables: readonly string[]): Problem | undefined {
  known ??= new Set([
    ...parseDefs(PRELUDE).map((d) => `${d.name}/${d.params.length}`),
    ...Object.keys(NATIVES),
    ...Object.keys(SPECIAL),
  ]);
  return visit(ast, { functions: known, variables: new Set(['ENV', '__loc__', 'ARGS', '__prog_args', ...variables]) });
}

function extended(
  scope: Scope,
  more: { readonly functions?: readonly string[]; readonly variables?: readonly string[] },
): Scope {
  return {
    functions: new Set([...scope.functions, ...(more.functions ?? [])]),
    variables: new Set([...scope.variables, ...(more.variables ?? [])]),
  };
}

function names(pattern: Pattern): string[] {
  if (pattern.kind === 'var') return [pattern.name];
  if (pattern.kind === 'list') return pattern.items.flatMap(names);
  return pattern.entries.flatMap((e) => [
    ...(e.name === undefined ? [] : [e.name]),
    ...(e.value ? names(e.value) : []),
  ]);
}

function all(scope: Scope, parts: readonly (Ast | undefined)[]): Problem | undefined {
  for (const part of parts) {
    const problem = part && visit(part, scope);
    if (problem) return problem;
  }
  return undefined;
}

function visit(ast: Ast, scope: Scope): Problem | undefined {
  switch (ast.kind) {
    case 'call': {
      const key = `${ast.name}/${ast.args.length}`;
      if (!scope.functions.has(key)) return { message: `${key} is not defined`, at: ast.at, length: ast.name.length };
      return all(scope, ast.args);
    }
    case 'var':
      return scope.variables.has(ast.name)
        ? undefined
        : { message: `$${ast.name} is not defined`, at: ast.at, length: ast.name.length + 1 };
    case 'string':
      return all(
        scope,
        ast.parts.filter((p) => typeof p !== 'string'),
      );
    case 'index':
      return all(scope, [ast.of, ast.by]);
    case 'slice':
      return all(scope, [ast.of, ast.from, ast.to]);
    case 'iterate':
      return visit(ast.of, scope);
    case 'try':
      return all(scope, [ast.body, ast.handler]);
    case 'pipe':
    case 'comma':
    case 'alternative':
    case 'binary':
    case 'logic':
    case 'assign':
      return all(scope, [ast.a, ast.b]);
    case 'negate':
      return visit(ast.a, scope);
    case 'array':
      return all(scope, [ast.body]);
    case 'object':
      return all(
        scope,
        ast.entries.flatMap((e) => [e.key, e.value]),
      );
    case 'if':
      return all(scope, [ast.test, ast.then, ast.no]);
    case 'reduce':
    case 'foreach': {
      const inner = extended(scope, { variables: names(ast.pattern) });
      return (
        all(scope, [ast.source, ast.init]) ?? all(inner, [ast.update, ast.kind === 'foreach' ? ast.extract : undefined])
      );
    }
    case 'bind':
      return visit(ast.source, scope) ?? visit(ast.body, extended(scope, { variables: ast.patterns.flatMap(names) }));
    case 'label':
      return all(scope, [ast.body]);
    case 'def': {
      const { def } = ast;
      const own = `${def.name}/${def.params.length}`;
      const params = def.params.map((p) => `${p.replace('$', '')}/0`);
      const bound = def.params.filter((p) => p.startsWith('$')).map((p) => p.slice(1));
      return (
        visit(def.body, extended(scope, { functions: [own, ...params], variables: bound })) ??
        visit(ast.body, extended(scope, { functions: [own] }))
      );
    }
    default:
      return undefined;
  }
}
