import type { Catalogue } from '../../i18n/index.ts';
import type { Screen } from '../model.ts';

/** What a key or a `:word` does. */
export type Action =
  | 'help'
  | 'hint'
  | 'why'
  | 'glossary'
  | 'map'
  | 'changes'
  | 'answer'
  | 'restart'
  | 'restart-lesson'
  | 'zoom'
  | 'language'
  | 'undo'
  | 'redo'
  | 'menu'
  | 'quit'
  | 'next'
  | 'skip'
  | 'back'
  | 'page-up'
  | 'page-down'
  | 'shell-up'
  | 'shell-down'
  | 'up'
  | 'down'
  | 'first'
  | 'last'
  | 'choose'
  | 'close'
  | 'refresh'
  | 'progress'
  | 'goals';

/** One row of a screen's table of keys: help, status bar and `:words` are made from it. */
export interface Binding {
  readonly action: Action;
  readonly keys: readonly string[];
  /** How the keys are written. */
  readonly shown: string;
  /** The sentence for it in the catalogue; without one it is not listed. */
  readonly label?: keyof Catalogue['keys'];
  /** Typed as `:word`, where keys cannot be pressed. */
  readonly word?: string;
  /** In the status bar; `spare`: where there is room. */
  readonly bar?: boolean | 'spare';
}

const HELP: Binding = { action: 'help', keys: ['f1', 'M-h'], shown: 'F1', label: 'help', word: 'help', bar: true };

const EVERYWHERE: readonly Binding[] = [
  { action: 'language', keys: ['f8', 'M-l'], shown: 'F8', label: 'language', word: 'lang', bar: true },
  { action: 'quit', keys: ['C-q'], shown: '^Q', label: 'quit', word: 'quit' },
  { action: 'refresh', keys: ['f12'], shown: 'F12', label: 'refresh' },
];

const PAGES: readonly Binding[] = [
  { action: 'page-up', keys: ['pgup'], shown: 'PgUp' },
  { action: 'page-down', keys: ['pgdn'], shown: 'PgDn', label: 'scrollLesson', bar: 'spare' },
];

const LAB: readonly Binding[] = [
  { action: 'why', keys: ['f3', 'M-w'], shown: 'F3', label: 'why', word: 'why', bar: true },
  { action: 'map', keys: ['f4', 'M-m'], shown: 'F4', label: 'map', word: 'map', bar: true },
  { action: 'changes', keys: ['f5', 'M-c'], shown: 'F5', label: 'changes', word: 'changes' },
  { action: 'glossary', keys: ['f10', 'M-g'], shown: 'F10', label: 'glossary', word: 'find' },
  { action: 'undo', keys: ['C-z'], shown: '^Z', label: 'undo', word: 'undo', bar: true },
  { action: 'redo', keys: ['M-y'], shown: 'M-y', label: 'redo', word: 'redo' },
  { action: 'restart', keys: ['f7', 'M-r'], shown: 'F7', label: 'restart', word: 'restart' },
  { action: 'zoom', keys: ['f9', 'M-z'], shown: 'F9', label: 'zoom' },
  { action: 'shell-up', keys: ['S-pgup', 'M-pgup', 'C-pgup'], shown: 'M-PgUp', label: 'scrollShell' },
  { action: 'shell-down', keys: ['S-pgdn', 'M-pgdn', 'C-pgdn'], shown: 'M-PgDn' },
  ...PAGES,
  { action: 'menu', keys: ['esc'], shown: 'Esc', label: 'menu', word: 'menu', bar: true },
];

const LIST: readonly Binding[] = [
  { action: 'up', keys: ['up', 'k', 'C-p'], shown: '↑' },
  { action: 'down', keys: ['down', 'j', 'C-n'], shown: '↓', label: 'choose', bar: true },
  { action: 'first', keys: ['home', 'pgup'], shown: 'Home' },
  { action: 'last', keys: ['end', 'pgdn'], shown: 'End' },
  { action: 'choose', keys: ['enter', 'right', ' '], shown: 'Enter', label: 'open', bar: true },
  { action: 'progress', keys: ['p'], shown: 'p', label: 'progress', word: 'progress' },
  { action: 'quit', keys: ['q', 'esc', 'C-c', 'C-d'], shown: 'q', label: 'quit', bar: true },
];

const READ: readonly Binding[] = [
  { action: 'choose', keys: ['enter', 'right', ' '], shown: 'Enter', label: 'next', word: 'next', bar: true },
  { action: 'back', keys: ['left', 'backspace'], shown: '←' },
  { action: 'menu', keys: ['esc', 'q', 'C-c', 'C-d'], shown: 'Esc', label: 'menu', word: 'menu', bar: true },
];

/** The tables of keys, by screen. */
export const BINDINGS: Readonly<Record<Screen['kind'], readonly Binding[]>> = {
  menu: [HELP, ...LIST, ...EVERYWHERE],
  welcome: [HELP, ...READ, ...EVERYWHERE],
  done: [HELP, ...READ, ...EVERYWHERE],
  loading: [HELP, ...EVERYWHERE],
  progress: [
    HELP,
    { action: 'page-up', keys: ['pgup', 'up', 'k'], shown: '↑' },
    { action: 'page-down', keys: ['pgdn', 'down', 'j'], shown: '↓' },
    { action: 'menu', keys: ['esc', 'q', 'enter', 'C-c', 'C-d'], shown: 'Esc', label: 'menu', word: 'menu', bar: true },
    ...EVERYWHERE,
  ],
  sandbox: [HELP, ...LAB, ...EVERYWHERE],
  lesson: [
    HELP,
    { action: 'hint', keys: ['f2', 'M-i'], shown: 'F2', label: 'hint', word: 'hint', bar: true },
    ...LAB,
    { action: 'answer', keys: ['f6', 'M-a'], shown: 'F6', label: 'answer', word: 'answer' },
    { action: 'next', keys: [], shown: 'Enter', label: 'next', word: 'next' },
    { action: 'back', keys: ['M-p'], shown: 'M-p', label: 'back', word: 'back' },
    { action: 'skip', keys: [], shown: ':skip', label: 'skip', word: 'skip' },
    { action: 'goals', keys: [], shown: ':goals', word: 'goals' },
    ...EVERYWHERE,
  ],
};

/** What a key does on a screen. */
export function actionOf(screen: Screen['kind'], name: string): Action | undefined {
  return BINDINGS[screen].find((b) => b.keys.includes(name))?.action;
}

/** What a `:word` does on a screen. */
export function actionOfWord(screen: Screen['kind'], words: readonly string[]): Action | undefined {
  if (words[0] === 'restart' && words[1] === 'lesson') return 'restart-lesson';
  return BINDINGS[screen].find((b) => b.word === words[0])?.action;
}

/** The `:words` of a screen. */
export function wordsOf(screen: Screen['kind']): readonly string[] {
  return BINDINGS[screen].flatMap((b) => (b.word === undefined ? [] : [b.word]));
}
