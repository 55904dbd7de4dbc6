import { base64Of, hexOf, textOf } from '../../base/index.ts';
import { type Process, type Program, type Run, write } from '../../os/index.ts';
import { randomBytes } from '../../tls/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { save } from './files.ts';
import { genpkey, genrsa, rsa } from './keys.ts';
import { has, numberOf, optionOf, parse, tableOf } from './options.ts';
import { req } from './req.ts';
import { sClient } from './s-client.ts';
import { verify } from './verify.ts';
import { x509 } from './x509.ts';

const COMMANDS: Readonly<Record<string, (proc: Process, args: readonly string[]) => Run<number>>> = {
  genpkey,
  genrsa,
  pkey: rsa('pkey'),
  rand,
  req,
  rsa: rsa('rsa'),
  s_client: sClient,
  verify,
  version,
  x509,
};

/** Commands that openssl(1) has and the course does not. */
const ELSEWHERE =
  'asn1parse ca ciphers cmp cms configutl crl crl2pkcs7 dgst dhparam dsa dsaparam ec ecparam enc engine errstr fipsinstall gendsa help info kdf list mac nseq ocsp passwd pkcs12 pkcs7 pkcs8 pkeyparam pkeyutl prime rehash rsautl s_server s_time sess_id skeyutl smime speed spkac srp storeutl ts md5 sha1 sha224 sha256 sha384 sha512 base64 aes-256-cbc zlib'.split(
    ' ',
  );

/** openssl(1) 3.6, as far as certificates go. */
export const openssl: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const [, name = 'help', ...args] = proc.argv;
  const command = COMMANDS[name];
  if (command) return yield* command(proc, args);
  if (!ELSEWHERE.includes(name)) quit(`Invalid command '${name}'; type "help" for a list.`);
  return notSimulated(`openssl ${name}`, `openssl ${Object.keys(COMMANDS).join(', ')}`);
}

/** openssl-version(1) */
function* version(_proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse('version', args, tableOf('v a! b! d e! f! m! o! p! r! c!'));
  yield* write(
    has(parsed, 'd')
      ? 'OPENSSLDIR: "/usr/lib/ssl"\n'
      : 'OpenSSL 3.6.5 29 Sep 2026 (Library: OpenSSL 3.6.5 29 Sep 2026)\n',
  );
  return 0;
}

/** openssl-rand(1) */
function* rand(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse('rand', args, tableOf('hex base64 out= rand! writerand!'));
  const [count] = parsed.operands;
  if (count === undefined) return 0;
  if (!/^\d+$/.test(count)) quit(`Invalid size suffix ${count}\nrand: Use -help for summary.`);
  const bytes = randomBytes((below) => proc.random(below), numberOf('rand', count));
  const lines = (base64Of(bytes).match(/.{1,64}/g) ?? []).map((l) => `${l}\n`).join('');
  const text = has(parsed, 'hex') ? `${hexOf(bytes)}\n` : has(parsed, 'base64') ? lines : textOf(bytes);
  yield* save(proc, 'rand', optionOf(parsed, 'out'), text);
  return 0;
}
