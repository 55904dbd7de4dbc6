import { catalogues } from '../../i18n/index.ts';
import type { Action } from '../keys/actions.ts';
import { actionOf, actionOfWord } from '../keys/actions.ts';
import { menuItems } from '../menu-items.ts';
import type { Model } from '../model.ts';
import { hasShell, withLab } from '../model.ts';
import type { Cmd, Msg } from '../msg.ts';
import { editKey, fileOf, written } from './editing.ts';
import { answer, begun, goals, goBack, goOn, hint, opened, restart } from './lesson.ts';
import { choose, leave, moveMenu, openSandbox } from './menu.ts';
import { closeOverlay, scroll, toggle } from './overlay.ts';
import { completed, output, press, submit, undo } from './shell.ts';

/** A model and what is to be done. */
export type Step = readonly [Model, readonly Cmd[]];

/** All decisions of the program: what the next model is, and what the machine is asked to do. */
export function update(model: Model, msg: Msg): Step {
  switch (msg.kind) {
    case 'press':
      return pressed({ ...model, notice: undefined }, msg);
    case 'act':
      return act({ ...model, notice: undefined }, msg.action);
    case 'line':
      return line({ ...model, notice: undefined }, msg.line);
    case 'resized':
      return [{ ...model, size: msg.size }, []];
    case 'opened':
      return opened(model, msg);
    case 'sandbox':
      return [begun({ ...model, screen: { kind: 'sandbox' } }, msg.lab), []];
    case 'output':
      return [output(model, msg.chunks), []];
    case 'lab':
      return [{ ...model, shell: withLab(model.shell, msg.lab), file: fileOf(msg.lab, model.file) }, []];
    case 'goals':
      return goals(model, msg.state, msg.at);
    case 'prints':
      return model.screen.kind === 'lesson'
        ? [{ ...model, screen: { ...model.screen, prints: { ...model.screen.prints, [msg.step]: msg.prints } } }, []]
        : [model, []];
    case 'completed':
      return [completed(model, msg.line, msg.completion), []];
    case 'undone':
    case 'redone':
      return undo(model, msg.kind, msg.line, msg.lab);
    case 'restarted':
      return restart(model, msg.step, msg.lab);
    case 'written':
      return written(model, msg.text, msg.problem, msg.lab);
    case 'glossary':
      return [{ ...model, reading: true, overlay: { kind: 'glossary', top: 0, entries: msg.entries } }, []];
    case 'why':
      return [{ ...model, reading: true, overlay: { kind: 'why', top: 0, lines: msg.lines } }, []];
    case 'progress':
      return [{ ...model, progress: msg.progress }, []];
    case 'failed': {
      const screen = model.screen.kind === 'loading' ? ({ kind: 'menu', at: 0 } as const) : model.screen;
      return [{ ...model, screen, notice: { text: msg.text, tone: 'warn' } }, [{ kind: 'bell' }]];
    }
    case 'notice':
      return [{ ...model, notice: { text: msg.text, tone: msg.tone } }, []];
  }
}

function pressed(model: Model, msg: Extract<Msg, { kind: 'press' }>): Step {
  if (model.file && !model.file.left && !EVEN_IN_FILES.includes(actionOf(model.screen.kind, nameOf(msg)) ?? 'undo'))
    return editKey(model, msg.press);
  const name = msg.press.kind === 'key' ? msg.press.name : '';
  if (model.overlay && (name === 'esc' || (name === 'C-c' && !model.shell.busy))) return [closeOverlay(model), []];
  const searching = model.shell.editor.search !== undefined && hasShell(model);
  if (!(searching && name === 'esc')) {
    const action = actionOf(model.screen.kind, hasShell(model) ? name : name || textOf(msg));
    if (action) return act(model, action);
  }
  return hasShell(model) ? press({ ...model, confirm: undefined }, msg.press) : [model, []];
}

/** What keys do also while a file is edited: reading on, hints, the map; never what would change the lab under it. */
const EVEN_IN_FILES: readonly Action[] = ['help', 'hint', 'map', 'language', 'refresh', 'zoom', 'quit'];

function nameOf(msg: Extract<Msg, { kind: 'press' }>): string {
  return msg.press.kind === 'key' ? msg.press.name : '';
}

function textOf(msg: Extract<Msg, { kind: 'press' }>): string {
  return msg.press.kind === 'text' ? msg.press.text : '';
}

/** Does what a key or a `:word` stands for. */
export function act(before: Model, action: Action): Step {
  const model = action === before.confirm ? before : { ...before, confirm: undefined };
  switch (action) {
    case 'help':
    case 'map':
    case 'changes':
    case 'goals':
      return [toggle(model, action), []];
    case 'glossary':
      return model.overlay?.kind === 'glossary' ? [closeOverlay(model), []] : [model, [{ kind: 'glossary', word: '' }]];
    case 'why':
      return model.overlay?.kind === 'why' ? [closeOverlay(model), []] : [model, [{ kind: 'why' }]];
    case 'hint':
      return hint(model);
    case 'answer':
      return answer(model);
    case 'restart':
      return askRestart(model);
    case 'restart-lesson':
      return [model, [{ kind: 'restart', whole: true }]];
    case 'undo':
    case 'redo':
      return [model, [{ kind: action }]];
    case 'zoom':
      return [{ ...model, zoom: !model.zoom }, [{ kind: 'repaint' }]];
    case 'language': {
      const lang = model.lang === 'en' ? 'ko' : 'en';
      // the way of the packets is told in the language that was asked for
      const why: readonly Cmd[] = model.overlay?.kind === 'why' ? [{ kind: 'why' }] : [];
      return [{ ...model, lang }, [{ kind: 'language', lang }, ...why]];
    }
    case 'menu':
      return leave(model);
    case 'quit':
      return [model, [{ kind: 'quit' }]];
    case 'refresh':
      return [model, [{ kind: 'repaint' }]];
    case 'next':
      return goOn(model, false);
    case 'skip':
      return goOn(model, true);
    case 'back':
      return goBack(model);
    case 'choose':
      return choose(model);
    case 'progress':
      return [{ ...model, screen: { kind: 'progress', top: 0 } }, []];
    case 'up':
    case 'down':
    case 'first':
    case 'last':
      return [moveMenu(model, action), []];
    case 'page-up':
    case 'page-down':
    case 'shell-up':
    case 'shell-down':
      return [scroll(model, action), []];
    case 'close':
      return [closeOverlay(model), []];
  }
}

function askRestart(model: Model): Step {
  if (model.confirm === 'restart' || model.screen.kind === 'sandbox')
    return [
      { ...model, confirm: undefined },
      [model.screen.kind === 'sandbox' ? { kind: 'sandbox' } : { kind: 'restart', whole: false }],
    ];
  return [{ ...warn(model, catalogues[model.lang].lesson.restartConfirm), confirm: 'restart' }, []];
}

/** The model with a warning in the status row. */
function warn(model: Model, text: string): Model {
  return { ...model, notice: { text, tone: 'warn' } };
}

/** A whole line, as plain mode reads them: a `:word`, a choice in the menu, or a line for the shell. */
function line(model: Model, text: string): Step {
  const words = text.trim().split(/\s+/);
  if (!hasShell(model)) {
    const word = (words[0] ?? '').replace(/^:/, '');
    const lang = word === 'lang' ? words[1] : undefined;
    if (lang === 'en' || lang === 'ko') return [{ ...model, lang }, [{ kind: 'language', lang }]];
    const action = actionOfWord(model.screen.kind, [word, ...words.slice(1)]);
    if (action) return act(model, action);
    if (model.screen.kind === 'menu') return choosePlain(model, word);
    return text.trim() === '' ? act(model, model.screen.kind === 'progress' ? 'menu' : 'choose') : [model, []];
  }
  return submit(model, text);
}

function choosePlain(model: Model, word: string): Step {
  if (word === '') return choose({ ...model, screen: { kind: 'menu', at: 0 } });
  if (word === 'sandbox') return openSandbox(model);
  if (word === 'welcome') return [{ ...model, screen: { kind: 'welcome', page: 0 } }, []];
  if (word === 'q') return [model, [{ kind: 'quit' }]];
  const named = menuItems(model).findIndex((item) => item.kind === word && ['daily', 'review'].includes(word));
  if (named >= 0) return choose({ ...model, screen: { kind: 'menu', at: named } });
  const lesson = model.lessons[Number(word) - 1] ?? [...model.lessons, ...model.incidents].find((l) => l.id === word);
  if (!lesson) return [warn(model, catalogues[model.lang].menu.choose), []];
  return [
    { ...model, screen: { kind: 'loading', title: lesson.title[model.lang] } },
    [{ kind: 'open', lesson: lesson.id, resume: true }],
  ];
}
