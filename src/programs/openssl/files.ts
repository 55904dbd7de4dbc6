import { type Process, type Run, readAll, write, writeFile } from '../../os/index.ts';
import { type Certificate, type PrivateKey, pemBlocks, readCertificate, readPrivateKey } from '../../tls/index.ts';
import { quit } from '../lib/answer.ts';
import { attemptFs, pathOf, readText } from '../lib/paths.ts';

/** The text of a file, or of standard input; load_key_certs_crls of openssl's apps/lib/apps.c complains. */
export function* fileText(proc: Process, path: string | undefined, what: string): Run<string> {
  if (path === undefined) return yield* readAll();
  const file = readText(proc, path);
  if ('text' in file) return file.text;
  return quit(`Could not open file or uri for loading ${what} from ${path}: ${file.message}`);
}

/** The first private key of a file. */
export function* loadKey(proc: Process, path: string | undefined, what = 'private key'): Run<PrivateKey> {
  const found = pemBlocks(yield* fileText(proc, path, what)).flatMap((block) => readPrivateKey(block) ?? []);
  return found[0] ?? quit(`Could not find ${what} from ${path ?? '<stdin>'}`);
}

/** The first certificate of a file. */
export function* loadCertificate(proc: Process, path: string | undefined, what = 'certificate'): Run<Certificate> {
  const found = pemBlocks(yield* fileText(proc, path, what))
    .filter(({ label }) => label === 'CERTIFICATE')
    .flatMap(({ der }) => readCertificate(der) ?? []);
  return found[0] ?? quit(`Could not find ${what} from ${path ?? '<stdin>'}`);
}

/** Writes what a command makes to its -out file, or to standard output; keys are for their owner alone. */
export function* save(
  proc: Process,
  command: string,
  path: string | undefined,
  text: string,
  mode?: number,
): Run<void> {
  if (path === undefined) return yield* write(text);
  if (path === '/dev/null') return;
  const refused = attemptFs(() =>
    proc.transact((tx) => writeFile(tx, proc.fs, pathOf(proc, path), text, mode === undefined ? {} : { mode })),
  );
  if (refused) quit(`${command}: Can't open "${path}" for writing, ${refused.message}`);
}
