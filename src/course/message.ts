import type { GoalMessageId, Message } from '../i18n/index.ts';

export type { GoalMessageId, Message } from '../i18n/index.ts';

/** Builds a Message: a sentence as data, which the screen says in the learner's language with `sayMessage`. */
export function message(id: GoalMessageId, params: Message['params'] = {}): Message {
  return { id, params };
}
