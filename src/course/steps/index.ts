/** What a step does while it is played: hints, wrong answers, where it begins. */
export { linesBefore, ownedNames } from './canonical.ts';
export { hintLadder, nextLines, type Rung } from './hints.ts';
export {
  lineOf,
  namesOf,
  networksMadeBy,
  normal,
  renamed,
  type Shape,
  shapeOf,
  shellWords,
  withBlanks,
} from './shape.ts';
export { recogniseWrong } from './wrong.ts';
