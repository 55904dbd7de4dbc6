import type { Trace } from '../../net/index.ts';
import { type Advice, adviceOf, type Case, ofDockers } from './advice.ts';
import { type Trial, wentWell } from './again.ts';
import { type Decision, decide, type Verdict } from './decide.ts';
import { changeText, decisionText, sentence } from './hops.ts';
import { asIs, columns, paragraph, type Row } from './layout.ts';
import { packetText } from './packet.ts';
import { successText } from './success.ts';
import { outcomeText } from './words.ts';

/** Tells an exchange: what came of it, what decided, what would change it; then the way of the packet that tells most. */
export function tellExchange(c: Case, trial: Trial, everything: boolean): Row[] {
  const { say, exchange, around } = c;
  const verdict = decide(exchange, trial);
  const outcome = outcomeText(say, exchange.outcome);
  const head = say('head', { what: bracketed(exchange.what), where: around.name(exchange.netns), outcome });
  return [
    ...paragraph(head, 2),
    ...(verdict.since === undefined ? [] : paragraph(say('since', { outcome: outcomeText(say, verdict.since) }), 2)),
    ...(verdict.well ? wellLines(c, verdict) : stoppedLines(c, verdict)),
    ...asIs(''),
    ...ways(c, verdict, everything),
  ];
}

/** An IPv6 address before a port stands in brackets. */
function bracketed(what: string): string {
  return what.replace(/ ([0-9a-f:]*:[0-9a-f:.]*):(\d+)$/, (whole, ip: string, port: string) =>
    what.startsWith('ping') ? whole : ` [${ip}]:${port}`,
  );
}

function stoppedLines(c: Case, { decisions }: Verdict): Row[] {
  const { say, exchange } = c;
  const [first] = exchange.traces;
  if (decisions.length === 0) return paragraph(say('whySilent'));
  const blocks = decisions.flatMap((d, i) => {
    const where = c.around.name(d.hop.netns);
    const key = i > 0 ? 'behind' : d.trace === first ? 'stopped' : 'stoppedBack';
    const again = i > 1 && decisions[i - 1]?.hop.netns === d.hop.netns;
    return [...(again ? [] : paragraph(say(key, { where }))), ...named(c, d)];
  });
  const all = decisions.map((d) => ({ d, advice: adviceOf(c, d) }));
  // What is published, or on one network, is accepted before the policy of the chain is asked.
  const enough = all.some(({ d, advice }) => ofDockers(d.hop) && advice.change !== undefined);
  const told = all.filter(({ d }) => !(enough && d.hop.what.kind === 'rule' && !d.hop.what.rule));
  return [
    ...blocks,
    ...advised(
      c,
      told.map(({ advice }) => advice),
    ),
  ];
}

function named(c: Case, { hop }: Decision): Row[] {
  return paragraph(decisionText(hop, c.say, c.around), 4, '  ');
}

// Two rules that serve one end have one reason and one remedy.
function advised({ say }: Case, all: readonly Advice[]): Row[] {
  const once = (list: readonly (string | undefined)[]) => [...new Set(list.filter((t) => t !== undefined))];
  const told = all.filter((a, i) => all.findIndex((b) => b.why === a.why && b.change === a.change) === i);
  const changes = once(told.map((a) => a.change));
  const deletes = all.flatMap((a) => (a.commands ?? []).filter((line) => / -D /.test(line)));
  const others = once(told.flatMap((a) => a.commands ?? []).filter((line) => !/ -D /.test(line)));
  return [
    ...once(told.map((a) => a.why)).flatMap((text) => paragraph(text)),
    ...(changes.length === 0
      ? []
      : paragraph(say('change', { text: `${changes.map((t) => t.replace(/\.$/, '')).join('; ')}.` }))),
    ...asIs(...[...deletes, ...others].map((line) => `  $ ${line}`)),
  ];
}

function wellLines(c: Case, { decisions, since }: Verdict): Row[] {
  const { say, around } = c;
  if (since !== undefined) return [];
  const why = successText(c, decisions);
  const blocks = decisions.flatMap((d, i) => [
    ...paragraph(say(i === 0 ? 'through' : 'and', { where: around.name(d.hop.netns) })),
    ...named(c, d),
    ...paragraph(say('without', { outcome: otherwise(c, d) }), 4, '  '),
  ]);
  return [
    ...(decisions.length === 0 ? paragraph(say('taken')) : []),
    ...blocks,
    ...(why === undefined ? [] : paragraph(why)),
  ];
}

// What comes of it without the thing: a failure, or another who takes it.
function otherwise({ say, around }: Case, { otherwise: next }: Decision): string {
  const end = next?.traces[0]?.hops.at(-1);
  if (!next || !wentWell(next) || !end) return outcomeText(say, next?.outcome ?? '');
  const comm = end.what.kind === 'socket' ? (end.what.socket?.comm ?? '') : '';
  return say('otherEnd', { comm, where: around.name(end.netns) });
}

function ways(c: Case, { decisions, well }: Verdict, everything: boolean): Row[] {
  const { say, exchange } = c;
  const numbered = exchange.traces.map((trace, i) => ({ trace, n: i + 1 }));
  if (everything)
    return numbered.flatMap(({ trace, n }) => [
      ...paragraph(say('numbered', { n, packet: packetText(trace.packet) })),
      ...way(c, trace, []),
    ]);
  const [first] = exchange.traces;
  const trace = (well ? first : (decisions[0]?.trace ?? first)) ?? undefined;
  if (!trace) return [];
  return [
    ...paragraph(say('packet', { packet: packetText(trace.packet) })),
    ...way(c, trace, decisions),
    ...(well && exchange.traces.length > 1 ? paragraph(say('answered')) : []),
  ];
}

function way({ say, around }: Case, trace: Trace, told: readonly Decision[]): Row[] {
  return columns(
    trace.hops.flatMap((hop): (readonly [string, string, string])[] => {
      const text = sentence(
        hop,
        say,
        around,
        told.some((d) => d.hop === hop),
      );
      const changed = changeText(hop, say);
      const mark = hop.verdict === 'go' ? '' : hop.verdict === 'deliver' ? '  ✔' : '  ✗';
      const lines = [...(text === undefined ? [] : [text + mark]), ...(changed === undefined ? [] : [changed])];
      return lines.map((line) => [around.name(hop.netns), hop.dev ?? '', line] as const);
    }),
  );
}
