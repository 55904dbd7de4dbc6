import { hexOf } from '../../base/index.ts';
import { type Process, type Run, write } from '../../os/index.ts';
import { newKey, type PrivateKey, type PublicKey, pem, privateKeyInfo, publicKeyInfo } from '../../tls/index.ts';
import { notSimulated } from '../lib/answer.ts';
import { loadKey, save } from './files.ts';
import { has, numberOf, optionOf, parse, tableOf } from './options.ts';

/** A new key, with the signs that openssl prints while it looks for primes. */
export function* generate(proc: Process, size: number, quiet: boolean): Run<PrivateKey> {
  if (!quiet) yield* write(`${search(proc, size)}${search(proc, size)}`, 2);
  return newKey((below) => proc.random(below), size);
}

/** One prime: from 2048 bits on two smaller ones are found before it; ossl_bn_rsa_fips186_4_gen_prob_primes. */
function search(proc: Process, size: number): string {
  const tried = (): string =>
    Array.from({ length: 8 + proc.random(60) }, () => (proc.random(4) === 0 ? '+' : '.')).join('');
  if (size < 2048) return `${'.'.repeat(5 + proc.random(30))}${'+'.repeat(64)}\n`;
  const smaller = `${'+'.repeat(39)}*`;
  return `.${tried()}${smaller}.${tried()}${smaller}.${tried()}++++++\n`;
}

/** A private key for a PEM file. */
export const privatePem = (key: PrivateKey): string => pem({ label: 'PRIVATE KEY', der: privateKeyInfo(key) });

/** A public key for a PEM file. */
export const publicPem = (key: PublicKey): string => pem({ label: 'PUBLIC KEY', der: publicKeyInfo(key) });

/** `Modulus=E706C5…` */
export const modulusLine = (key: PublicKey): string => `Modulus=${hexOf(key.modulus).toUpperCase()}\n`;

/** openssl-genrsa(1) */
export function* genrsa(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse(
    'genrsa',
    args,
    tableOf('out= quiet verbose traditional! aes256! aes128! des3! passout! 3! f4 F4 primes!'),
  );
  const size = numberOf('genrsa', parsed.operands[0] ?? '2048');
  const key = yield* generate(proc, size, !has(parsed, 'verbose'));
  yield* save(proc, 'genrsa', optionOf(parsed, 'out'), privatePem(key), 0o600);
  return 0;
}

/** openssl-genpkey(1), for RSA. */
export function* genpkey(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse(
    'genpkey',
    args,
    tableOf('out= algorithm= pkeyopt= quiet outform! aes256! aes-256-cbc! pass! paramfile!'),
  );
  const algorithm = optionOf(parsed, 'algorithm') ?? '';
  if (algorithm.toUpperCase() !== 'RSA')
    notSimulated(`openssl genpkey -algorithm ${algorithm}`, 'openssl genpkey -algorithm RSA');
  const size = /^rsa_keygen_bits:(\d+)$/.exec(optionOf(parsed, 'pkeyopt') ?? '')?.[1] ?? '2048';
  const key = yield* generate(proc, Number(size), has(parsed, 'quiet'));
  yield* save(proc, 'genpkey', optionOf(parsed, 'out'), privatePem(key), 0o600);
  return 0;
}

/** openssl-rsa(1) and openssl-pkey(1) */
export function rsa(command: 'rsa' | 'pkey') {
  return function* (proc: Process, args: readonly string[]): Run<number> {
    const parsed = parse(
      command,
      args,
      tableOf(
        'in= out= pubout noout check modulus text! pubin! inform! outform! passin! passout! aes256! des3! traditional!',
      ),
    );
    const key = yield* loadKey(proc, optionOf(parsed, 'in'));
    if (has(parsed, 'modulus')) yield* write(modulusLine(key));
    if (has(parsed, 'check')) yield* write(command === 'rsa' ? 'RSA key ok\n' : 'Key is valid\n');
    if (has(parsed, 'noout')) return 0;
    if (command === 'rsa') yield* write('writing RSA key\n', 2);
    const text = has(parsed, 'pubout') ? publicPem(key) : privatePem(key);
    yield* save(proc, command, optionOf(parsed, 'out'), text, has(parsed, 'pubout') ? undefined : 0o600);
    return 0;
  };
}
