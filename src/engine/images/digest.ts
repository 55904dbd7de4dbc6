/** 64 hexadecimal digits that depend only on a text: ids of images and layers, the same in every world. */
export function digest(text: string): string {
  let out = '';
  for (let part = 0; part < 8; part++) {
    let h = 0x811c9dc5 ^ Math.imul(part + 1, 0x9e3779b1); // FNV-1a with a different basis for each part
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h ^= h >>> 16;
    h = Math.imul(h, 0x85ebca6b);
    h ^= h >>> 13;
    out += (h >>> 0).toString(16).padStart(8, '0');
  }
  return out;
}
