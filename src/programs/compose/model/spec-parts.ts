import type { Schema } from './schema.ts';

/** The building blocks of the Compose specification's schema. */
const ANY: Schema = {};
const EXTENSIONS: readonly (readonly [RegExp, Schema])[] = [[/^x-/, ANY]];

export const text: Schema = { types: ['string'] };
export const bool: Schema = { types: ['boolean'] };
export const nothing: Schema = { types: ['null'] };
export const boolish: Schema = { types: ['boolean', 'string'] };
export const intish: Schema = { types: ['integer', 'string'] };
export const numeric: Schema = { types: ['number'] };
export const numberish: Schema = { types: ['number', 'string'] };

export const choice = (...names: readonly string[]): Schema => ({ types: ['string'], enum: names });
export const oneOf = (...choices: readonly Schema[]): Schema => ({ oneOf: choices });
export const list = (items: Schema): Schema => ({ types: ['array'], items });
export const set = (items: Schema): Schema => ({ types: ['array'], items, unique: true });

/** A mapping of known keys, and of extensions. */
export const record = (properties: Readonly<Record<string, Schema>>, more: Partial<Schema> = {}): Schema => ({
  types: ['object'],
  properties,
  patterns: EXTENSIONS,
  closed: true,
  ...more,
});

/** A mapping of known keys only. */
export const strict = (properties: Readonly<Record<string, Schema>>, more: Partial<Schema> = {}): Schema => ({
  types: ['object'],
  properties,
  closed: true,
  ...more,
});

/** A mapping whose keys are names that the user chooses. */
export const dictionary = (pattern: RegExp, of: Schema, closed = false): Schema => ({
  types: ['object'],
  patterns: [[pattern, of]],
  closed,
});

const ANYTHING = /^.+$/;
export const options: Schema = dictionary(ANYTHING, numberish);
export const texts = set(text);
export const textOrList = oneOf(text, texts);
export const command = oneOf(nothing, text, list(text));
export const listOrDict = oneOf(dictionary(/.+/, { types: ['string', 'number', 'boolean', 'null'] }, true), set(text));
export const extraHosts = oneOf(dictionary(/.+/, oneOf(text, list(text)), true), set(text));
export const textDictionary = dictionary(ANYTHING, text, true);
/** Names of services, networks, volumes. */
export const NAME = /^[a-zA-Z0-9._-]+$/;
export { EXTENSIONS };
