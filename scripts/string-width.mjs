// string-width with a memory. Ink measures every row of the screen anew for every frame, and measuring is where most
// of a frame's time goes; the rows are mostly those of the frame before. Halves the time from a key to its frame.
// by its path, because the bundle puts this file in its place
import stringWidth from '../node_modules/string-width/index.js';

/** More texts than any screen has; beyond that the memory begins anew. */
const MOST = 20_000;

let known = new Map();

export default function remembered(text, options) {
  if (options !== undefined) return stringWidth(text, options);
  let width = known.get(text);
  if (width === undefined) {
    if (known.size >= MOST) known = new Map();
    width = stringWidth(text);
    known.set(text, width);
  }
  return width;
}
