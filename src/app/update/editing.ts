import { catalogues } from '../../i18n/index.ts';
import { type Buffer, editBuffer, isChanged, openBuffer, textOf } from '../file-editor/index.ts';
import type { Press } from '../keys/parse.ts';
import { type Model, withLab } from '../model.ts';
import type { Cmd } from '../msg.ts';
import type { LabState } from '../ports.ts';

type Step = readonly [Model, readonly Cmd[]];

/** The file in the shell's place: opened when an editor begins in the lab, closed when it has ended. */
export function fileOf(lab: LabState, open: Buffer | undefined): Buffer | undefined {
  if (!lab.editing) return undefined;
  return open?.path === lab.editing.path ? open : openBuffer(lab.editing.path, lab.editing.text);
}

/** A key for the editor. */
export function editKey(model: Model, press: Press): Step {
  if (!model.file) return [model, []];
  const { buffer, asked } = editBuffer(model.file, press);
  if (asked === 'leave') return [{ ...model, file: { ...buffer, left: true } }, [{ kind: 'eof' }]];
  if (asked === 'save')
    return [{ ...model, file: buffer }, [{ kind: 'write', path: buffer.path, text: textOf(buffer) }]];
  return [{ ...model, file: buffer }, buffer.leaving && isChanged(buffer) ? [{ kind: 'bell' }] : []];
}

/** The file was written, or could not be. */
export function written(model: Model, text: string, problem: string | undefined, lab: LabState): Step {
  const words = catalogues[model.lang].file;
  const shell = withLab({ ...model.shell, before: model.shell.map }, lab);
  if (!model.file) return [{ ...model, shell }, []];
  if (problem !== undefined) return [{ ...model, notice: { text: problem, tone: 'warn' } }, [{ kind: 'bell' }]];
  const file = { ...model.file, saved: text };
  return [{ ...model, shell, file, notice: { text: words.saved(file.path), tone: 'good' } }, []];
}
