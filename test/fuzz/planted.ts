import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle.mjs';
import * as sound from '../../src/lab/index.ts';
import { compare, type Step } from '../conformance/compare.ts';
import { generate, TOPICS } from './generate.ts';

/**
 * npm run fuzz:planted: plants a bug in each driver, plays generated scenarios with and without it, and prints after how many the
 * two differ. The generator is good enough when every bug shows within a hundred.
 */
interface Bug {
  readonly driver: string;
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const DRIVERS = 'src/engine/libnetwork/drivers';

/** Each in one place of one driver; the text must stand there exactly once. */
const BUGS: readonly Bug[] = [
  {
    driver: 'bridge',
    what: 'an internal network has a way out',
    file: `${DRIVERS}/bridge.ts`,
    from: '...(network.internal || !data.bridge4 ? {}',
    to: '...(!data.bridge4 ? {}',
  },
  {
    driver: 'bridge',
    what: 'the rules of a deleted network stay',
    file: `${DRIVERS}/bridge.ts`,
    from: 'withdraw(tx, network.host, networkRules(filtered(network, data)));',
    to: '',
  },
  {
    driver: 'bridge',
    what: 'inhibit_ipv4 is not heeded',
    file: `${DRIVERS}/bridge.ts`,
    from: 'if (bridge4 && !data.inhibitIpv4)',
    to: 'if (bridge4)',
  },
  {
    driver: 'host',
    what: 'an endpoint takes an address',
    file: `${DRIVERS}/null.ts`,
    from: 'ipam: false',
    to: "ipam: name === 'host'",
  },
  {
    driver: 'null',
    what: 'an endpoint takes an address',
    file: `${DRIVERS}/null.ts`,
    from: 'ipam: false',
    to: "ipam: name === 'null'",
  },
  {
    driver: 'null',
    what: 'a second network of the driver may be made',
    file: `${DRIVERS}/null.ts`,
    from: 'n.driver === name && !n.configOnly',
    to: 'n.driver === name && n.configOnly',
  },
  {
    driver: 'macvlan',
    what: 'routes like an l3 mode',
    file: `${DRIVERS}/macvlan.ts`,
    from: 'routed: () => false',
    to: 'routed: () => true',
  },
  {
    driver: 'macvlan',
    what: 'any mode is taken',
    file: `${DRIVERS}/macvlan.ts`,
    from: 'if (!(MODES as readonly string[]).includes(mode))',
    to: 'if (mode === "")',
  },
  {
    driver: 'ipvlan',
    what: 'a parent may be used twice',
    file: `${DRIVERS}/ipvlan.ts`,
    from: 'if (first)',
    to: 'if (first && false)',
  },
  {
    driver: 'overlay',
    what: 'the encapsulation is forgotten in the MTU',
    file: `${DRIVERS}/overlay.ts`,
    from: '(Number(option) || 1500) - ENCAPSULATION',
    to: 'Number(option) || 1500',
  },
  {
    driver: 'overlay',
    what: 'the end outside is on no bridge',
    file: `${DRIVERS}/overlay.ts`,
    from: 'linkSet(tx, outer.id, { master: bridge, up: true });',
    to: 'linkSet(tx, outer.id, { up: true });',
  },
];

const root = process.cwd();

/** The lab with one piece of its source replaced. */
async function mutated(bug: Bug, name: string): Promise<typeof sound> {
  const source = readFileSync(`${root}/${bug.file}`, 'utf8');
  if (source.split(bug.from).length !== 2) throw new Error(`${bug.file}: "${bug.from}" stands there not once`);
  const plant: Plugin = {
    name: 'plant',
    setup: (b) => {
      b.onLoad({ filter: new RegExp(`${bug.file.replaceAll('.', '\\.')}$`) }, () => ({
        contents: source.replace(bug.from, () => bug.to),
        loader: 'ts',
      }));
    },
  };
  const outdir = `${root}/dist/planted/${name}`;
  await build({ ...bundleOptions, entryPoints: [`${root}/src/lab/index.ts`], outdir, minify: false, plugins: [plant] });
  return (await import(`${outdir}/index.js`)) as typeof sound;
}

async function play(lab: typeof sound, text: string): Promise<readonly Step[]> {
  const scenario = lab.parseScenario(text);
  if ('message' in scenario) throw new Error(scenario.message);
  return (await lab.playScenario(scenario)).steps;
}

/** The scenarios in the order in which they are played: each topic in turn, then the next seed. */
const scenarios = Array.from({ length: 100 }, (_, i) => {
  const topics = Object.keys(TOPICS);
  return [topics[i % topics.length] ?? '', 1 + Math.floor(i / topics.length)] as const;
});

const truth = new Map<number, readonly Step[]>();

async function found(bug: Bug, name: string): Promise<string> {
  const lab = await mutated(bug, name);
  for (const [i, [topic, seed]] of scenarios.entries()) {
    const text = generate(topic, seed);
    const want = truth.get(i) ?? (await play(sound, text));
    truth.set(i, want);
    const [first] = compare(want, await play(lab, text)).differences;
    if (first) return `${String(i + 1).padStart(3)}  ${topic} ${seed} step ${first.step}: ${first.command}`;
  }
  return 'not found';
}

let missed = 0;
const [pattern = ''] = process.argv.slice(2);
const planted = BUGS.filter((bug) => `${bug.driver} ${bug.what}`.includes(pattern));
for (const [i, bug] of planted.entries()) {
  const after = await found(bug, String(i));
  if (after === 'not found') missed++;
  process.stdout.write(`${bug.driver.padEnd(8)} ${bug.what.padEnd(46)} ${after}\n`);
}
process.stdout.write(
  `${planted.length - missed} of ${planted.length} bugs found within ${scenarios.length} scenarios\n`,
);
process.exit(missed === 0 ? 0 : 1);
