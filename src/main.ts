import { main } from './host/index.ts';

process.exitCode = await main(process.argv.slice(2));
