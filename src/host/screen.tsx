import { render } from 'ink';
import { loadApp, type Store } from '../app/index.ts';

/** The drawn screen on this terminal. */
export interface DrawnScreen {
  /** Draws everything again, from an empty terminal. */
  repaint(): void;
  bell(): void;
  /** Gives the terminal back. */
  close(): void;
  /** Rejects when drawing failed. */
  readonly closed: Promise<unknown>;
}

/** Wait this long for further resizes before drawing again, ms. */
const CALM = 40;

/** Draws the store's model until it is closed. */
export async function openScreen(store: Store): Promise<DrawnScreen> {
  const { App } = await loadApp();
  const { stdout } = process;
  const app = render(<App store={store} />, {
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 60,
    exitOnCtrlC: false,
    interactive: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    app.clear();
    // held back by terminals that can (synchronized output), until the frame that follows is whole
    stdout.write('\u001b[?2026h\u001b[2J\u001b[H');
    store.send({ kind: 'resized', size: { columns: stdout.columns, rows: stdout.rows } });
    app.rerender(<App store={store} />);
  };
  // Ink leaves residue behind when the terminal is resized: wait until it rests, clear, and let Ink draw from nothing.
  const repaint = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, CALM);
  };
  stdout.on('resize', repaint);
  return {
    repaint,
    bell: () => stdout.write('\u0007'),
    close: () => {
      clearTimeout(timer);
      stdout.off('resize', repaint);
      app.unmount();
    },
    closed: app.waitUntilExit(),
  };
}
