import type { Sink } from '../../../os/index.ts';

/** A sink that hands on whole lines; `end` hands on what is left. */
export function lineSink(take: (line: string) => void): { readonly sink: Sink; end(): void } {
  let rest = '';
  return {
    sink: {
      isatty: false,
      write: (data) => {
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) take(line);
        return 'ok';
      },
      close: () => undefined,
    },
    end: () => {
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}
