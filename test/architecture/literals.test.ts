import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/**
 * A recording is a sample of what Docker does; the code has the rule. So no literal of src/ may be something that a
 * recording invented: the name, alias or address of one of its containers, networks and volumes.
 */
const RECORDINGS = ['scenarios', 'asked'].map((name) => new URL(`../conformance/${name}/`, import.meta.url));
const SRC = new URL('../../src/', import.meta.url);

/** What recordings use and the field has too. */
const OWN_WORDS: Readonly<Record<string, readonly string[]>> = {
  'words of Docker, its drivers and the programs': [
    'backend',
    'bridge',
    'client',
    'closed',
    'container',
    'database',
    'default',
    'frontend',
    'host-gateway',
    'infinity',
    'linked',
    'nohost',
    'nothing',
    'public',
    'routed',
    'second',
    'shadow',
  ],
  'images that lessons run, which recordings call their containers after or end a command with': [
    'alpine',
    'consul',
    'grafana',
    'node-exporter',
    'postgres',
    'prometheus',
  ],
  'addresses that Docker and the kernel know: any, loopback, the embedded resolver, default pools, default servers': [
    '0.0.0.0/0',
    '10.0.0.0',
    '127.0.0.0/8',
    '172.17.0.0/16',
    '8.8.4.4',
    '8.8.8.8',
  ],
  'the hosts of the simulated LAN': ['192.168.1.1', '192.168.1.50', 'router'],
};
const ALLOWED = new Set(Object.values(OWN_WORDS).flat());

/** The images that the recordings run are data: what a catalogue of them is for. */
const CATALOGUES = ['engine/images/stand-in.ts', 'engine/images/curriculum.ts'];

/** Options whose value a recording makes up. */
const OPTION =
  /--(?:name|hostname|network-alias|alias|subnet|ip6?|gateway|ip-range|aux-address|mac-address|domainname|link|dns|dns-search|add-host)[= ]["']?([^\s"';|)]+)/g;
const CREATED = /\b(?:network|volume|config|secret|service) create\b(?:[^|;&\n]*\s)?([\w.-]+)\s*(?=$|[;&|\n])/gm;

function inventions(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of RECORDINGS)
    for (const file of readdirSync(folder).filter((f) => f.endsWith('.json'))) {
      const { steps }: { steps: { command: string }[] } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      const commands = steps.map((s) => s.command).join('\n');
      const values = [...commands.matchAll(OPTION)].flatMap((m) => (m[1] ?? '').split(/[=,]|:(?![\da-f:])/i));
      const names = [...commands.matchAll(CREATED)].map((m) => m[1] ?? '');
      for (const word of [...values, ...names]) if (word.length >= 6 && !/^-|[^:]:$/.test(word)) found.set(word, file);
    }
  return found;
}

/** The texts between quotes, but for the paths of imports. */
function literals(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
  return [...bare.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
    .map((m) => m[1] ?? m[2] ?? m[3] ?? '')
    .filter((text) => text.length >= 6 && !/^\.\.?\//.test(text));
}

/** A plain word must be the whole literal; what has digits or dashes in it is no word of a sentence. */
function says(literal: string, word: string): boolean {
  if (literal === word) return true;
  if (!/[-_\d.:]/.test(word)) return false;
  for (let at = literal.indexOf(word); at >= 0; at = literal.indexOf(word, at + 1))
    if (!/[\w.]/.test(literal[at - 1] ?? '') && !/[\w-]/.test(literal[at + word.length] ?? '')) return true;
  return false;
}

it('nothing that a recording invented stands in the code', () => {
  const invented = [...inventions()].filter(([word]) => !ALLOWED.has(word));
  expect(invented.length).toBeGreaterThan(200);
  expect([...ALLOWED].filter((word) => !inventions().has(word))).toEqual([]); // what no recording uses needs no leave
  const wrong = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !CATALOGUES.includes(path))
    .flatMap((path) =>
      literals(readFileSync(new URL(path, SRC), 'utf8')).flatMap((literal) =>
        invented
          .filter(([word]) => says(literal, word))
          .map(([word, file]) => `${path}: '${word}' stands in ${file}: find the rule that makes it`),
      ),
    );
  expect([...new Set(wrong)].sort()).toEqual([]);
});
