import { joinPath, type Process, stat } from '../../os/index.ts';
import {
  type Certificate,
  type Credentials,
  certificatesIn,
  pemBlocks,
  readPrivateKey,
  sameKey,
  VERSIONS,
  type Version,
} from '../../tls/index.ts';
import type { Handler } from './model.ts';
import { at, ConfigError, type Directive, NotSimulated } from './syntax.ts';

/** What a server shows of itself; `find` looks a directive up in it and then in `http`; ngx_ssl_certificate. */
export function credentialsOf(
  proc: Process,
  find: (name: string) => Directive | undefined,
  prefix: string,
): Credentials | undefined {
  const [certificate, key] = [find('ssl_certificate'), find('ssl_certificate_key')];
  if (!certificate) return undefined;
  if (!key) throw new ConfigError(`no "ssl_certificate_key" is defined for certificate "${certificate.args[0]}"`);
  for (const d of [certificate, key])
    if (d.args[0]?.includes('$')) throw new NotSimulated(`nginx ${d.name} with variables (${d.file}:${d.line})`);
  const chain = chainIn(proc, joinPath(prefix, certificate.args[0] ?? ''));
  const path = joinPath(prefix, key.args[0] ?? '');
  const text = fileText(proc, path, 'certificate key');
  const pair = pemBlocks(text).flatMap((block) => readPrivateKey(block) ?? [])[0];
  if (!pair)
    throw cannotLoad(
      'certificate key',
      path,
      'PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)',
    );
  if (!chain[0] || !sameKey(chain[0].key, pair))
    throw new ConfigError(
      `SSL_CTX_use_PrivateKey("${path}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`,
    );
  return { chain, key: pair };
}

/** `ssl_protocols`, `proxy_ssl_protocols`: what of it is spoken, or all; ngx_ssl_create. */
export const versionsOf = (d: Directive | undefined): readonly Version[] =>
  d ? VERSIONS.filter((v) => d.args.includes(v)) : VERSIONS;

/** The certificates of a file, the server's own first. */
function chainIn(proc: Process, path: string): readonly Certificate[] {
  const text = fileText(proc, path, 'certificate');
  const chain = certificatesIn(text);
  if (chain.length > 0) return chain;
  const begun = text.includes('-----BEGIN CERTIFICATE-----');
  throw cannotLoad(
    'certificate',
    path,
    `PEM_read_bio_X509_AUX() failed (SSL: error:${begun ? '0688010A:asn1 encoding routines::nested asn1 error:Type=X509 error:0488000D:PEM routines::ASN1 lib' : '0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE'})`,
  );
}

const cannotLoad = (what: string, path: string, why: string) =>
  new ConfigError(`cannot load ${what} "${path}": ${why}`);

function fileText(proc: Process, path: string, what: string): string {
  const row = stat(proc.world, proc.fs, path);
  if (row) return row.content;
  throw cannotLoad(
    what,
    path,
    `BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file)`,
  );
}

/** Where TLS is spoken, the default server must have a certificate: it answers who asks for no name; ngx_http_ssl_init. */
export function checkDefaults(
  servers: readonly {
    readonly directive: Directive;
    readonly listens: readonly {
      readonly ip: string;
      readonly port: number;
      readonly ssl: boolean;
      readonly default: boolean;
    }[];
    readonly certified: boolean;
  }[],
): void {
  const places = servers.flatMap((server) => server.listens.map((listen) => ({ server, listen })));
  for (const { listen } of places.filter((p) => p.listen.ssl)) {
    const here = places.filter((p) => p.listen.ip === listen.ip && p.listen.port === listen.port);
    const { server } = here.find((p) => p.listen.default) ?? here[0] ?? {};
    if (server && !server.certified)
      throw at(server.directive, 'no "ssl_certificate" is defined for the "listen ... ssl" directive');
  }
}

/** The authorities by which backends are verified, by file; ngx_http_proxy_set_ssl. */
export function trustOf(
  proc: Process,
  handlers: readonly Handler[],
  prefix: string,
): Readonly<Record<string, readonly Certificate[]>> {
  const trust: Record<string, readonly Certificate[]> = {};
  for (const { pass, settings } of handlers) {
    const { verify, trusted } = settings.proxyTls;
    if (pass?.scheme !== 'https' || !verify) continue;
    if (trusted === undefined) throw new ConfigError('no proxy_ssl_trusted_certificate for proxy_ssl_verify');
    trust[trusted] ??= chainIn(proc, joinPath(prefix, trusted));
  }
  return trust;
}
