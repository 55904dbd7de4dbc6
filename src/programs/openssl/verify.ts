import { type Process, type Run, stat, write } from '../../os/index.ts';
import { type Certificate, certificatesIn, nameText, VERIFY_TEXT, verify as verifyChain } from '../../tls/index.ts';
import { quit } from '../lib/answer.ts';
import { readText } from '../lib/paths.ts';
import { loadCertificate } from './files.ts';
import { has, optionOf, type Parsed, parse, tableOf } from './options.ts';

const TRUST = '/etc/ssl/certs/ca-certificates.crt';

/** Whom a command trusts: the system's authorities and those of -CAfile. */
export function trusted(proc: Process, parsed: Parsed): readonly Certificate[] {
  const path = optionOf(parsed, 'CAfile');
  const system = has(parsed, 'no-CAfile') ? [] : certificatesIn(stat(proc.world, proc.fs, TRUST)?.content ?? '');
  if (path === undefined) return system;
  const file = readText(proc, path);
  if (!('text' in file)) return quit(`Error loading file ${path}`);
  return [...certificatesIn(file.text), ...system];
}

/** openssl-verify(1) */
export function* verify(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse(
    'verify',
    args,
    tableOf(
      'CAfile= untrusted= no-CAfile no-CApath partial_chain verify_hostname= show_chain! CApath! crl_check! purpose! verbose',
    ),
  );
  const store = trusted(proc, parsed);
  const more = optionOf(parsed, 'untrusted');
  const file = more === undefined ? undefined : readText(proc, more);
  const others = file && 'text' in file ? certificatesIn(file.text) : [];
  let status = 0;
  for (const path of parsed.operands) {
    const certificate = yield* loadCertificate(proc, path, 'certificate file');
    const host = optionOf(parsed, 'verify_hostname');
    const { chain, flaws } = verifyChain([certificate, ...others], {
      trusted: store,
      now: proc.now,
      partial: has(parsed, 'partial_chain'),
      ...(host === undefined ? {} : { host }),
    });
    const [flaw] = flaws;
    if (!flaw) {
      yield* write(`${path}: OK\n`);
      continue;
    }
    status = 2;
    const subject = chain[flaw.depth]?.subject ?? [];
    yield* write(
      `${nameText(subject)}\nerror ${flaw.code} at ${flaw.depth} depth lookup: ${VERIFY_TEXT[flaw.code]}\nerror ${path}: verification failed\n`,
      2,
    );
  }
  return status;
}
