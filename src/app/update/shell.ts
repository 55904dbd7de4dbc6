import { catalogues } from '../../i18n/index.ts';
import { actionOfWord, wordsOf } from '../keys/actions.ts';
import type { Press } from '../keys/parse.ts';
import {
  type Completion,
  complete,
  type Editor,
  edit,
  entered,
  newEditor,
  offsetOf,
  remembered,
  textOf,
  withText,
} from '../line-editor/index.ts';
import { isSolved, type Model, type Shell, withLab } from '../model.ts';
import type { Cmd } from '../msg.ts';
import type { Chunk, LabState } from '../ports.ts';
import { nearest } from '../text/nearest.ts';
import { write } from '../text/terminal.ts';
import { widthOf } from '../text/width.ts';
import { act } from './index.ts';
import { goOn, predict } from './lesson.ts';
import { atWork } from './overlay.ts';

type Step = readonly [Model, readonly Cmd[]];

/** A key for the shell: the line editor has it, and what it asks for is done. */
export function press(model: Model, pressed: Press): Step {
  const shell = { ...model.shell, back: 0 };
  if (pressed.kind === 'text' && shell.editor.cells.length === 0 && !shell.busy) {
    const chosen = predict(model, pressed.text);
    if (chosen) return chosen;
  }
  const { editor, outcome } = edit(shell.editor, pressed);
  const next: Model = { ...atWork(model), shell: { ...shell, editor } };
  const text = textOf(editor);
  switch (outcome) {
    case 'submit':
      return submit(next, text);
    case 'complete':
      return shell.busy ? [next, []] : [next, [{ kind: 'complete', line: text, cursor: offsetOf(editor) }]];
    case 'interrupt':
      return interrupt(next, text);
    case 'eof':
      return [shell.busy ? next : { ...next, notice: howToLeave(next) }, [{ kind: 'eof' }]];
    case 'clear':
      return [
        { ...next, shell: { ...next.shell, screen: write(next.shell.screen, '\u001b[H\u001b[2J') } },
        [{ kind: 'repaint' }],
      ];
    default:
      return [next, []];
  }
}

/** A whole line: a `:word`, a choice, input of the running program, or a command. The lab itself echoes what reaches it. */
export function submit(model: Model, text: string): Step {
  const { shell } = model;
  const known = /^\s*:[a-z]/.test(text) ? text.trim().slice(1).split(/\s+/) : [];
  if (known.length > 0 && (!shell.busy || actionOfWord(model.screen.kind, known)))
    return word({ ...model, shell: { ...shell, editor: newEditor(shell.editor.history) } }, known);
  if (shell.busy) {
    // Only a program that shows a prompt is worth a history: a shell in a container, not `cat`.
    const editor = shell.prompt === '' ? newEditor(shell.editor.history) : taken(shell, text);
    return [{ ...model, shell: { ...shell, editor } }, [{ kind: 'submit', line: text }]];
  }
  if (text.trim() === '' && canGoOn(model)) return goOn(model, false);
  const chosen = model.plain ? predict(model, text.trim()) : undefined;
  if (chosen) return chosen;
  const running: Shell = {
    ...shell,
    screen: { ...shell.screen, begun: shell.screen.row },
    editor: taken(shell, text),
    before: shell.map,
    changes: [],
    line: text,
    prompt: '',
    busy: true,
    back: 0,
  };
  const notice = /^\s*(exit|logout)\b/.test(text) ? howToLeave(model) : undefined;
  // what lies over the lesson gives way to what the command does; a map shows it by itself
  const overlay = model.overlay?.kind === 'map' ? model.overlay : undefined;
  return [{ ...model, shell: running, overlay, notice, confirm: undefined }, [{ kind: 'submit', line: text }]];
}

/** A login shell that ends begins again: whoever ended it may have wanted to leave the course. */
function howToLeave(model: Model): Model['notice'] {
  return { text: catalogues[model.lang].lesson.howToLeave(model.plain), tone: 'plain' };
}

function taken(shell: Shell, text: string): Editor {
  return entered(withText(shell.editor, text));
}

function canGoOn(model: Model): boolean {
  return model.screen.kind === 'lesson' && (model.screen.shown < model.screen.step || isSolved(model.screen));
}

function word(model: Model, words: readonly string[]): Step {
  const [first = '', second] = words;
  if (first === 'lang' && (second === 'en' || second === 'ko'))
    return [{ ...model, lang: second }, [{ kind: 'language', lang: second }]];
  const action = actionOfWord(model.screen.kind, words);
  if (action === 'glossary') return [model, [{ kind: 'glossary', word: words.slice(1).join(' ') }]];
  if (action) return act(model, action);
  const help = catalogues[model.lang].help;
  const meant = nearest(first, wordsOf(model.screen.kind));
  const text = meant === undefined ? help.unknown(first) : `${help.unknown(first)} ${help.meant(meant)}`;
  return [{ ...model, notice: { text, tone: 'warn' } }, []];
}

/** ^C: to the running program; at the prompt it drops the line, as bash does. */
function interrupt(model: Model, text: string): Step {
  const { shell } = model;
  const screen = shell.busy ? shell.screen : write(write(shell.screen, shell.prompt, 'accent'), `${text}^C\n`);
  return [{ ...model, shell: { ...shell, screen, editor: newEditor(shell.editor.history) } }, [{ kind: 'interrupt' }]];
}

const STYLES = { 1: 'plain', 2: 'plain', prompt: 'accent', echo: 'command' } as const;

/** What the terminal shows. */
export function output(model: Model, chunks: readonly Chunk[]): Model {
  const screen = chunks.reduce((s, c) => write(s, c.data, STYLES[c.fd]), model.shell.screen);
  // a line that was typed ahead is known for a line when the shell reads it: it stands after a prompt
  const read = chunks.flatMap((c, i) => (c.fd === 'echo' && chunks[i - 1]?.fd === 'prompt' ? [c.data.trimEnd()] : []));
  const editor = read.reduce(remembered, model.shell.editor);
  return { ...model, shell: { ...model.shell, screen, editor } };
}

/** Tab was answered: the line grows, or what is possible is listed. */
export function completed(model: Model, line: string, completion: Completion): Model {
  const { shell } = model;
  if (textOf(shell.editor) !== line) return model;
  const editor = complete(shell.editor, completion);
  if (textOf(editor) !== line || completion.candidates.length < 2) return { ...model, shell: { ...shell, editor } };
  const screen = write(
    write(write(shell.screen, shell.prompt, 'accent'), `${line}\n`, 'command'),
    `${inColumns(completion.candidates, 72)}\n`,
  );
  return { ...model, shell: { ...shell, screen } };
}

/** Lists words in columns, as readline does. */
function inColumns(words: readonly string[], width: number): string {
  const cell = Math.max(...words.map(widthOf)) + 2;
  const perRow = Math.max(1, Math.floor(width / cell));
  const height = Math.ceil(words.length / perRow);
  const rows = Array.from({ length: height }, (_, y) =>
    words
      .filter((_, i) => i % height === y)
      .map((w) => w + ' '.repeat(cell - widthOf(w)))
      .join('')
      .trimEnd(),
  );
  return rows.join('\n');
}

/** The lab has taken a command back or done it again (undefined: there was none). */
export function undo(model: Model, kind: 'undone' | 'redone', text: string | undefined, lab: LabState): Step {
  const words = catalogues[model.lang].lesson;
  const nothing = kind === 'undone' ? words.nothingToUndo : words.nothingToRedo;
  if (text === undefined) return [{ ...model, notice: { text: nothing, tone: 'warn' } }, [{ kind: 'bell' }]];
  const shell = withLab({ ...model.shell, before: model.shell.map }, { ...lab, changes: [] });
  const screen = write(shell.screen, `${words[kind](text)}\n`, 'dim');
  return [{ ...model, shell: { ...shell, screen } }, []];
}
