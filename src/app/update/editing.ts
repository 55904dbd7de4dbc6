import { catalogues } from '../../i18n/index.ts';
import { editBuffer, isChanged, openBuffer, textOf } from '../file-editor/index.ts';
import type { Press } from '../keys/parse.ts';
import { type Model, withLab } from '../model.ts';
import type { Cmd } from '../msg.ts';
import type { LabState } from '../ports.ts';

type Step = readonly [Model, readonly Cmd[]];

/** The file that a line such as `nano app.conf` wants to edit; undefined: it is another command. */
export function fileToEdit(line: string): string | undefined {
  const [, quoted, bare] =
    /^\s*(?:sudo\s+)?(?:nano|vi|vim|edit)\s+(?:'([^']+)'|([^\s'"|;&<>$*?]+))\s*$/.exec(line) ?? [];
  return quoted ?? bare;
}

/** The host has read the file (empty: there is none yet). */
export function editing(model: Model, path: string, text: string): Step {
  return [{ ...model, overlay: undefined, shell: { ...model.shell, busy: false }, file: openBuffer(path, text) }, []];
}

/** A key for the editor. */
export function editKey(model: Model, press: Press): Step {
  if (!model.file) return [model, []];
  const { buffer, asked } = editBuffer(model.file, press);
  if (asked === 'leave') return [{ ...model, file: undefined }, []];
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
