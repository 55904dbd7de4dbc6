import { useCursor } from 'ink';

/** Puts the terminal's own cursor somewhere, so that an input method composes there; hides it when there is no place. */
export function Cursor({ at }: { readonly at: { readonly x: number; readonly y: number } | undefined }) {
  const { setCursorPosition } = useCursor();
  setCursorPosition(at);
  return null;
}
