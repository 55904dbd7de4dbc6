import { type Process, type Run, read, write } from '../../os/index.ts';
import { knownType, type Name } from '../../tls/index.ts';
import { quit } from '../lib/answer.ts';

/** `/C=KR/O=Lab/CN=web.test`; what is unknown is passed over with a warning, what is empty left out. */
export function subjectOf(text: string): { readonly name: Name; readonly warnings: readonly string[] } {
  const parts = /^\/([^=/]+=(\\.|[^/])*\/?)*$/.test(text)
    ? [...text.matchAll(/\/([^=/]+)=((?:\\.|[^/])*)/g)]
    : undefined;
  if (!parts)
    quit(
      `req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text}'`,
    );
  const pairs = parts.map(([, type = '', value = '']) => [type, value.replace(/\\(.)/g, '$1')] as const);
  return {
    name: pairs.filter(([type, value]) => knownType(type) && value !== ''),
    warnings: pairs.flatMap(([type, value]) =>
      !knownType(type)
        ? [`req warning: Skipping unknown subject name attribute "${type}"`]
        : value === ''
          ? [`req warning: No value provided for subject name attribute "${type}", skipped`]
          : [],
    ),
  };
}

/** What is asked without -subj: attribute, question, default; openssl.cnf of the distribution. */
const QUESTIONS = [
  ['C', 'Country Name (2 letter code)', 'AU'],
  ['ST', 'State or Province Name (full name)', 'Some-State'],
  ['L', 'Locality Name (eg, city)', ''],
  ['O', 'Organization Name (eg, company)', 'Internet Widgits Pty Ltd'],
  ['OU', 'Organizational Unit Name (eg, section)', ''],
  ['CN', 'Common Name (e.g. server FQDN or YOUR name)', ''],
  ['emailAddress', 'Email Address', ''],
] as const;

const INTRODUCTION = `You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
`;

/** Asks for the name at the terminal; a request asks for two things more that nobody uses. */
export function* askSubject(_proc: Process, request: boolean): Run<Name> {
  let held = '';
  const answer = function* (question: string): Run<string> {
    yield* write(question, 2);
    while (!held.includes('\n')) {
      const more = yield* read();
      if (more === undefined) quit('Error making certificate request');
      held += more;
    }
    const line = held.slice(0, held.indexOf('\n'));
    held = held.slice(line.length + 1);
    return line;
  };
  yield* write(INTRODUCTION, 2);
  const name: [string, string][] = [];
  for (const [type, question, standard] of QUESTIONS) {
    const line = yield* answer(`${question} [${standard}]:`);
    const value = line === '' ? standard : line === '.' ? '' : line;
    if (value !== '') name.push([type, value]);
  }
  if (!request) return name;
  yield* write("\nPlease enter the following 'extra' attributes\nto be sent with your certificate request\n", 2);
  yield* answer('A challenge password []:');
  yield* answer('An optional company name []:');
  return name;
}
