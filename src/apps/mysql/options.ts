/** What the clients of MySQL are told, before and after the options of their own. */
export interface Options {
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string;
  /** null: none; undefined: to be asked for. */
  readonly password: string | null | undefined;
  readonly execute: string | undefined;
  readonly words: readonly string[];
  readonly database: string | undefined;
  readonly silent: boolean;
  readonly help: 'version' | undefined;
}

const LONG: Readonly<Record<string, string>> = {
  host: 'h',
  user: 'u',
  port: 'P',
  execute: 'e',
  database: 'D',
  protocol: 'protocol',
};

/** Reads the command line; what is wrong with it as text. The password stands directly after -p, or is asked for. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string>>): Options | string {
  const got: Record<string, string> = {};
  const words: string[] = [];
  let password: string | null | undefined = env.MYSQL_PWD ?? null;
  let silent = false;
  let help: Options['help'];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === 'password') password = value;
    else if (name === 'version' || arg === '-V') help = 'version';
    else if (name === 'silent' || arg === '-s') silent = true;
    else if (name !== undefined) {
      const key = LONG[name];
      if (key !== undefined) got[key] = value ?? args[++i] ?? '';
      else if (!IGNORED.includes(name)) return `unknown option '--${name}'`;
    } else if (arg.startsWith('-p')) password = arg === '-p' ? undefined : arg.slice(2);
    else if (/^-[huPeD]/.test(arg)) {
      const value = arg.length > 2 ? arg.slice(2) : args[++i];
      if (value === undefined) return `[ERROR] option '${arg}' requires an argument`;
      got[arg[1] ?? ''] = value;
    } else if (/^-[tNB]+$/.test(arg)) silent = silent || arg.includes('N');
    else if (arg.startsWith('-')) return `[ERROR] unknown option '${arg}'`;
    else words.push(arg);
  }
  const local = got.protocol?.toLowerCase() === 'tcp' ? '127.0.0.1' : undefined;
  return {
    host: got.h === 'localhost' ? local : (got.h ?? local),
    port: Number(got.P ?? 3306),
    user: got.u ?? 'root',
    password,
    execute: got.e,
    words,
    database: got.D ?? words[0],
    silent,
    help,
  };
}

const IGNORED = ['skip-ssl', 'ssl', 'ssl-mode', 'connect-timeout', 'batch', 'table', 'skip-column-names', 'wait'];
