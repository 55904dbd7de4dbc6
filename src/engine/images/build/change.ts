import type { ImageConfig } from '../../api/index.ts';
import { badRequest } from '../../errors.ts';
import { instruction } from './dockerfile.ts';
import { configured, environment } from './instructions.ts';

/** A configuration after an instruction of `--change`; builder.BuildFromConfig refuses those that do more than configure. */
export function changedConfig(config: ImageConfig, line: string): ImageConfig {
  const it = instruction(line);
  if (['ARG', 'SHELL', 'MAINTAINER'].includes(it.verb)) throw badRequest(`${it.verb} is not a valid change command`);
  const made = configured(it, { config, cmdSet: true, variables: environment(config) });
  if (!made) throw badRequest(`${it.verb} is not a valid change command`);
  return made.config;
}
