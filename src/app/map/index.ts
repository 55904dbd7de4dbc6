/**
 * The map of networks: as a drawn tree, as sentences, and what differs between two of them.
 * Knows nothing of where the map comes from or on what it is drawn.
 */
export { drawMap } from './draw.ts';
export { sayMap } from './sentences.ts';
