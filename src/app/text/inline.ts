import { type Line, type Span, type Style, span } from './span.ts';
import { clean } from './width.ts';

/** A sentence with `code` and **strong** words, as catalogues and goals write them. */
export function inlineText(text: string, style: Style = 'plain'): Line {
  return text
    .split(/(`[^`]*`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part): Span => {
      if (part.startsWith('`') && part.endsWith('`') && part.length > 1) return span('code', clean(part.slice(1, -1)));
      if (part.startsWith('**')) return span('strong', clean(part.slice(2, -2)));
      return span(style, clean(part));
    });
}
