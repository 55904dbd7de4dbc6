import type { Value } from '../yaml/index.ts';
import { readDotenv } from './dotenv.ts';
import { ComposeError } from './errors.ts';
import type { Files } from './files.ts';
import { lookupIn } from './load.ts';
import { dictIn, dictsIn, flagIn, type Project, type Service, textIn, withConfig } from './project.ts';

/** Services with their whole environment: variables without a value, and files; Project.WithServicesEnvironmentResolved. */
export function withEnvironment(project: Project, files: Files, warn: (text: string) => void): Project {
  const services = [...project.services].map(([name, service]): [string, Service] => [
    name,
    resolved(service, project, files, warn),
  ]);
  return { ...project, services: new Map(services) };
}

function resolved(service: Service, project: Project, files: Files, warn: (text: string) => void): Service {
  const own = new Map<string, Value>();
  for (const [key, value] of dictIn(service.config, 'environment') ?? [])
    own.set(key, value ?? project.environment.get(key) ?? null);
  const vars = new Map<string, string>();
  for (const [key, value] of own) if (value !== null) vars.set(key, String(value));
  for (const file of dictsIn(service.config, 'env_file')) {
    const path = textIn(file, 'path');
    if (!files.exists(path)) {
      if (!flagIn(file, 'required')) continue;
      throw new ComposeError(`env file ${path} not found: stat ${path}: no such file or directory`);
    }
    const lookup = (name: string) => {
      const value = own.get(name);
      return lookupIn(project.environment)(name) ?? (value === undefined || value === null ? undefined : String(value));
    };
    readDotenv(files.read(path), vars, lookup, warn);
  }
  const all = new Map<string, Value>([...vars, ...own]);
  const made = withConfig(service, 'environment', all.size === 0 ? undefined : all);
  return withConfig(made, 'env_file', undefined);
}
