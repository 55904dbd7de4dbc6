import type { CommandLine, Lesson, Part, Prose, Spot } from '../lesson.ts';
import type { Stage } from '../play.ts';
import { type Report, test } from './problem.ts';
import { notACommand, type Rehearsal } from './rehearsal.ts';

/** Programs whose name at the start of inline code makes it a command that must run. */
const PROGRAMS = [
  'docker',
  'ip',
  'bridge',
  'ping',
  'curl',
  'wget',
  'nslookup',
  'dig',
  'ss',
  'iptables',
  'tcpdump',
  'traceroute',
  'nc',
  'arp',
];

/** Lines of a `run` block are played together; each has to be a command that exists, and to print no more than a screen. */
export async function checkRun(
  stage: Stage,
  block: Spot & { readonly commands: readonly CommandLine[] },
  step: string | undefined,
  rehearsal: Rehearsal,
  report: Report,
): Promise<void> {
  const { played } = await rehearsal.play(
    stage,
    block.commands.map((c) => c.text),
  );
  for (const [i, one] of played.entries()) {
    const at = {
      file: block.file,
      line: block.commands[i]?.line ?? block.line,
      ...(step === undefined ? {} : { step }),
    };
    const bad = notACommand(one);
    const rows = one.output.trimEnd().split('\n').length;
    const long =
      rows > MOST_ROWS
        ? `\`${one.line}\` prints ${rows} lines: show at most ${MOST_ROWS} (a pipe to head or grep, or -f)`
        : undefined;
    test(report, 'prose', at, bad === undefined ? long : `\`${one.line}\` does not run: ${bad}`);
  }
}

const MOST_ROWS = 24;

/** Every command in inline code runs, at the start of the step or after its solution; one without operands has a `--help`. */
export async function checkInlineCommands(
  texts: readonly Prose[],
  spot: Spot & { readonly step?: string },
  stages: readonly Stage[],
  rehearsal: Rehearsal,
  report: Report,
): Promise<void> {
  for (const command of new Set(texts.flatMap(inlineCommands))) {
    let bad: string | undefined;
    for (const stage of stages) {
      bad = notACommand((await rehearsal.play(stage, [command])).played[0] ?? { stage, output: '', status: 0 });
      if (bad === undefined) break;
    }
    const [first] = stages;
    if (bad !== undefined && first !== undefined && /^docker( [a-z]+){1,3}$/.test(command)) {
      const help = (await rehearsal.play(first, [`${command} --help`])).played[0];
      if (help?.status === 0) bad = undefined;
    }
    test(
      report,
      'prose',
      spot,
      bad === undefined ? undefined : `the prose names \`${command}\`, which does not run: ${bad}`,
    );
  }
}

function inlineCommands(prose: Prose): string[] {
  return codeOf(prose).filter(
    (code) => PROGRAMS.includes(code.split(' ')[0] ?? '') && code.includes(' ') && !isPattern(code),
  );
}

/** `docker network rm NETWORK`, `ping …`: shows a form, not a command. */
function isPattern(code: string): boolean {
  return /…|\.\.\.|___|<|\b[A-Z][A-Z_]{2,}\b/.test(code);
}

/** The inline code of prose. */
export function codeOf(prose: Prose): string[] {
  return prose.flatMap((t) => (t.children ?? []).filter((c) => c.type === 'code_inline').map((c) => c.content));
}

/** The prose among the parts. */
export function proseOf(parts: readonly Part[] | undefined): Prose[] {
  return (parts ?? []).flatMap((p) => (p.kind === 'prose' ? [p.prose] : []));
}

/** All prose of a step in all languages: what is said before and after it is done. */
export function stepProse(step: Lesson['steps'][number]): { readonly before: Prose[]; readonly after: Prose[] } {
  const both = <T>(text: { readonly en: T; readonly ko?: T }): T[] =>
    text.ko === undefined ? [text.en] : [text.en, text.ko];
  return {
    before: [...both(step.body).flatMap(proseOf), ...step.hints.flatMap(both)],
    after: [...both(step.debrief).flatMap(proseOf), ...step.wrongs.flatMap((w) => both(w.text))],
  };
}
