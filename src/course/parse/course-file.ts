import type { Mistake } from '../lesson.ts';
import { readMiniYaml } from './mini-yaml.ts';

/** lessons/course.yaml: the order of the lessons, and what each builds on. */
export interface CoursePlan {
  readonly order: readonly string[];
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

/** Reads lessons/course.yaml. `known` are the ids of the lessons that exist. */
export function parseCourse(
  text: string,
  file: string,
  known: readonly string[],
): { readonly ok: true; readonly plan: CoursePlan } | { readonly ok: false; readonly errors: readonly Mistake[] } {
  const { values, lines, mistakes } = readMiniYaml(text, file);
  const errors = [...mistakes];
  const complain = (message: string, line = 1) => errors.push({ file, line, message });
  const order = Array.isArray(values.order) ? (values.order as readonly string[]) : [];
  if (order.length === 0) complain('write `order: [first, second]`: the lessons in the order of the course');
  for (const id of new Set(order.filter((one, i) => order.indexOf(one) !== i)))
    complain(`the lesson \`${id}\` stands twice in \`order\`: once is enough`, lines.order);
  for (const id of order)
    if (!known.includes(id))
      complain(`there is no lesson \`${id}\`: make lessons/${id}/lesson.md, or take it out of \`order\``, lines.order);
  for (const id of known)
    if (!order.includes(id)) complain(`the lesson \`${id}\` has no place: add it to \`order\``, lines.order);
  const needs: Record<string, readonly string[]> = {};
  const given = typeof values.needs === 'object' && !Array.isArray(values.needs) ? Object.entries(values.needs) : [];
  for (const [id, list] of given) {
    needs[id] = typeof list === 'string' ? [list] : list;
    for (const before of needs[id] ?? []) {
      if (order.indexOf(before) < 0 || order.indexOf(before) >= order.indexOf(id)) {
        complain(`\`${id}\` needs \`${before}\`, which does not come before it in \`order\``, lines[`needs.${id}`]);
      }
    }
  }
  for (const key of Object.keys(values)) {
    if (key !== 'order' && key !== 'needs')
      complain(`\`${key}\` means nothing here: course.yaml has \`order\` and \`needs\``, lines[key]);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, plan: { order, needs } };
}
