/** What the clients of PostgreSQL are told; libpq's environment stands behind. */
export interface Options {
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string;
  readonly database: string | undefined;
  readonly password: string | null;
  readonly commands: readonly string[];
  readonly list: boolean;
  readonly tuples: boolean;
  readonly aligned: boolean;
  readonly ask: boolean;
  readonly never: boolean;
  readonly help: 'version' | undefined;
}

const LONG: Readonly<Record<string, string>> = {
  host: 'h',
  port: 'p',
  username: 'U',
  dbname: 'd',
  command: 'c',
  list: 'l',
  'tuples-only': 't',
  'no-align': 'A',
  password: 'W',
  'no-password': 'w',
  version: 'V',
  quiet: 'q',
  'no-psqlrc': 'X',
  timeout: 'T',
};
const WITH_VALUE = 'hpUdcvfFRPT';

/** Reads the command line: short options in bunches, long ones, a database and a user, or a URI; the error as text. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string>>): Options | string {
  const got: Record<string, string> = {};
  const commands: string[] = [];
  const words: string[] = [];
  const put = (key: string, value: string) => {
    if (key === 'c') commands.push(value);
    else got[key] = value;
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name !== undefined) {
      const key = LONG[name];
      if (key === undefined) return `unrecognized option '--${name}'`;
      put(key, WITH_VALUE.includes(key) ? (value ?? args[++i] ?? '') : '');
    } else if (/^-./.test(arg)) {
      for (let at = 1; at < arg.length; at++) {
        const key = arg[at] ?? '';
        if (!`${WITH_VALUE}ltAWwVqX1`.includes(key)) return `invalid option -- '${key}'`;
        if (!WITH_VALUE.includes(key)) put(key, '');
        else {
          put(key, at + 1 < arg.length ? arg.slice(at + 1) : (args[++i] ?? ''));
          break;
        }
      }
    } else words.push(arg);
  }
  const named = got.d ?? words[0];
  const uri = /^postgres(?:ql)?:\/\/(?:([^:@/]+)(?::([^@]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?/.exec(named ?? '');
  const user = uri?.[1] ?? got.U ?? words[1] ?? env.PGUSER ?? 'root';
  const host = (uri?.[3] || got.h) ?? env.PGHOST;
  return {
    host: host === '' ? undefined : host,
    port: Number(uri?.[4] ?? got.p ?? env.PGPORT ?? 5432),
    user,
    database: uri ? uri[5] || undefined : (named ?? env.PGDATABASE),
    password: uri?.[2] ?? env.PGPASSWORD ?? null,
    commands,
    list: got.l !== undefined,
    tuples: got.t !== undefined,
    aligned: got.A === undefined,
    ask: got.W !== undefined,
    never: got.w !== undefined,
    help: got.V === undefined ? undefined : 'version',
  };
}
