/**
 * The only code that touches the machine: the command line, files, the clock, the terminal, signals.
 * Decides nothing about lessons or screens: it carries out what the app asks for.
 */
export { main } from './main.ts';
