import { fill } from './fill.ts';
import { type GoalMessageId, goalsEn } from './goals.en.ts';
import { goalsKo } from './goals.ko.ts';

/** A sentence of the goal catalogues as data: its id and what fills it. A parameter may be such a sentence itself. */
export interface Message {
  readonly id: GoalMessageId;
  readonly params: Readonly<Record<string, string | Message>>;
}

/** Says a Message in a language. */
export function sayMessage(lang: 'en' | 'ko', message: Message): string {
  const params: Record<string, string> = {};
  for (const [key, value] of Object.entries(message.params)) {
    params[key] = typeof value === 'string' ? value : sayMessage(lang, value);
  }
  return fill(lang === 'ko' ? goalsKo[message.id] : goalsEn[message.id], params);
}
