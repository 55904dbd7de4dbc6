import { fill } from '../../i18n/index.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** Languages in which `why` explains. */
export type WhyLanguage = 'en' | 'ko';
/** A sentence for every key: the compiler sees to it that both languages have the same. */
export type Words = { readonly [K in keyof typeof en]: string };
/** One sentence, its gaps filled. */
export type Say = (key: keyof Words, values?: Readonly<Record<string, string | number>>) => string;

/** The sentences of a language. */
export function sayIn(language: WhyLanguage): Say {
  const words: Words = language === 'ko' ? ko : en;
  return (key, values = {}) =>
    fill(words[key], Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])));
}

/** What an exchange came to, in words: outcomes are keys. */
export function outcomeText(say: Say, outcome: string): string {
  return isKey(outcome) ? say(outcome) : outcome;
}

function isKey(text: string): text is keyof Words {
  return text in en;
}
