/** The classic builder of dockerd: a Dockerfile becomes images, each step on top of the one before. Never knows the client. */
export { BuildFailure, buildImage } from './build.ts';
export { commitContainerAs } from './commit-container.ts';
