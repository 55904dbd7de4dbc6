import { err, FsError, joinPath, out, type Program, park, readFile, sleep } from '../../os/index.ts';
import { connectMongo } from '../mongo/connect.ts';
import { open } from '../server.ts';
import type { ServiceData } from './app.ts';
import { fill, readDeclaration } from './declaration.ts';

/** `service FILE`: an HTTP app as the file declares it (declaration.ts). */
export const serviceProgram: Program = function* (proc) {
  proc.trap('TERM', 'default');
  yield* sleep(60);
  const path = joinPath(proc.cwd, proc.argv[1] ?? 'service.json');
  let text: string;
  try {
    text = readFile(proc.world, proc.fs, path);
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    yield* err(`Error: Cannot find module '${path}'`);
    return 1;
  }
  const declaration = readDeclaration(text);
  if (typeof declaration === 'string') {
    yield* err(`${path}: ${declaration}`);
    return 1;
  }
  const { env } = proc;
  const database = declaration.requires && fill(declaration.requires, env);
  if (database) {
    const problem = yield* connectMongo(proc, database);
    if (problem !== undefined) {
      yield* err(problem);
      return 1;
    }
    yield* out(`connected to ${database}`);
  }
  const port = Number(env.PORT || declaration.listen);
  const data: ServiceData = { declaration, env };
  const failed = open(proc, [{ port, ip: '::', service: 'service', data }]);
  if (failed !== undefined) {
    yield* err(`Error: listen EADDRINUSE: address already in use :::${port}`);
    return 1;
  }
  yield* out(`${declaration.name} listening on port ${port}`);
  return yield* park({ TERM: 0, INT: 0 });
};
