import { Box } from 'ink';
import { catalogues } from '../../i18n/index.ts';
import { Cursor } from '../components/cursor.tsx';
import { AsciiOnly, Row } from '../components/row.tsx';
import { Rows } from '../components/rows.tsx';
import { ShellInput } from '../components/shell-input.tsx';
import { hasShell, type Model } from '../model.ts';
import { BLANK, type Line, line, span } from '../text/span.ts';
import { wrap } from '../text/wrap.ts';
import { footerRow, headerRow, helpRows, layout, progressRows } from '../view/index.ts';
import { doneRows } from './done.ts';
import { labPanes } from './lab.ts';
import { menuRows, welcomeRows } from './menu.ts';

/** The whole screen of a model: never more rows than the terminal has. */
export function Screen({ model }: { readonly model: Model }) {
  return (
    <AsciiOnly value={model.ascii}>
      <Drawn model={model} />
    </AsciiOnly>
  );
}

function Drawn({ model }: { readonly model: Model }) {
  const { columns, rows } = model.size;
  const { mode } = layout(model);
  if (mode === 'tiny')
    return (
      <Page
        model={model}
        lines={wrap(line(catalogues[model.lang].tooSmall(columns, rows)), Math.max(1, columns))}
        bare
      />
    );
  if (hasShell(model)) return <LabScreen model={model} />;
  return <Page model={model} lines={pageRows(model)} />;
}

function pageRows(model: Model): readonly Line[] {
  const height = model.size.rows - 4;
  if (model.overlay?.kind === 'help')
    return helpRows(model, model.size.columns - 6).map((row) => [span('plain', '   '), ...row]);
  switch (model.screen.kind) {
    case 'menu':
      return menuRows(model, height);
    case 'welcome':
      return welcomeRows(model);
    case 'done':
      return doneRows(model);
    case 'progress':
      return progressRows(model)
        .slice(model.screen.top, model.screen.top + height)
        .map((row) => [span('plain', '  '), ...row]);
    case 'loading':
      return [BLANK, line(span('dim', `   ${catalogues[model.lang].loading}  ${model.screen.title}`))];
    default:
      return [];
  }
}

/** A screen without panes: header, rows, footer. */
function Page({
  model,
  lines,
  bare = false,
}: {
  readonly model: Model;
  readonly lines: readonly Line[];
  readonly bare?: boolean;
}) {
  const { columns, rows } = model.size;
  const shown = lines.slice(0, bare ? rows : rows - 3);
  return (
    <Box width={columns} height={rows} flexDirection="column">
      {bare ? null : <Rows lines={[headerRow(model), BLANK]} />}
      <Rows lines={shown} />
      <Box flexGrow={1} />
      {bare ? null : <Row line={footerRow(model)} />}
      <Cursor at={undefined} />
    </Box>
  );
}

/** Lesson or sandbox: text, map and shell. */
function LabScreen({ model }: { readonly model: Model }) {
  const { columns, rows } = model.size;
  const at = layout(model);
  const panes = labPanes(model);
  const shell = (
    <Box flexDirection="column" width={at.shell.width} height={at.shell.height} flexShrink={0}>
      <Rows lines={panes.shellAbove} />
      <ShellInput edited={panes.edited} width={at.shell.width} edge={panes.edge} />
      <Rows lines={panes.shellBelow} />
    </Box>
  );
  return (
    <Box width={columns} height={rows} flexDirection="column">
      <Rows lines={[headerRow(model)]} />
      {at.map.height === 0 ? (
        <Rows lines={panes.lesson} />
      ) : (
        <Box height={at.lesson.height} flexShrink={0}>
          <Box width={at.lesson.width} flexShrink={0}>
            <Rows lines={panes.lesson} />
          </Box>
          <Box flexDirection="column" flexShrink={0}>
            <Rows lines={panes.todo} />
            <Rows lines={panes.map} />
            {at.shell.x > 0 ? shell : null}
          </Box>
        </Box>
      )}
      {at.shell.x > 0 ? null : shell}
      <Row line={footerRow(model)} />
      <Cursor at={panes.cursor} />
    </Box>
  );
}
