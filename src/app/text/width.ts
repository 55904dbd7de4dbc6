import stringWidth from 'string-width';

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const PLAIN = /^[\x20-\x7e]*$/;

/** What a reader takes for one character: a Hangul syllable, a letter with its accents, an emoji sequence (UAX #29). */
export function graphemes(text: string): readonly string[] {
  return PLAIN.test(text) ? text.split('') : Array.from(SEGMENTER.segment(text), (s) => s.segment);
}

/** Columns that a text takes on a terminal; Korean takes two a syllable (UAX #11). */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** Cuts a text to a width, with `…` where something is missing. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let cut = '';
  let used = 0;
  for (const g of graphemes(text)) {
    const w = widthOf(g);
    if (used + w > width - 1) break;
    cut += g;
    used += w;
  }
  return `${cut}…`;
}

/** Fills a text with spaces up to a width; longer ones are cut. */
export function padTo(text: string, width: number): string {
  const cut = truncate(text, width);
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}

/** C0, DEL and C1 controls. */
const CONTROL = /\p{Cc}/gu;

/** Makes a text from outside harmless to the terminal: composed (NFC), tabs as spaces, no control characters. */
export function clean(text: string): string {
  return text.normalize('NFC').replaceAll('\t', '    ').replace(CONTROL, '');
}
