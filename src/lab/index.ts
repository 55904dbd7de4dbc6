/**
 * A world with a learner at its terminal: create it, type lines, take them back, replay them, ask what is true.
 * The facade of the simulation: everything above (lessons, screens, the command line) stops here. Knows no lesson and no screen.
 */
export type { ChangeNote } from './changes.ts';
export type { Completion } from './complete/index.ts';
export type { Ran } from './facts.ts';
export { Lab, type LabEvent, type LabOptions } from './lab.ts';
export { createMachine, type MachineOptions } from './machine.ts';
export type { MapHost, MapMember, MapModel, MapNetwork, MapPort } from './map.ts';
export { type Played, type PlayedStep, playScenario, runOnce } from './play.ts';
export { parseScenario, type Scenario, type ScenarioError, type ScenarioStep } from './scenario.ts';
export { type Class, type Support, support } from './support.ts';
export type { Chunk } from './terminal.ts';
