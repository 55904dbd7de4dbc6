import { forEachChild, type ParsedScript, type ParseError, type SyntaxNode } from 'unbash';
import { atEnd, parseScript } from './parse.ts';
import type { Dialect } from './state.ts';

/** What is wrong with a script, in the words of its shell, and where. */
export interface SyntaxProblem {
  readonly pos: number;
  /** Line of the message, counted from 0 within the text. */
  readonly line: number;
  readonly message: string;
  /** Nothing follows: more input could mend it. */
  readonly atEnd: boolean;
  readonly status: number;
  /** Inside `[[ … ]]` bash adds where it was. */
  readonly near?: string;
  /** bash repeats the line that it could not read. */
  readonly echo?: string;
}

/** The first error of a script, nested substitutions included. */
export function syntaxProblem(text: string, dialect: Dialect): SyntaxProblem | undefined {
  const script = parseScript(text);
  const error = first(script) ?? (dialect === 'bash' ? undefined : bashism(text, dialect));
  if (!error) return undefined;
  const problem =
    dialect === 'bash' ? inBash(text, error, script.errors ?? []) : inAsh(text, error, script.errors ?? [], dialect);
  return {
    pos: error.pos,
    atEnd: error.message.startsWith('unterminated') || atEnd(text, error.pos),
    status: statusOf(text, error, dialect),
    ...problem,
  };
}

/** bash leaves 1 after an open array, 2 else. */
function statusOf(text: string, error: ParseError, dialect: Dialect): number {
  return dialect === 'bash' && error.message.includes('extended glob') && text[error.pos] === '=' ? 1 : 2;
}

type Text = Omit<SyntaxProblem, 'pos' | 'atEnd' | 'status'>;

/** An empty group that is not closed is complained about where it should be, not where it begins. */
function first(script: ParsedScript): ParseError | undefined {
  const list = [...(script.errors ?? [])].sort((a, b) => a.pos - b.pos);
  const [one, two] = list;
  return one?.message.startsWith('expected command in') && two?.message.includes('to close') ? two : one;
}

/** What bash reads and the others do not (BusyBox reads more than dash). */
function bashism(text: string, dialect: 'dash' | 'ash'): ParseError | undefined {
  let found: ParseError | undefined;
  const at = (pos: number, message = 'bashism') => {
    found ??= { message, pos };
  };
  const visit = (node: SyntaxNode): void => {
    if (found) return;
    if (node.type === 'ArrayValue') at(node.pos);
    else if (node.type === 'Select') at(node.body.pos - 3 >= 0 ? text.lastIndexOf('do', node.body.pos) : node.pos);
    else if (node.type === 'ArithmeticFor') at(node.pos, 'loop variable');
    else if (dialect === 'dash') {
      if (node.type === 'HereString') at(node.pos + 2);
      else if (node.type === 'ProcessSubstitution') at(node.pos + 1);
      else if (node.type === 'Function' && text.startsWith('function', node.pos)) at(text.lastIndexOf('}', node.end));
    }
    forEachChild(node, visit);
  };
  if (/[(]|<<<|function|select/.test(text)) visit(parseScript(text));
  return found;
}

const QUOTES: readonly (readonly [RegExp, string])[] = [
  [/double quote/, '"'],
  [/single quote|ANSI/, "'"],
  [/backtick/, '`'],
  [/parameter/, '}'],
  [/command substitution|arithmetic|extended glob|array/, ')'],
];

/** The token that stands at an offset, as a shell names it. */
function tokenAt(text: string, pos: number): string | undefined {
  const rest = text.slice(pos).replace(/^(?:[ \t]|\\\n)+/, '');
  if (rest === '') return undefined;
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|<<<|<<-|<<|<>|<&|>&|>>|>\||&>>|&>|[;&|()<>\n])/.exec(rest);
  if (operator) return operator[0];
  return /^(?:[^\s;&|()<>"'\\]|\\.|"[^"]*"|'[^']*')+/.exec(rest)?.[0];
}

function lineOf(text: string, pos: number): number {
  return text.slice(0, pos).split('\n').length - 1;
}

function lines(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

function endsEarly(text: string, error: ParseError): boolean {
  return atEnd(text, error.pos) && !/^\s*;/.test(text.slice(error.pos));
}

function inBash(text: string, error: ParseError, all: readonly ParseError[]): Text {
  const line = lineOf(text, error.pos);
  const echo = text.split('\n')[line] ?? '';
  if (error.message.startsWith('unterminated')) {
    const quote = QUOTES.find(([what]) => what.test(error.message))?.[1] ?? '"';
    const at = error.message.includes('command substitution') ? lines(text) : line;
    return { line: at, message: `unexpected EOF while looking for matching \`${quote}'` };
  }
  if (error.message.includes('arithmetic expressions')) {
    const header = /\(\(.*?\)\)/s.exec(text.slice(text.lastIndexOf('for', error.pos)))?.[0] ?? '';
    return { line, message: 'syntax error: arithmetic expression required', echo: `syntax error: \`${header}'` };
  }
  const token = wanted(text, error);
  if (text.lastIndexOf('[[', error.pos) > text.lastIndexOf(']]', error.pos - 1))
    return inConditional(text, error, line);
  if (token === undefined || (endsEarly(text, error) && token !== 'done')) {
    if (/redirect target|compound command as function|'coproc'/.test(error.message) && !/\(\)\s*$/.test(text)) {
      return { line, message: "syntax error near unexpected token `newline'", echo };
    }
    return { line: lines(text), message: `syntax error: unexpected end of file${openCommand(text, all)}` };
  }
  return { line, message: `syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'`, echo };
}

const OPENERS: Readonly<Record<string, string>> = { subshell: '(', 'brace group': '{' };

/** bash 5.3 names the innermost command that is open, and its line. */
function openCommand(text: string, all: readonly ParseError[]): string {
  const closes = all.map((e) => /to close (.+)$/.exec(e.message)?.[1]).find((w) => w !== undefined);
  if (closes === undefined) return '';
  const word = OPENERS[closes] ?? closes.replace(/'/g, '');
  const found = /^\w/.test(word)
    ? [...text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))].at(-1)?.index
    : text.lastIndexOf(word);
  return ` from \`${word}' command on line ${lineOf(text, found ?? 0) + 1}`;
}

function inConditional(text: string, error: ParseError, line: number): Text {
  const token = tokenAt(text, error.pos);
  const near = token === undefined || token === '\n' ? 'newline' : token;
  const message = error.message.includes('after unary')
    ? `unexpected argument \`${near}' to conditional unary operator`
    : `unexpected token \`${near}', conditional binary operator expected`;
  if (token === undefined) return { line, message };
  return { line, message, near: token, echo: text.split('\n')[line] ?? '' };
}

/** The parser recovers past a missing `do`: the word that stood in its place is the one complained about. */
function wanted(text: string, error: ParseError): string | undefined {
  const missing = error.message === "expected 'do'" && /\b(done|fi|esac)\s*$/.exec(text.slice(0, error.pos));
  if (missing) return missing[1];
  return tokenAt(text, error.pos);
}

function inAsh(text: string, error: ParseError, all: readonly ParseError[], dialect: 'dash' | 'ash'): Text {
  const dash = dialect === 'dash';
  const line = lineOf(text, error.pos);
  if (error.message.startsWith('unterminated')) return { line: lines(text) - 1, message: unterminated(error, dash) };
  const expected = all.map((e) => /^expected '([^']+)'/.exec(e.message)?.[1]).find((e) => e !== undefined);
  if (error.message === 'loop variable')
    return { line, message: dash ? 'Syntax error: Bad for loop variable' : 'syntax error: bad for loop variable' };
  const token = wanted(text, error);
  // what `case x in` wants next is a pattern's parenthesis
  const wants = expected === 'esac' && /\bin\s*$/.test(text.slice(0, error.pos)) ? ')' : expected;
  const hint =
    wants === undefined || (token === undefined && error.message === "expected 'do'") ? '' : ` (expecting "${wants}")`;
  if (token === undefined || (endsEarly(text, error) && token !== 'done')) {
    if (/redirect target/.test(error.message))
      return { line, message: dash ? 'Syntax error: newline unexpected' : 'syntax error: unexpected newline' };
    return {
      line: lines(text) - 1,
      message: dash ? `Syntax error: end of file unexpected${hint}` : `syntax error: unexpected end of file${hint}`,
    };
  }
  const redirection = /^[<>]/.test(token);
  const name =
    token === '\n' ? 'newline' : redirection ? 'redirection' : `"${token[0] === ';' && token !== ';;' ? ';' : token}"`;
  const more = /^expected '/.test(error.message) ? hint : '';
  return {
    line,
    message: dash ? `Syntax error: ${name} unexpected${more}` : `syntax error: unexpected ${name}${more}`,
  };
}

function unterminated(error: ParseError, dash: boolean): string {
  if (/quote|backtick|ANSI/.test(error.message)) {
    if (error.message.includes('backtick'))
      return dash ? 'Syntax error: EOF in backquote substitution' : 'syntax error: unterminated quoted string';
    return dash ? 'Syntax error: Unterminated quoted string' : 'syntax error: unterminated quoted string';
  }
  if (error.message.includes('parameter')) return dash ? "Syntax error: Missing '}'" : "syntax error: missing '}'";
  const hint = ' (expecting ")")';
  return dash ? `Syntax error: end of file unexpected${hint}` : `syntax error: unexpected end of file${hint}`;
}
