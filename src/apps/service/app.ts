import { type Conversation, hostname, type Run } from '../../os/index.ts';
import { type Answer, httpApp, targetOf } from '../answer.ts';
import { nodeError } from '../failures.ts';
import { connectTo, fetchUrl } from '../fetch.ts';
import type { Request } from '../http.ts';
import { type Declaration, fill } from './declaration.ts';

/** What a socket of such an app remembers. */
export interface ServiceData {
  readonly declaration: Declaration;
  readonly env: Readonly<Record<string, string>>;
}

/** What a value came to, and what went wrong on the way. */
interface Worked {
  readonly value: unknown;
  readonly problem?: string;
}

function* answered(conn: Conversation, request: Request): Run<Answer> {
  const { declaration, env } = conn.socket.data as ServiceData;
  const { path } = targetOf(request);
  return yield* answerOf(conn, declaration, { ...env, HOSTNAME: hostname(conn.world, conn) }, path);
}

/** Answers as the declaration behind the socket says; what cannot be reached makes it 502 with the reason. */
export const service = httpApp(function* (conn, request) {
  const answer = yield* answered(conn, request);
  return { ...answer, log: `${request.method} ${request.target} ${answer.status ?? 200}` };
});

/** The same as Spring Boot does it, which logs no requests. */
export const spring = httpApp(answered);

function* answerOf(conn: Conversation, declaration: Declaration, env: ServiceData['env'], path: string): Run<Answer> {
  const declared = declaration.answers[path];
  if (declared === undefined) return { status: 404, type: 'application/json', body: `{"error":"Cannot find ${path}"}` };
  if (typeof declared === 'string' && !VERB.test(declared))
    return {
      type: declared.startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
      body: `${fill(declared, env) ?? declared}\n`,
    };
  const { value, problem } = yield* work(conn, declared, env);
  return {
    status: problem === undefined ? 200 : 502,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(problem === undefined ? value : { error: problem }),
  };
}

const VERB = /^(GET|CONNECT) (\S+)$/;

function* work(conn: Conversation, declared: unknown, env: ServiceData['env']): Run<Worked> {
  if (typeof declared === 'string') return yield* perform(conn, declared, env);
  if (typeof declared !== 'object' || declared === null) return { value: declared };
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(declared)) {
    const worked = yield* work(conn, inner, env);
    if (worked.problem !== undefined) return worked;
    if (worked.value !== undefined) entries.push([key, worked.value]);
  }
  return { value: Array.isArray(declared) ? entries.map(([, v]) => v) : Object.fromEntries(entries) };
}

function* perform(conn: Conversation, text: string, env: ServiceData['env']): Run<Worked> {
  const [, verb, target = ''] = VERB.exec(text) ?? [];
  const filled = fill(verb === undefined ? text : target, env);
  if (verb === undefined || filled === undefined) return { value: filled };
  if (verb === 'CONNECT') {
    const [host = '', port = ''] = filled.split(':');
    const connected = yield* connectTo(conn, host, Number(port));
    if (!connected.ok) return { value: undefined, problem: nodeError(connected.why) };
    connected.connection.close();
    return { value: 'connected' };
  }
  const fetched = yield* fetchUrl(conn, { url: filled.includes('://') ? filled : `http://${filled}` });
  if (!fetched.ok) return { value: undefined, problem: nodeError(fetched.why) };
  const { status, body } = fetched.response;
  if (status >= 400) return { value: undefined, problem: `${filled} answered ${status}: ${body.trim()}` };
  try {
    return { value: JSON.parse(body) };
  } catch {
    return { value: body.trim() };
  }
}
