import { readFileSync } from 'node:fs';
import { parseScenario, playScenario } from '../src/lab/index.ts';
import { canonical } from '../test/conformance/compare.ts';
const name = process.argv[2] ?? ''; const n = Number(process.argv[3]);
const want = JSON.parse(readFileSync(`${name}.json`, 'utf8')).steps;
const got = await playScenario(parseScenario(readFileSync(`${name}.txt`, 'utf8')));
const { writeFileSync } = await import('node:fs');
writeFileSync('/tmp/w.txt', (canonical(want)[n - 1] ?? []).join('\n'));
writeFileSync('/tmp/g.txt', (canonical(got.steps ?? got)[n - 1] ?? []).join('\n'));
