import { catalogues } from '../../i18n/index.ts';
import { firstOpenStep, menuItems, nextLesson } from '../menu-items.ts';
import type { Model } from '../model.ts';
import type { Cmd } from '../msg.ts';
import type { LessonInfo } from '../ports.ts';
import { goOn } from './lesson.ts';

type Step = readonly [Model, readonly Cmd[]];

/** Moves the cursor of the menu. */
export function moveMenu(model: Model, to: 'up' | 'down' | 'first' | 'last'): Model {
  if (model.screen.kind !== 'menu') return model;
  const count = menuItems(model).length;
  const at = model.screen.at;
  const next = { up: (at + count - 1) % count, down: (at + 1) % count, first: 0, last: count - 1 }[to];
  return { ...model, screen: { kind: 'menu', at: next } };
}

/** Enter: opens what the cursor is on, turns the page, goes on. */
export function choose(model: Model): Step {
  switch (model.screen.kind) {
    case 'menu':
      return chooseItem(model, model.screen.at);
    case 'welcome': {
      const page = model.screen.page + 1;
      const pages = catalogues[model.lang].welcome.pages.length;
      return [{ ...model, screen: page < pages ? { kind: 'welcome', page } : { kind: 'menu', at: 0 } }, []];
    }
    case 'done': {
      if (model.screen.again !== undefined) return review(model);
      const next = nextLesson(model, model.screen.lesson);
      return next ? openLesson(model, next, undefined, false) : leave(model);
    }
    case 'lesson':
      return goOn(model, false);
    default:
      return [model, []];
  }
}

function chooseItem(model: Model, at: number): Step {
  const item = menuItems(model)[at];
  switch (item?.kind) {
    case 'go-on':
      return openLesson(model, item.lesson, undefined, true);
    case 'begin':
    case 'lesson': {
      const open = model.progress.open?.lesson === item.lesson.id;
      const step = open ? undefined : firstOpenStep(model, item.lesson);
      return openLesson(model, item.lesson, step === item.lesson.steps[0]?.id ? undefined : step, open);
    }
    case 'review':
      return review(model);
    case 'daily':
      return openLesson(model, item.lesson, undefined, true, item.seed);
    case 'incident':
      return openLesson(model, item.lesson, undefined, true);
    case 'sandbox':
      return openSandbox(model);
    case 'progress':
      return [{ ...model, screen: { kind: 'progress', top: 0 } }, []];
    case 'welcome':
      return [{ ...model, screen: { kind: 'welcome', page: 0 } }, []];
    case 'quit':
      return [model, [{ kind: 'quit' }]];
    default:
      return [model, []];
  }
}

function openLesson(model: Model, lesson: LessonInfo, step: string | undefined, resume: boolean, vary?: number): Step {
  const more = { ...(step === undefined ? {} : { step }), ...(vary === undefined ? {} : { vary }) };
  return [
    { ...model, screen: { kind: 'loading', title: lesson.title[model.lang] } },
    [{ kind: 'open', lesson: lesson.id, resume, ...more }],
  ];
}

/** The drill that is due; the menu when there is none. */
function review(model: Model): Step {
  const [due] = model.reviews;
  const lesson = model.lessons.find((l) => l.id === due?.lesson);
  if (!due || !lesson) return leave(model);
  const [next, cmds] = openLesson(model, lesson, due.step, false);
  return [next, cmds.map((cmd) => (cmd.kind === 'open' ? { ...cmd, drill: true } : cmd))];
}

/** Opens the sandbox. */
export function openSandbox(model: Model): Step {
  return [
    { ...model, screen: { kind: 'loading', title: catalogues[model.lang].sandbox.heading } },
    [{ kind: 'sandbox' }],
  ];
}

/** Back to the menu; what was open stays open for the next time. */
export function leave(model: Model): Step {
  const cmds: Cmd[] = model.screen.kind === 'lesson' || model.screen.kind === 'sandbox' ? [{ kind: 'leave' }] : [];
  return [
    {
      ...model,
      screen: { kind: 'menu', at: 0 },
      overlay: undefined,
      confirm: undefined,
      file: undefined,
      zoom: false,
      reading: false,
    },
    cmds,
  ];
}
